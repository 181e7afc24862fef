"""Solving a noted plan inside a test's own transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from rcp.db.models import Plan, PlanState
from scheduler.problem import Problem
from scheduler.solve import solve


def solve_here(session: Session, plan: Plan, seconds: float = 1.0) -> None:
    """What the job does, without its transactions of its own."""
    answer = solve(Problem.model_validate(plan.problem), time_limit=seconds, workers=1)
    plan.answer = answer.model_dump(mode="json", exclude_none=True)
    plan.state = PlanState.PROPOSED
    session.flush()
