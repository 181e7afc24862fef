"""A plan for a dense territory of ten boards over eight weeks."""

from benchmarks.table import Limit, Row
from benchmarks.territory import territory
from scheduler.solve import solve

PLAN_SECONDS = 20.0


def rows(limit: Limit) -> list[Row]:
    """How complete and how good the plan is when time is up."""
    problem = territory()
    plan = solve(problem, time_limit=limit.seconds or PLAN_SECONDS)
    gap = "unknown" if plan.gap is None else f"{plan.gap:.1%}"
    placed, heard = len(plan.placements), len(plan.assignments)
    measured = (
        f"{placed} of {len(problem.meetings)} meetings, {heard} of {len(problem.cases)} cases "
        f"in {plan.seconds:.1f} s ({plan.status.value}, gap {gap})"
    )
    return [Row("Planning a territory", "", measured)]
