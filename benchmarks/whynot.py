"""Why not: explaining meetings and cases that a region's week leaves out."""

import random
import time
from collections.abc import Callable
from statistics import median

from benchmarks.repair import a_week, without
from benchmarks.table import Limit, Row
from scheduler.explain.answer import Explanation
from scheduler.explain.explain import explain
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.solve import solve

REQUIRED = "< 0.5 s, at most 7 reasons, each freeing change verified"
SECONDS, REASONS = 0.5, 7
ABSENT = 500
"""So many people away that some meetings cannot be held."""
MOST = 20
"""Questions of each kind."""


def rows(limit: Limit) -> list[Row]:
    """The slowest answer of each kind, in seconds of this process's own work."""
    week = a_week()
    ill = set(random.Random(1).sample(sorted(one.id for one in week.people), ABSENT))
    problem = without(week, ill)
    plan = solve(problem, time_limit=limit.seconds or 10.0)
    return list(answers(problem, plan))


def answers(problem: Problem, plan: Plan) -> list[Row]:
    """A row for meetings and one for cases that the plan leaves out."""
    meetings = [one.meeting for one in plan.unplaced][:MOST]
    cases = [one.case for one in plan.undiscussed][:MOST]
    return [
        _row("meeting", [lambda one=one: explain(problem, plan, meeting=one) for one in meetings]),
        _row("case", [lambda one=one: explain(problem, plan, case=one) for one in cases]),
    ]


def _row(kind: str, questions: list[Callable[[], Explanation]]) -> Row:
    found, taken, walls = [], [], []
    for ask in questions:
        begun, wall = time.process_time(), time.perf_counter()
        found.append(ask())
        taken.append(time.process_time() - begun)
        walls.append(time.perf_counter() - wall)
    if not found:
        return Row(f"Why not, one {kind} of a region's week", REQUIRED, "nothing was left out")
    reasons = max(len(one.reasons) for one in found)
    freed = sum(bool(one.freed_by) for one in found)
    measured = (
        f"{median(taken):.2f} s, at most {max(taken):.2f} s of work ({max(walls):.2f} s passed); "
        f"at most {reasons} reasons; {freed} of {len(found)} can be freed"
    )
    ok = max(taken) < SECONDS and reasons <= REASONS
    return Row(f"Why not, one {kind} of a region's week", REQUIRED, measured, ok)
