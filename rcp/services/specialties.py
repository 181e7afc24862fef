"""The specialty groups of this house, as the domain reads them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp import catalogue
from rcp.db.models import Practitioner
from rcp.db.models import SpecialtyGroup as Row
from rcp.domain.specialty import GroupKind, SpecialtyGroup, groups_of, medical_specialty


def groups(session: Session) -> tuple[SpecialtyGroup, ...]:
    """Every group, in the catalogue's order: the first discipline that lists a code wins."""
    rank = {group.code: place for place, group in enumerate(catalogue.specialty_groups())}
    rows = sorted(session.scalars(select(Row)), key=lambda row: (rank.get(row.code, 999), row.code))
    return tuple(
        SpecialtyGroup(
            code=row.code,
            label=row.label,
            label_en=row.label_en or row.label,
            kind=GroupKind(row.kind),
            codes=frozenset(row.codes),
            discipline=row.is_discipline,
        )
        for row in rows
    )


def stands_for(person: Practitioner, known: Iterable[SpecialtyGroup]) -> frozenset[str]:
    """The groups whose seats the person may take, over all their practices."""
    return groups_of(person.qualifications, known)


def specialty_of(person: Practitioner, known: Iterable[SpecialtyGroup]) -> str | None:
    """The medical specialty that the person counts as; None for whoever is not a doctor."""
    told = tuple(known)
    found = (medical_specialty(*practice, told) for practice in person.qualifications)
    return next((specialty for specialty in found if specialty), None)
