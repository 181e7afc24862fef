"""Asking for a plan, and the job that lets the engine search for it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from rcp.db.base import utc_now
from rcp.db.models import Meeting, MeetingState, Plan, PlanState, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.services import audit, queue
from rcp.services.planning.lists import boards_run_by
from rcp.services.planning.occasions import FREEZE
from rcp.services.planning.situation import situation
from rcp.services.planning.told import Repair
from scheduler.plan import Plan as Answer
from scheduler.problem import Problem
from scheduler.repair.repair import repair
from scheduler.solve import Progress
from scheduler.solve import solve as search

WEEKS = (1, 26)
SECONDS = (2, 600)
REPAIR_SECONDS = 10
TELL_EVERY = 0.7  # seconds between two entries of progress


def request_plan(
    session: Session,
    *,
    first_day: date,
    weeks: int,
    time_limit: int,
    by: Practitioner,
    now: datetime,
    boards: Iterable[uuid.UUID] | None = None,
) -> Plan:
    """Note what is to be planned and queue the search; raises what `note_plan` raises."""
    plan = note_plan(
        session,
        first_day=first_day,
        weeks=weeks,
        time_limit=time_limit,
        by=by,
        now=now,
        boards=boards,
    )
    queue.add(session, "solve_plan", unique_key=f"solve_plan:{plan.id}", plan_id=str(plan.id))
    return plan


def note_plan(
    session: Session,
    *,
    first_day: date,
    weeks: int,
    time_limit: int,
    by: Practitioner,
    now: datetime,
    boards: Iterable[uuid.UUID] | None = None,
) -> Plan:
    """Note what is to be planned, in the situation of this moment.

    Raises RuleBroken `plan_weeks`, `plan_seconds` (facts: bounds) or `plan_no_board`.
    """
    _within("plan_weeks", weeks, WEEKS)
    _within("plan_seconds", time_limit, SECONDS)
    asked = sorted(str(board) for board in boards) if boards is not None else None
    told = situation(session, first_day, weeks, now, _ids(asked))
    plan = Plan(
        first_day=first_day,
        weeks=weeks,
        time_limit=time_limit,
        asked_by=by,
        boards_asked=asked,
        problem=told.problem.model_dump(mode="json", exclude_defaults=True),
    )
    session.add(plan)
    session.flush()
    audit.record(session, by, "plan.asked", plan, weeks=weeks)
    return plan


def request_repair(session: Session, meeting: Meeting, by: Practitioner, now: datetime) -> Plan:
    """Note and queue the repair of a meeting told: it may get other people, room or hour.

    Everything else its coordinator was told in that week stays. Raises RuleBroken
    `meeting_not_convened`, or `meeting_too_soon` when it begins within a day.
    """
    plan = note_repair(session, meeting, by, now)
    queue.add(session, "solve_plan", unique_key=f"solve_plan:{plan.id}", plan_id=str(plan.id))
    return plan


def note_repair(session: Session, meeting: Meeting, by: Practitioner, now: datetime) -> Plan:
    """Note what `request_repair` asks for; raises what it raises."""
    if meeting.state is not MeetingState.CONVENED:
        raise RuleBroken("meeting_not_convened")
    if meeting.starts_at < now + FREEZE:
        raise RuleBroken("meeting_too_soon")
    day = meeting.starts_at.astimezone(meeting.board.organization.zone).date()
    monday = day - timedelta(days=day.weekday())
    boards = sorted(str(board.id) for board in boards_run_by(session, by))
    opened = Repair(frozenset({str(meeting.id)}))
    told = situation(session, monday, 1, now, _ids(boards), opened)
    plan = Plan(
        first_day=monday,
        weeks=1,
        time_limit=REPAIR_SECONDS,
        asked_by=by,
        boards_asked=boards,
        problem=told.problem.model_dump(mode="json", exclude_defaults=True),
    )
    session.add(plan)
    session.flush()
    audit.record(session, by, "plan.repair_asked", plan, meeting=str(meeting.id))
    return plan


def answer_to(
    problem: Problem,
    *,
    seconds: float,
    workers: int = 2,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Problem, Answer]:
    """A plan for the problem, or the least change of what people were told.

    A meeting told is never given up: if it has no place with its quorum, it keeps its hour, which
    the problem answered then says, and the plan tells what lacks.
    """
    if problem.told is None:
        return problem, search(
            problem,
            time_limit=seconds,
            workers=workers,
            on_progress=on_progress,
            should_stop=should_stop,
        )
    found = repair(
        problem,
        time_limit=seconds,
        optional_seats=True,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    lost = {one.meeting for one in found.unplaced}
    if not lost:
        return problem, found
    stay = {one.meeting: one.start for one in problem.told.placements if one.meeting in lost}
    meetings = tuple(
        one.model_copy(update={"fixed_start": stay.get(one.id, one.fixed_start)})
        for one in problem.meetings
    )
    problem = problem.model_copy(update={"meetings": meetings})
    return problem, repair(
        problem, time_limit=seconds, optional_seats=True, should_stop=should_stop
    )


def solve(
    sessions: sessionmaker[Session],
    plan_id: uuid.UUID,
    *,
    workers: int = 2,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Search and keep the best plan so far as it gets better; run again, it starts anew.

    A plan that was settled meanwhile is left alone.
    """
    with sessions.begin() as session:
        plan = session.get(Plan, plan_id)
        if plan is None or plan.state not in (PlanState.WAITING, PlanState.RUNNING):
            return
        plan.state = PlanState.RUNNING
        problem = Problem.model_validate(plan.problem)
        seconds = plan.time_limit
    teller = _Teller(sessions, plan.id)
    problem, answer = answer_to(
        problem,
        seconds=seconds,
        workers=workers,
        on_progress=teller.tell,
        should_stop=lambda: should_stop() or teller.stop_asked(),
    )
    _keep(sessions, plan.id, problem, answer)


class _Teller:
    """Writes progress now and then, and hears whether to stop."""

    def __init__(self, sessions: sessionmaker[Session], plan_id: uuid.UUID) -> None:
        self._sessions, self._plan_id = sessions, plan_id
        self._told_at = self._asked_at = 0.0
        self._stop = False

    def tell(self, progress: Progress) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY and progress.plan is None:
            return
        self._told_at = time.monotonic()
        with self._sessions.begin() as session:
            plan = session.get_one(Plan, self._plan_id)
            plan.progress = _as_row(progress)
            if progress.plan is not None:
                plan.answer = progress.plan.model_dump(mode="json", exclude_none=True)

    def stop_asked(self) -> bool:
        if not self._stop and time.monotonic() - self._asked_at >= TELL_EVERY:
            self._asked_at = time.monotonic()
            with self._sessions() as session:
                plan = session.get(Plan, self._plan_id)
                self._stop = plan is None or plan.stop_asked
        return self._stop


def _as_row(progress: Progress) -> dict[str, Any]:
    return {
        "stage": progress.stage,
        "seconds": round(progress.seconds, 1),
        "urgent": progress.objective.urgent,
        "comfort": progress.objective.comfort,
        "bound": progress.bound.comfort,
    }


def _keep(
    sessions: sessionmaker[Session], plan_id: uuid.UUID, problem: Problem, answer: Answer
) -> None:
    with sessions.begin() as session:
        plan = session.get_one(Plan, plan_id)
        if plan.state is not PlanState.RUNNING:
            return
        plan.problem = problem.model_dump(mode="json", exclude_defaults=True)
        plan.answer = answer.model_dump(mode="json", exclude_none=True)
        plan.state, plan.finished_at = PlanState.PROPOSED, utc_now()


def give_up(session: Session, plan_id: uuid.UUID, fault: str) -> None:
    """Record that the search cannot be done, so that nobody waits for it any more."""
    plan = session.get(Plan, plan_id)
    if plan is not None and plan.state in (PlanState.WAITING, PlanState.RUNNING):
        plan.state, plan.fault, plan.finished_at = PlanState.FAILED, fault, utc_now()


def ask_to_stop(session: Session, plan: Plan, by: Practitioner) -> None:
    """Let the search end soon with the best plan so far."""
    plan.stop_asked = True
    audit.record(session, by, "plan.stop_asked", plan)


def discard(session: Session, plan: Plan, by: Practitioner) -> None:
    """Put a plan aside; a running search is stopped. Raises RuleBroken `plan_settled`."""
    if plan.state in (PlanState.ACCEPTED, PlanState.DISCARDED):
        raise RuleBroken("plan_settled")
    plan.state, plan.stop_asked = PlanState.DISCARDED, True
    audit.record(session, by, "plan.discarded", plan)


def _within(code: str, value: int, bounds: tuple[int, int]) -> None:
    if not bounds[0] <= value <= bounds[1]:
        raise RuleBroken(code, minimum=bounds[0], maximum=bounds[1])


def _ids(texts: list[str] | None) -> list[uuid.UUID] | None:
    return None if texts is None else [uuid.UUID(text) for text in texts]
