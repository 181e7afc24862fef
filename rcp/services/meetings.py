"""Holding a meeting: who is there, whether they suffice, which case comes when."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Attendance,
    Board,
    Case,
    Meeting,
    MeetingState,
    Member,
    Minutes,
    Practitioner,
    Seat,
)
from rcp.domain.agenda import Slot, timetable
from rcp.domain.case import CaseStep, PostponeCause
from rcp.domain.errors import RuleBroken
from rcp.domain.minutes import OPEN
from rcp.domain.quorum import Attendee, Presence, QuorumResult, SeatRule, quorum
from rcp.domain.specialty import SpecialtyGroup
from rcp.services import audit, case_pieces, cases, hearings, invitations, specialties

HEARD = frozenset({AgendaItemState.DISCUSSED, AgendaItemState.REGISTERED})


def agenda(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """The cases of a meeting in their order, with patient and board at hand."""
    return list(
        session.scalars(
            select(AgendaItem)
            .where(
                AgendaItem.meeting_id == meeting.id,
                AgendaItem.state != AgendaItemState.WITHDRAWN,
            )
            .options(
                selectinload(AgendaItem.case).selectinload(Case.patient),
                selectinload(AgendaItem.case).selectinload(Case.board),
                selectinload(AgendaItem.case).selectinload(Case.referrer),
                selectinload(AgendaItem.case).selectinload(Case.presenter),
            )
            .order_by(AgendaItem.position, AgendaItem.created_at)
        )
    )


def planned_times(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[uuid.UUID, Slot]:
    """When each case of the agenda is due, by the item's id; postponed ones take no time."""
    counted = [item for item in items if item.state is not AgendaItemState.POSTPONED]
    slots = timetable(
        meeting.starts_at, meeting.ends_at, [(str(item.id), item.minutes) for item in counted]
    )
    return {item.id: slot for item, slot in zip(counted, slots, strict=True)}


def open_meeting(session: Session, meeting: Meeting, by: Practitioner, now: datetime) -> Minutes:
    """Start the meeting and its minutes; opening it again changes nothing.

    Raises RuleBroken `meeting_cancelled` or `meeting_over`.
    """
    if meeting.state is MeetingState.CANCELLED:
        raise RuleBroken("meeting_cancelled")
    if meeting.state is MeetingState.HELD:
        raise RuleBroken("meeting_over")
    if meeting.state is MeetingState.CONVENED:
        meeting.state, meeting.opened_at = MeetingState.RUNNING, now
        audit.record(session, by, "meeting.opened", meeting)
        cases.call(session, meeting, by)
    return minutes_of(session, meeting)


def minutes_of(session: Session, meeting: Meeting) -> Minutes:
    """The meeting's minutes, begun now if there are none."""
    found = session.scalars(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    if found is None:
        found = Minutes(meeting=meeting, remarks="")
        session.add(found)
        session.flush()
    return found


def require_open(session: Session, meeting: Meeting) -> None:
    """Refuse changes once the minutes are validated: RuleBroken `minutes_frozen`.

    Holds the minutes until the transaction ends: nobody signs what is being changed.
    """
    if meeting.state is MeetingState.CANCELLED:
        raise RuleBroken("meeting_cancelled")
    minutes = minutes_of(session, meeting)
    session.refresh(minutes, ["state", "version"], with_for_update=True)
    if minutes.state not in OPEN:
        raise RuleBroken("minutes_frozen")


def require_begun(session: Session, meeting: Meeting) -> None:
    """Refuse what needs a meeting that has begun: RuleBroken `meeting_not_open`."""
    require_open(session, meeting)
    if meeting.state is MeetingState.CONVENED:
        raise RuleBroken("meeting_not_open")


def mark_presence(
    session: Session, attendance: Attendance, presence: Presence, by: Practitioner, now: datetime
) -> None:
    """Tick how somebody takes part; the first arrival is remembered, leaving too.

    Whoever sends a written opinion counts for the quorum without ever arriving; RuleBroken
    `written_not_taken` at a board that does not count them.
    """
    require_open(session, attendance.meeting)
    if presence is Presence.WRITTEN_OPINION:
        require_written(attendance.meeting)
    was_there, is_there = attendance.presence.counts, presence.counts
    attendance.presence = presence
    if presence is Presence.WRITTEN_OPINION:
        attendance.arrived_at = attendance.left_at = None
    elif is_there and (not was_there or attendance.arrived_at is None):
        attendance.arrived_at, attendance.left_at = attendance.arrived_at or now, None
    if was_there and not is_there:
        attendance.left_at = now
    audit.record(session, by, "attendance.marked", attendance, presence=presence.value)


def require_written(meeting: Meeting) -> None:
    """Refuse where written opinions do not count: RuleBroken `written_not_taken`."""
    if not meeting.board.rules_in_force.takes_written:
        raise RuleBroken("written_not_taken")


def mark_everybody(session: Session, meeting: Meeting, by: Practitioner, now: datetime) -> int:
    """Tick as present in the room whoever is still expected; returns how many."""
    awaited = [one for one in meeting.attendances if one.presence is Presence.EXPECTED]
    for attendance in awaited:
        mark_presence(session, attendance, Presence.IN_ROOM, by, now)
    return len(awaited)


def leave(session: Session, attendance: Attendance, by: Practitioner, now: datetime) -> None:
    """Note that somebody left before the end: from now on they no longer count."""
    require_open(session, attendance.meeting)
    if not attendance.presence.counts:
        raise RuleBroken("attendance_not_there")
    attendance.left_at = now
    audit.record(session, by, "attendance.left", attendance)


def come_back(session: Session, attendance: Attendance, by: Practitioner) -> None:
    """Note that somebody who had left is there again."""
    require_open(session, attendance.meeting)
    attendance.left_at = None
    audit.record(session, by, "attendance.back", attendance)


def add_person(
    session: Session,
    meeting: Meeting,
    person: Practitioner,
    by: Practitioner,
    *,
    presence: Presence = Presence.IN_ROOM,
    now: datetime,
) -> Attendance:
    """Put somebody more on the list: a member or a deputy at their seat, anybody else as a guest.

    Raises RuleBroken `attendance_twice`.
    """
    require_open(session, meeting)
    if any(one.practitioner_id == person.id for one in meeting.attendances):
        raise RuleBroken("attendance_twice")
    member = _membership(meeting.board, person)
    attendance = Attendance(
        meeting=meeting,
        practitioner=person,
        seat=member.seat if member else None,
        is_deputy=member.is_deputy if member else False,
        is_guest=member is None,
        presence=presence,
        arrived_at=now if presence.counts else None,
    )
    session.add(attendance)
    session.flush()
    audit.record(session, by, "attendance.added", attendance)
    return attendance


def take_off_list(session: Session, attendance: Attendance, by: Practitioner) -> None:
    """No longer expect somebody; raises RuleBroken `meeting_not_convened` once it has begun."""
    meeting = attendance.meeting
    if meeting.state is not MeetingState.CONVENED:
        raise RuleBroken("meeting_not_convened")
    audit.record(session, by, "attendance.removed", attendance)
    meeting.attendances.remove(attendance)
    session.flush()


def ask_for_stretch(
    session: Session,
    attendance: Attendance,
    from_at: datetime | None,
    until_at: datetime | None,
    by: Practitioner,
) -> None:
    """Ask somebody for a part of the meeting; None stands for the meeting's own bound.

    Raises RuleBroken `meeting_not_convened`, or `stretch_outside` unless it lies within the
    meeting and lasts.
    """
    meeting = attendance.meeting
    if meeting.state is not MeetingState.CONVENED:
        raise RuleBroken("meeting_not_convened")
    starts, ends = from_at or meeting.starts_at, until_at or meeting.ends_at
    if not meeting.starts_at <= starts < ends <= meeting.ends_at:
        raise RuleBroken("stretch_outside")
    attendance.from_at = None if starts == meeting.starts_at else starts
    attendance.until_at = None if ends == meeting.ends_at else ends
    session.flush()
    audit.record(session, by, "attendance.stretch_set", attendance)


def _membership(board: Board, person: Practitioner) -> Member | None:
    """The seat that the person is named for, first as a full member."""
    named = [
        one for seat in board.seats for one in seat.members if one.practitioner_id == person.id
    ]
    return min(named, key=lambda one: one.is_deputy, default=None)


def quorum_now(
    meeting: Meeting, known: Sequence[SpecialtyGroup], *, expected: bool = False
) -> QuorumResult:
    """Who of those present fills which seat at this moment, and what is missing.

    With `expected`, counts those who have not said no: what the meeting can hope for.
    """
    attendees = [
        Attendee(
            str(one.practitioner_id),
            specialties.stands_for(one.practitioner, known),
            specialties.specialty_of(one.practitioner, known),
        )
        for one in meeting.attendances
        if (_is_there(one) or (expected and one.presence is Presence.EXPECTED))
    ]
    return quorum(seat_rules(meeting.board), attendees, meeting.board.min_specialties)


def seat_rules(board: Board) -> list[SeatRule]:
    """The board's seats as the quorum counts them."""
    return [
        SeatRule(str(seat.id), seat.group_code, seat.minimum, seat.is_mandatory)
        for seat in board.seats
    ]


def seats_by_id(board: Board) -> dict[str, Seat]:
    """The board's seats by the id that a quorum names."""
    return {str(seat.id): seat for seat in board.seats}


def _is_there(attendance: Attendance) -> bool:
    return attendance.presence.counts and attendance.left_at is None


def move_item(session: Session, item: AgendaItem, places: int, by: Practitioner) -> None:
    """Take a case earlier (negative) or later; the others close up."""
    require_open(session, item.meeting)
    items = agenda(session, item.meeting)
    rank = items.index(item)
    items.insert(max(0, min(len(items) - 1, rank + places)), items.pop(rank))
    for position, one in enumerate(items, start=1):
        one.position = position
    audit.record(session, by, "agenda.moved", item)


def arrange(
    session: Session, meeting: Meeting, order: Sequence[uuid.UUID], by: Practitioner
) -> None:
    """Put the agenda in this order of items; those not named keep their order, at the end."""
    require_open(session, meeting)
    rank = {item_id: place for place, item_id in enumerate(order)}
    items = sorted(agenda(session, meeting), key=lambda item: rank.get(item.id, len(rank)))
    for position, item in enumerate(items, start=1):
        item.position = position
    audit.record(session, by, "agenda.arranged", meeting)


def carry_over(
    session: Session, item: AgendaItem, cause: PostponeCause, by: Practitioner, now: datetime
) -> None:
    """Postpone a case that got no opinion; raises RuleBroken `agenda_item_settled`."""
    require_open(session, item.meeting)
    if item.state is not AgendaItemState.EXPECTED:
        raise RuleBroken("agenda_item_settled")
    cases.postpone(session, item, cause, by)
    hearings.end_of(session, item, by, now)


def add_case(
    session: Session, meeting: Meeting, case: Case, by: Practitioner, *, now: datetime
) -> AgendaItem:
    """Put one more case at the end of the agenda.

    Raises RuleBroken `case_of_other_board`, or that it is not ready, see `require_ready`.
    """
    require_open(session, meeting)
    if case.board_id != meeting.board_id:
        raise RuleBroken("case_of_other_board", board=case.board.name)
    case_pieces.require_ready(case, meeting, cases.today_at(case.board, now))
    items = agenda(session, meeting)
    _keep_reserve(meeting, items, case)
    last = max((item.position for item in items), default=0)
    again = session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.case_id == case.id)
    ).first()
    if again is None:
        again = cases.put_on_agenda(session, case, meeting, by, position=last + 1)
    else:
        cases.take_step(session, case, CaseStep.PLAN, by, meeting)
        again.state, again.postponed_for, again.position = AgendaItemState.EXPECTED, None, last + 1
    session.flush()
    if meeting.state is not MeetingState.CONVENED:
        cases.call(session, meeting, by)
    elif invitations.is_told(session, meeting):
        cases.convene(session, meeting, by)
    return again


def _keep_reserve(meeting: Meeting, items: Sequence[AgendaItem], case: Case) -> None:
    """Before a meeting, its last minutes are for urgent cases; raises `agenda_reserve`."""
    if case.is_urgent or meeting.state is not MeetingState.CONVENED:
        return
    lasts = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    counted = (one for one in items if one.state is not AgendaItemState.POSTPONED)
    left = lasts - sum(one.minutes for one in counted)
    reserve = min(meeting.board.reserve_minutes, lasts)
    if left - cases.minutes_for(case, meeting.board) < reserve:
        raise RuleBroken("agenda_reserve", minutes=reserve)


def close_meeting(session: Session, meeting: Meeting, by: Practitioner, now: datetime) -> int:
    """End the meeting; cases nobody came to go back to the waiting list. Returns how many."""
    if meeting.state is not MeetingState.RUNNING:
        raise RuleBroken("meeting_not_running")
    hearings.end(session, meeting, by, now)
    left = [one for one in agenda(session, meeting) if one.state is AgendaItemState.EXPECTED]
    for item in left:
        cases.postpone(session, item, PostponeCause.TIME, by)
    meeting.state, meeting.closed_at = MeetingState.HELD, now
    audit.record(session, by, "meeting.closed", meeting, postponed=len(left))
    return len(left)
