"""The specialty groups of this house, as the domain reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp import catalogue
from rcp.db.models import Practitioner
from rcp.db.models import SpecialtyGroup as Row
from rcp.domain.entries import KEY
from rcp.domain.errors import RuleBroken
from rcp.domain.specialty import GroupKind, SpecialtyGroup, groups_of, medical_specialty
from rcp.services import audit
from rcp.services.rows import assign


def rows(session: Session) -> list[Row]:
    """Every group as it is kept."""
    return list(session.scalars(select(Row)))


def groups(session: Session) -> tuple[SpecialtyGroup, ...]:
    """Every group, in the catalogue's order: the first discipline that lists a code wins."""
    rank = {group.code: place for place, group in enumerate(catalogue.specialty_groups())}
    kept = sorted(rows(session), key=lambda row: (rank.get(row.code, 999), row.code))
    return tuple(
        SpecialtyGroup(
            code=row.code,
            label=row.label,
            label_en=row.label_en or row.label,
            kind=GroupKind(row.kind),
            codes=frozenset(row.codes),
            discipline=row.is_discipline,
        )
        for row in kept
    )


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group as somebody typed it; `codes` as `rcp.domain.specialty` writes them."""

    code: str
    label: str
    label_en: str = ""
    kind: GroupKind = GroupKind.CODES
    codes: frozenset[str] = frozenset()
    is_discipline: bool = False


def save_group(
    session: Session, draft: GroupDraft, *, by: Practitioner, row: Row | None = None
) -> Row:
    """Write a group down, or correct `row`: what somebody edited, an upgrade leaves alone.

    Raises RuleBroken `group_key`, `group_key_taken`, `group_label`, `group_codes_missing` or
    `group_code_unknown` (fact: the code).
    """
    _check(session, draft, row)
    if row is None:
        row = Row(code=draft.code, edition=1)
        session.add(row)
    changed = assign(
        row,
        label=draft.label.strip(),
        label_en=draft.label_en.strip(),
        kind=draft.kind.value,
        codes=sorted(draft.codes),
        is_discipline=draft.is_discipline,
    )
    if changed:
        row.edition = (row.edition or 1) + 1
    session.flush()
    audit.record(session, by, "specialty_group.saved", row, code=row.code)
    return row


def _check(session: Session, draft: GroupDraft, row: Row | None) -> None:
    if not KEY.fullmatch(draft.code):
        raise RuleBroken("group_key")
    if row is None and session.scalar(select(Row.id).where(Row.code == draft.code)):
        raise RuleBroken("group_key_taken", taken=draft.code)
    if not draft.label.strip():
        raise RuleBroken("group_label")
    if draft.kind is GroupKind.CODES and not draft.codes:
        raise RuleBroken("group_codes_missing")
    known = _known_codes()
    for code in sorted(draft.codes):
        if code not in known:
            raise RuleBroken("group_code_unknown", wrong=code)


def _known_codes() -> frozenset[str]:
    """Professions, qualifications, and a profession with each qualification it may have."""
    jobs = {one.code for one in catalogue.professions()}
    skills = {one.code for one in catalogue.qualifications()}
    pairs = {f"{one.profession}/{one.code}" for one in catalogue.qualifications()}
    return frozenset(jobs | skills | pairs)


def stands_for(person: Practitioner, known: Iterable[SpecialtyGroup]) -> frozenset[str]:
    """The groups whose seats the person may take, over all their practices."""
    return groups_of(person.qualifications, known)


def specialty_of(person: Practitioner, known: Iterable[SpecialtyGroup]) -> str | None:
    """The medical specialty that the person counts as; None for whoever is not a doctor."""
    told = tuple(known)
    found = (medical_specialty(*practice, told) for practice in person.qualifications)
    return next((specialty for specialty in found if specialty), None)
