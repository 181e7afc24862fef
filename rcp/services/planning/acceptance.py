"""A coordinator accepts a plan: meetings are convened, cases take their place, people are told."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rcp.db.models import Attendance, Case, Meeting, Plan, PlanState, Practitioner
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services import audit, board_days, cases, invitations
from rcp.services.planning.agenda_order import best_order
from rcp.services.planning.lists import boards_run_by
from rcp.services.planning.people import GONE
from rcp.services.planning.situation import Situation, situation
from rcp.services.planning.told import Repair, movable_in
from rcp.services.references import new_reference
from scheduler.check import check
from scheduler.plan import Placement, Staffing
from scheduler.plan import Plan as Answer
from scheduler.problem import Problem


def accept(
    session: Session, plan: Plan, letterhead: Letterhead, by: Practitioner, now: datetime
) -> list[Meeting]:
    """Convene the meetings of a proposed plan and queue the invitations.

    Agendas and cases are read again first: raises RuleBroken `plan_outdated` (fact: how many
    points no longer hold) if the plan would now break a rule, `plan_not_proposed` otherwise.
    """
    session.refresh(plan, with_for_update=True)  # of two clicks, the second finds it accepted
    if plan.state is not PlanState.PROPOSED:
        raise RuleBroken("plan_not_proposed")
    _require_boards(session, plan, by)
    answer = Answer.model_validate(plan.answer)
    today = _as_it_stands(session, plan, now)
    broken, _ = check(today.problem, answer)
    if broken:
        raise RuleBroken("plan_outdated", count=len(broken))
    meetings = _convene(session, answer, today, by, now)
    _fill_agendas(session, answer, today, meetings, by)
    plan.state, plan.accepted_by, plan.accepted_at = PlanState.ACCEPTED, by, now
    audit.record(session, by, "plan.accepted", plan, meetings=len(meetings))
    session.flush()
    for meeting in meetings.values():
        invitations.tell(session, meeting, letterhead, by, now)
    return sorted(meetings.values(), key=lambda meeting: meeting.starts_at)


def _require_boards(session: Session, plan: Plan, by: Practitioner) -> None:
    """Rights may have been lost since the plan was asked for."""
    run = {str(board.id) for board in boards_run_by(session, by)}
    if not set(plan.boards_asked or ()) <= run:
        raise NotAllowed("not_yours")


def _as_it_stands(session: Session, plan: Plan, now: datetime) -> Situation:
    asked = None if plan.boards_asked is None else [uuid.UUID(one) for one in plan.boards_asked]
    movable = movable_in(Problem.model_validate(plan.problem))
    opened = None if movable is None else Repair(movable)
    return situation(session, plan.first_day, plan.weeks, now, asked, opened)


def _convene(
    session: Session, answer: Answer, today: Situation, by: Practitioner, now: datetime
) -> dict[str, Meeting]:
    """The meetings by the engine's name, new ones written down, each with its people."""
    staffing: dict[str, list[Staffing]] = defaultdict(list)
    for one in answer.staffing:
        staffing[one.meeting].append(one)
    meetings = {}
    for placement in answer.placements:
        meeting = _meeting(session, placement, today, by, now)
        if today.problem.told is not None:
            _release(session, meeting, staffing[placement.meeting], by)
        _expect(meeting, staffing[placement.meeting], today)
        meetings[placement.meeting] = meeting
    session.flush()
    return meetings


def _meeting(
    session: Session, placement: Placement, today: Situation, by: Practitioner, now: datetime
) -> Meeting:
    occasion = today.occasions[placement.meeting]
    if occasion.meeting is not None:
        if occasion.starts:
            _move(session, occasion.meeting, placement, today, by)
        return occasion.meeting
    board = occasion.board
    starts_at = today.clock.instant(placement.start)
    meeting = Meeting(
        board=board,
        reference=new_reference(session, Meeting.reference, "R", now),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=board.minutes),
        room=today.rooms[placement.room] if placement.room else None,
        video_url=board.video_url,
    )
    session.add(meeting)
    session.flush()
    audit.record(session, by, "meeting.convened", meeting)
    if occasion.recovers is not None:
        day = starts_at.astimezone(board.organization.zone).date()
        board_days.note_recovered(session, board, occasion.recovers, day, by=by)
    return meeting


def _move(
    session: Session, meeting: Meeting, placement: Placement, today: Situation, by: Practitioner
) -> None:
    """To where a repair holds it; its people are told with all the others."""
    starts_at = today.clock.instant(placement.start)
    room = today.rooms[placement.room] if placement.room else None
    if (meeting.starts_at, meeting.room) != (starts_at, room):
        length = meeting.ends_at - meeting.starts_at
        meeting.starts_at, meeting.ends_at, meeting.room = starts_at, starts_at + length, room
        audit.record(session, by, "meeting.moved", meeting, to=audit.moment(starts_at))


def _release(
    session: Session, meeting: Meeting, staffing: list[Staffing], by: Practitioner
) -> None:
    """Take off the list those whom a repair no longer expects on a seat; who said no stays."""
    expected = {one.person for one in staffing}
    for one in list(meeting.attendances):
        gone = one.presence in GONE or one.seat_id is None
        if not gone and str(one.practitioner_id) not in expected:
            audit.record(session, by, "attendance.removed", one)
            meeting.attendances.remove(one)


def _expect(meeting: Meeting, staffing: list[Staffing], today: Situation) -> None:
    """Put the people on the meeting's list, those without a seat as guests."""
    listed = {str(one.practitioner_id) for one in meeting.attendances}
    deputies = _deputies(today)
    for one in staffing:
        if one.person not in listed:
            meeting.attendances.append(
                Attendance(
                    practitioner_id=today.people[one.person].id,
                    seat_id=today.seats[one.seat].id if one.seat else None,
                    is_deputy=(one.seat, one.person) in deputies,
                    is_guest=one.seat is None,
                )
            )
            listed.add(one.person)


def _deputies(today: Situation) -> set[tuple[str, str]]:
    return {
        (seat.id, candidate.person)
        for meeting in today.problem.meetings
        for seat in meeting.seats
        for candidate in seat.candidates
        if candidate.deputy
    }


def _fill_agendas(
    session: Session,
    answer: Answer,
    today: Situation,
    meetings: Mapping[str, Meeting],
    by: Practitioner,
) -> None:
    """Give the newly assigned cases their place: in the best order if the agenda was empty, else
    at its end, for somebody may have arranged it."""
    assigned: dict[str, list[str]] = defaultdict(list)
    fixed = {case.id for case in today.problem.cases if case.fixed_meeting}
    for one in answer.assignments:
        if one.case not in fixed:
            assigned[one.meeting].append(one.case)
    for name, case_ids in assigned.items():
        already = sum(1 for case in today.problem.cases if case.fixed_meeting == name)
        chosen = sorted((today.cases[case_id] for case_id in case_ids), key=_order)
        items = [
            cases.put_on_agenda(session, case, meetings[name], by, position=position)
            for position, case in enumerate(chosen, start=already + 1)
        ]
        session.flush()
        if not already:
            for position, item in enumerate(best_order(meetings[name], items), start=1):
                item.position = position


def _order(case: Case) -> tuple[bool, int, object, str]:
    """Urgent first, then the longest, then the most pressing; registered ones last."""
    minutes = cases.minutes_for(case, case.board)
    return (not case.is_urgent, -minutes, case.due_on, case.reference)
