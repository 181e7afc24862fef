"""Whose agendas a plan would rest on without knowing them well: old ones, and none at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import AgendaSource, Member, Practitioner, Seat

STALE_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OldAgenda:
    """A person and when the oldest of their calendars was last read; None: never."""

    person: Practitioner
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ages:
    """The members of some boards whose agendas are old, by age, and those who have none."""

    old: tuple[OldAgenda, ...]
    without: tuple[Practitioner, ...]

    def __bool__(self) -> bool:
        return bool(self.old or self.without)


def ages_of(session: Session, board_ids: Iterable[uuid.UUID], now: datetime) -> Ages:
    """What is known of the agendas of the boards' active members; deputies too."""
    rows = session.execute(  # one row for each person and calendar
        select(Practitioner, AgendaSource.id, AgendaSource.read_at)
        .join(Member, Member.practitioner_id == Practitioner.id)
        .join(Seat, Member.seat_id == Seat.id)
        .outerjoin(AgendaSource, AgendaSource.practitioner_id == Practitioner.id)
        .where(Seat.board_id.in_(list(board_ids)), Practitioner.is_active)
        .order_by(Practitioner.family_name, Practitioner.given_name)
        .options(selectinload(Practitioner.roles))
        .distinct()
    )
    known: dict[Practitioner, list[datetime | None]] = {}
    for person, source_id, read_at in rows:
        known.setdefault(person, []).extend([read_at] if source_id else [])
    old = [OldAgenda(person, _oldest(read)) for person, read in known.items() if read]
    stale = [one for one in old if one.read_at is None or one.read_at < now - STALE_AFTER]
    return Ages(
        old=tuple(sorted(stale, key=lambda one: (one.read_at is not None, one.read_at or now))),
        without=tuple(person for person, read in known.items() if not read),
    )


def _oldest(read: list[datetime | None]) -> datetime | None:
    return None if None in read else min(one for one in read if one is not None)
