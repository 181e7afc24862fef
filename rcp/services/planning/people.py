"""Who may sit where, and when they are out of reach."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    Absence,
    AgendaSource,
    Attendance,
    Board,
    BusyInterval,
    BusyKind,
    Meeting,
    MeetingState,
    Practitioner,
    PractitionerRole,
    Seat,
)
from rcp.domain.quorum import Presence
from rcp.domain.specialty import SpecialtyGroup
from rcp.services import specialties, weekly_times
from rcp.services.planning.clock import Clock
from rcp.services.planning.hours import Hours, Interval, merged
from scheduler.problem import Candidate

GONE = (Presence.EXCUSED, Presence.ABSENT)
"""Answers of people who do not come."""


def everybody(session: Session) -> list[Practitioner]:
    """All active people with their practices."""
    return list(
        session.scalars(
            select(Practitioner)
            .where(Practitioner.is_active)
            .options(selectinload(Practitioner.roles).selectinload(PractitionerRole.organization))
            .order_by(Practitioner.family_name, Practitioner.given_name, Practitioner.email)
        )
    )


def candidates(
    seat: Seat, people: Sequence[Practitioner], known: Sequence[SpecialtyGroup]
) -> tuple[Candidate, ...]:
    """Who may take a seat: the people named for it, else the pool of its specialty group.

    The pool is that of the board's own structure; where it has fewer people than two more than
    the seat needs, the whole territory is asked.
    """
    active = {person.id for person in people}
    named = [
        Candidate(
            person=str(member.practitioner_id),
            deputy=member.is_deputy,
            named=not member.is_deputy,  # a deputy is expected only instead of a member
        )
        for member in sorted(seat.members, key=lambda member: member.is_deputy)
        if member.practitioner_id in active
    ]
    if named:
        return tuple(named)
    able = [person for person in people if seat.group_code in specialties.stands_for(person, known)]
    house = seat.board.organization_id
    local = [person for person in able if house in person.organization_ids]
    pool = local if len(local) >= seat.minimum + 2 else able
    return tuple(Candidate(person=str(person.id)) for person in pool)


def expected_candidates(
    seat: Seat, meeting: Meeting, pool: tuple[Candidate, ...], *, all_asked: bool = False
) -> tuple[Candidate, ...]:
    """For a meeting already told: those who were convened and have not said no, then the pool.

    With `all_asked`, the pool also when those convened would be enough.
    """
    gone = {str(one.practitioner_id) for one in meeting.attendances if one.presence in GONE}
    convened = [
        Candidate(person=str(one.practitioner_id), deputy=one.is_deputy, named=True)
        for one in meeting.attendances
        if one.seat_id == seat.id and str(one.practitioner_id) not in gone
    ]
    if len(convened) >= seat.minimum and not all_asked:
        return tuple(convened)
    known = {one.person for one in convened} | gone
    return (*convened, *(one for one in pool if one.person not in known))


def busy_times(
    session: Session, people: Sequence[Practitioner], clock: Clock, held_here: Iterable[uuid.UUID]
) -> dict[uuid.UUID, tuple[Interval, ...]]:
    """For each person, the merged minutes out of reach within the horizon.

    Agenda, absences, hours outside those of their structures, and meetings already told other
    than `held_here` (which are in the problem themselves).
    """
    taken: dict[uuid.UUID, list[Interval]] = defaultdict(list)
    for person_id, starts, ends in _agenda(session, clock):
        taken[person_id].append((clock.minute(starts), clock.minute(ends)))
    for person_id, starts, ends in _other_meetings(session, clock, set(held_here)):
        taken[person_id].append((clock.minute(starts), clock.minute(ends)))
    hours = Hours(weekly_times.habits_by_person(session), clock)
    for person in people:
        taken[person.id] += hours.closed(person)
    return {person.id: merged(taken[person.id], clock.horizon) for person in people}


def _agenda(session: Session, clock: Clock) -> Iterable[tuple[uuid.UUID, datetime, datetime]]:
    """Absences, and busy times; tentative ones only where their calendar counts them."""
    counts = or_(BusyInterval.kind != BusyKind.TENTATIVE, AgendaSource.tentative_is_busy)
    of_agendas = select(BusyInterval.practitioner_id, BusyInterval.starts_at, BusyInterval.ends_at)
    of_absences = select(Absence.practitioner_id, Absence.starts_at, Absence.ends_at)
    for kind, asked in (
        (BusyInterval, of_agendas.join(BusyInterval.source).where(counts)),
        (Absence, of_absences),
    ):
        rows = session.execute(asked.where(kind.starts_at < clock.end, kind.ends_at > clock.origin))
        yield from (tuple(row) for row in rows)  # type: ignore[misc]  # three columns each


def _other_meetings(
    session: Session, clock: Clock, held_here: set[uuid.UUID]
) -> Iterable[tuple[uuid.UUID, datetime, datetime]]:
    rows = session.execute(
        select(Attendance.practitioner_id, Meeting.starts_at, Meeting.ends_at, Meeting.id)
        .join(Meeting)
        .where(
            Meeting.state.in_([MeetingState.CONVENED, MeetingState.RUNNING]),
            Meeting.starts_at < clock.end,
            Meeting.ends_at > clock.origin,
            Attendance.presence.notin_(GONE),
        )
    )
    return [(who, starts, ends) for who, starts, ends, meeting in rows if meeting not in held_here]


def names(people: Sequence[Practitioner]) -> Mapping[str, Practitioner]:
    """People by the id that the engine knows them by."""
    return {str(person.id): person for person in people}


def board_seats(boards: Sequence[Board]) -> dict[str, Seat]:
    """Seats by the id that the engine knows them by."""
    return {str(seat.id): seat for board in boards for seat in board.seats}
