"""Finds French where English is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import Base
from rcp.db.models import BoardTemplate, SpecialtyGroup

WORDS = re.compile(
    r"\b(?:le|la|les|des|du|une|un|est|sont|pour|dans|avec|sur|pas|par|vous|votre|vos|aucune?|sans"
    r"|et|ou|au|aux|ce|cette|qui|que|dossiers?|séances?|réunions?|avis|lundi|mardi|mercredi|jeudi"
    r"|vendredi|janvier|novembre|décembre|retour|enregistrer|annuler|ajouter|heure)\b"
    r"|\b[ldnsjcmt]’\w|«|»|[éèêàâçùûîôœ]",
    re.IGNORECASE,
)
NAMES = ("MSSanté",)
"""What has one name in every language."""
SHIPPED_IN_BOTH = (BoardTemplate, SpecialtyGroup)
"""Rows that carry their English label: to show the French one is a fault, not somebody's words."""


def french_in(text: str, written: Iterable[str] = ()) -> list[str]:
    """The French words of a text, but for what people wrote themselves."""
    return WORDS.findall(without(text, (*written, *NAMES)))


def without(text: str, written: Iterable[str]) -> str:
    """A text but for these words."""
    for words in written:
        text = text.replace(words, " ")
    return text


def written_by_people(session: Session) -> list[str]:
    """Every French-looking text of the database, the longest first."""
    found = {
        " ".join(text.split())
        for mapper in Base.registry.mappers
        if mapper.class_ not in SHIPPED_IN_BOTH
        for row in session.scalars(select(mapper.class_))
        for column in mapper.column_attrs
        for text in _texts(getattr(row, column.key))
    }
    return sorted((text for text in found if WORDS.search(text)), key=len, reverse=True)


def _texts(value: Any) -> Iterator[str]:  # a column's value, whatever it is
    if isinstance(value, str):
        yield value
        yield from re.findall(r"\w*[éèêàâçùûîôœÉÈÀÎ]\w*", value)  # a name may be printed apart
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
