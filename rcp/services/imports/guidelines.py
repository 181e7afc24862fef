"""Entries of the library from a YAML file, known by their code and version."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from rcp.db.models import Practitioner
from rcp.domain.entries import Entries, Remedy
from rcp.domain.guideline import GuidelineKind
from rcp.services import guidelines, organizations
from rcp.services.guidelines import GuidelineDraft
from rcp.services.imports.report import RowRefused
from rcp.services.imports.yaml_text import day_of, optional

_ENTRIES = (
    *("code", "version", "kind", "title", "pathway", "publisher", "dated_on", "url", "text"),
    *("withdrawn", "organization"),
)


def keep_guideline(session: Session, by: Practitioner | None, entries: Entries) -> bool:
    """Write one entry down or correct it; whether anything changed."""
    entries.only(_ENTRIES)
    code, version = entries.text("code"), entries.text("version")
    draft = GuidelineDraft(
        code=code,
        version=version,
        kind=entries.choice("kind", GuidelineKind, GuidelineKind.GUIDELINE),
        title=entries.text("title"),
        dated_on=day_of(entries, "dated_on") or entries.refuse("dated_on", Remedy.ADD),
        pathway=optional(entries, "pathway"),
        publisher=optional(entries, "publisher"),
        url=optional(entries, "url"),
        text=optional(entries, "text"),
        is_withdrawn=entries.flag("withdrawn"),
        organization=None,
    )
    house = optional(entries, "organization")
    if house:
        found = organizations.by_code(session, house)
        if found is None:
            raise RowRefused(entries.where("organization"), "structure_unknown", structure=house)
        draft = replace(draft, organization=found)
    row = guidelines.by_version(session, code, version)
    return guidelines.save(session, draft, by=by, row=row)[1]
