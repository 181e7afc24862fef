"""Working hours and preferences typed in: what no calendar says."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rcp.db.models import Practitioner, WeeklyTime
from rcp.domain.errors import RuleBroken
from rcp.domain.weekly import MOST, Stretch, WeeklyKind, without
from rcp.services import audit


@dataclass(frozen=True, slots=True)
class Habits:
    """A person's ordinary week; without `works`, the hours of their structures are theirs."""

    works: tuple[Stretch, ...] = ()
    wished: tuple[Stretch, ...] = ()
    avoided: tuple[Stretch, ...] = ()


def hours(session: Session, person: Practitioner) -> list[WeeklyTime]:
    """The working hours typed in, Monday first."""
    return [one for one in _all(session, person) if one.kind is WeeklyKind.WORKS]


def preferences(session: Session, person: Practitioner) -> list[WeeklyTime]:
    """What is wished for, possible or to avoid, Monday first."""
    return [one for one in _all(session, person) if one.kind is not WeeklyKind.WORKS]


def set_hours(
    session: Session, person: Practitioner, stretches: Iterable[Stretch], *, by: Practitioner
) -> None:
    """Put these working hours in place of the former ones; none means those of the structures."""
    session.execute(
        delete(WeeklyTime).where(
            WeeklyTime.practitioner_id == person.id, WeeklyTime.kind == WeeklyKind.WORKS
        )
    )
    for stretch in stretches:
        session.add(_row(person, WeeklyKind.WORKS, stretch))
    session.flush()
    audit.record(session, by, "hours.set", person)


def add_preference(
    session: Session,
    person: Practitioner,
    kind: WeeklyKind,
    weekdays: Sequence[int],
    starts: time,
    ends: time,
    *,
    by: Practitioner,
) -> None:
    """Note a stretch on some weekdays.

    Raises RuleBroken `weekly_order`, `weekly_day` or `weekly_many` (fact: the most).
    """
    if not weekdays:
        raise RuleBroken("weekly_day")
    found = [Stretch(day, starts, ends) for day in sorted(set(weekdays))]
    if len(preferences(session, person)) + len(found) > MOST:
        raise RuleBroken("weekly_many", maximum=MOST)
    session.add_all([_row(person, kind, stretch) for stretch in found])
    session.flush()
    audit.record(session, by, "preference.added", person)


def remove(session: Session, one: WeeklyTime, *, by: Practitioner) -> None:
    """Forget a stretch."""
    audit.record(session, by, "preference.removed", one)
    session.delete(one)
    session.flush()


def habits_by_person(session: Session) -> dict[uuid.UUID, Habits]:
    """The ordinary weeks of all who typed one in."""
    rows: dict[uuid.UUID, list[WeeklyTime]] = defaultdict(list)
    for row in session.scalars(select(WeeklyTime)):
        rows[row.practitioner_id].append(row)
    return {person_id: _habits(held) for person_id, held in rows.items()}


def _habits(rows: Iterable[WeeklyTime]) -> Habits:
    """What is wished for or possible is not avoided."""
    by_kind: dict[WeeklyKind, list[Stretch]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row.stretch)
    wished = tuple(sorted(by_kind[WeeklyKind.WISHED]))
    accepted = [*by_kind[WeeklyKind.POSSIBLE], *wished]
    return Habits(
        works=tuple(sorted(by_kind[WeeklyKind.WORKS])),
        wished=wished,
        avoided=without(by_kind[WeeklyKind.AVOIDED], accepted),
    )


def _all(session: Session, person: Practitioner) -> list[WeeklyTime]:
    rows = session.scalars(select(WeeklyTime).where(WeeklyTime.practitioner_id == person.id))
    return sorted(rows, key=lambda one: (one.weekday, one.starts, one.ends))


def _row(person: Practitioner, kind: WeeklyKind, stretch: Stretch) -> WeeklyTime:
    return WeeklyTime(
        practitioner_id=person.id,
        kind=kind,
        weekday=stretch.weekday,
        starts=stretch.starts,
        ends=stretch.ends,
    )
