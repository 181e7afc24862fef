"""What people were told, for a plan that changes as little of it as it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rcp.db.models import Attendance, Board, Case
from rcp.services.days_off import days_off
from rcp.services.planning.clock import Clock
from rcp.services.planning.occasions import FREEZE, Occasion, permitted_starts
from rcp.services.planning.people import GONE
from scheduler import problem as engine
from scheduler.plan import Assignment, Placement, Staffing


@dataclass(frozen=True, slots=True)
class Repair:
    """Which of the meetings told may be moved, by the engine's names."""

    movable: frozenset[str]

    def opened(self, occasion: Occasion, clock: Clock, now: datetime) -> Occasion:
        """The occasion; with every start of its week, told or permitted, if it may move."""
        meeting, board = occasion.meeting, occasion.board
        if meeting is None or occasion.key not in self.movable:
            return occasion
        day = meeting.starts_at.astimezone(board.organization.zone).date()
        monday = day - timedelta(days=day.weekday())
        days = [monday + timedelta(days=number) for number in range(5)]
        off = days_off(board.organization, clock.monday, clock.last_day)
        told = clock.minute(meeting.starts_at)
        starts = {told, *permitted_starts(board, days, off, clock, now)}
        return replace(occasion, starts=tuple(sorted(starts)), usual_start=told)

    def looks_for(
        self, waiting: Mapping[Board, Sequence[Case]], kept: Sequence[Occasion]
    ) -> dict[Board, list[Case]]:
        """Waiting cases for which it looks for a place: those of the boards whose meetings it may
        move, and urgent ones of every board that meets."""
        opened = {one.board for one in kept if one.key in self.movable}
        meeting = {one.board for one in kept}
        return {
            board: [case for case in cases if case.is_urgent or board in opened]
            for board, cases in waiting.items()
            if board in meeting
        }


def movable_in(problem: engine.Problem) -> frozenset[str] | None:
    """Which meetings a noted problem lets move; None if it repairs nothing."""
    if problem.told is None:
        return None
    return frozenset(meeting.id for meeting in problem.meetings if not meeting.is_fixed)


def as_told(
    problem: engine.Problem, occasions: Sequence[Occasion], clock: Clock, now: datetime
) -> engine.Problem:
    """The problem with what the people of its meetings were told and have not refused."""
    meetings = [one.meeting for one in occasions if one.meeting is not None]
    seats = {one.id: {seat.id for seat in one.seats} for one in problem.meetings}
    known = {person.id for person in problem.people}
    rooms = {room.id for room in problem.rooms}
    told = engine.Told(
        placements=tuple(
            Placement(
                meeting=str(one.id),
                start=clock.minute(one.starts_at),
                room=str(one.room_id) if str(one.room_id) in rooms else None,
            )
            for one in meetings
        ),
        staffing=tuple(
            _seated(one)
            for meeting in meetings
            for one in meeting.attendances
            if one.presence not in GONE
            and str(one.practitioner_id) in known
            and (one.seat_id is None or str(one.seat_id) in seats[str(meeting.id)])
        ),
        assignments=tuple(
            Assignment(case=one.id, meeting=one.fixed_meeting)
            for one in problem.cases
            if one.fixed_meeting is not None
        ),
        now=max(0, clock.minute(now)),
        freeze=int(FREEZE.total_seconds() // 60),
    )
    return problem.model_copy(update={"told": told})


def _seated(one: Attendance) -> Staffing:
    return Staffing(
        meeting=str(one.meeting_id),
        seat=None if one.seat_id is None else str(one.seat_id),
        person=str(one.practitioner_id),
    )
