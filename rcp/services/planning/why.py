"""Why a meeting or a case of a plan has no place, or not that one, and what would give it one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rcp.db.models import Plan
from rcp.domain.errors import NotFound, RuleBroken
from rcp.services.planning.clock import Clock
from scheduler import problem as engine
from scheduler.explain.answer import Explanation, NotInPlan
from scheduler.explain.explain import explain
from scheduler.plan import Plan as Answer


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks about a plan, by the engine's names.

    A meeting alone: why it is not held, or not on that `day` or at that `start` (a minute); a case
    alone: why it is not heard; both: why not that case in that meeting.
    """

    meeting: str | None = None
    case: str | None = None
    day: date | None = None
    start: int | None = None


def why(plan: Plan, clock: Clock, asked: Question) -> Explanation:
    """Reasons and verified changes for what the question is about.

    Raises NotFound for a name that the plan's problem lacks, or without any; RuleBroken
    `plan_day_outside` (facts: first and last day) for a day that the plan does not cover.
    """
    if not plan.answer or (asked.meeting is None and asked.case is None):
        raise NotFound("not_here")
    try:
        return explain(
            engine.Problem.model_validate(plan.problem),
            Answer.model_validate(plan.answer),
            meeting=asked.meeting,
            case=asked.case,
            day=None if asked.day is None else _number(asked.day, clock),
            start=asked.start,
        )
    except NotInPlan as unknown:
        raise NotFound("not_here") from unknown


def _number(day: date, clock: Clock) -> int:
    """The day counted from the plan's Monday."""
    if not clock.monday <= day < clock.last_day:
        last = clock.last_day - timedelta(days=1)
        raise RuleBroken("plan_day_outside", first=clock.monday, last=last)
    return (day - clock.monday).days
