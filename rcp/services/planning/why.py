"""Why a meeting or a case of a plan has no place, and what would give it one."""

from __future__ import annotations

from rcp.db.models import Plan
from rcp.domain.errors import NotFound
from scheduler import problem as engine
from scheduler.explain.answer import Explanation, NotInPlan
from scheduler.explain.explain import explain
from scheduler.plan import Plan as Answer


def why(plan: Plan, *, meeting: str | None = None, case: str | None = None) -> Explanation:
    """Reasons and verified changes for what the plan left out, by the engine's names.

    Raises NotFound for a name that the plan's problem lacks, or without any.
    """
    if not plan.answer or (meeting is None and case is None):
        raise NotFound("not_here")
    problem = engine.Problem.model_validate(plan.problem)
    try:
        return explain(problem, Answer.model_validate(plan.answer), meeting=meeting, case=case)
    except NotInPlan as unknown:
        raise NotFound("not_here") from unknown
