"""Who may sit where, and when they are out of reach."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    Absence,
    Attendance,
    Board,
    BusyInterval,
    Meeting,
    MeetingState,
    Practitioner,
    PractitionerRole,
    Seat,
)
from rcp.domain.calendar import to_utc
from rcp.domain.quorum import Presence
from rcp.domain.specialty import SpecialtyGroup
from rcp.services import specialties
from rcp.services.planning.clock import Clock
from scheduler.problem import Candidate

Interval = tuple[int, int]

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
    seat: Seat, meeting: Meeting, pool: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    """For a meeting already told: those who were convened and have not said no, then the pool."""
    gone = {str(one.practitioner_id) for one in meeting.attendances if one.presence in GONE}
    convened = [
        Candidate(person=str(one.practitioner_id), deputy=one.is_deputy, named=True)
        for one in meeting.attendances
        if one.seat_id == seat.id and str(one.practitioner_id) not in gone
    ]
    if len(convened) >= seat.minimum:
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
    closed: dict[tuple[object, ...], list[Interval]] = {}
    for person in people:
        key = _hours_key(person)
        closed.setdefault(key, _outside_hours(person, clock))
        taken[person.id] += closed[key]
    return {person.id: merged(taken[person.id], clock.horizon) for person in people}


def merged(intervals: Iterable[Interval], horizon: int) -> tuple[Interval, ...]:
    """Sorted, clipped to the horizon, touching ones joined.

    >>> merged([(30, 60), (0, 30), (50, 90)], 80)
    ((0, 80),)
    """
    found: list[Interval] = []
    for start, end in sorted((max(0, a), min(horizon, b)) for a, b in intervals):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _agenda(session: Session, clock: Clock) -> Iterable[tuple[uuid.UUID, datetime, datetime]]:
    for kind in (BusyInterval, Absence):
        rows = session.execute(
            select(kind.practitioner_id, kind.starts_at, kind.ends_at).where(
                kind.starts_at < clock.end, kind.ends_at > clock.origin
            )
        )
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


def _hours_key(person: Practitioner) -> tuple[object, ...]:
    return tuple(
        sorted(
            (role.organization.time_zone, role.organization.opens, role.organization.closes)
            for role in person.roles
        )
    )


def _outside_hours(person: Practitioner, clock: Clock) -> list[Interval]:
    """Nights and week-ends: what lies outside the opening hours of all the person's structures."""
    if not person.roles:
        return []
    open_hours = merged(
        (
            (
                clock.minute(to_utc(day, role.organization.opens, role.organization.zone)),
                clock.minute(to_utc(day, role.organization.closes, role.organization.zone)),
            )
            for role in person.roles
            for day in _working_days(clock)
        ),
        clock.horizon,
    )
    edges = [0, *(edge for interval in open_hours for edge in interval), clock.horizon]
    return [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]


def _working_days(clock: Clock) -> list[date]:
    days = (clock.monday + timedelta(days=number) for number in range(clock.weeks * 7))
    return [day for day in days if day.weekday() < 5]


def names(people: Sequence[Practitioner]) -> Mapping[str, Practitioner]:
    """People by the id that the engine knows them by."""
    return {str(person.id): person for person in people}


def board_seats(boards: Sequence[Board]) -> dict[str, Seat]:
    """Seats by the id that the engine knows them by."""
    return {str(seat.id): seat for board in boards for seat in board.seats}
