"""From a problem to a plan: a first one at once, then better ones until time is up."""

import time

from scheduler.course import PAUSE, Course, Settings, ShouldStop
from scheduler.greedy import complete, greedy
from scheduler.incumbent import Incumbent, OnProgress, Progress
from scheduler.index import index
from scheduler.insertion.solve import Asked, solve_by_insertion
from scheduler.plan import Plan, Score
from scheduler.problem import Problem
from scheduler.stages import crew_for, run
from scheduler.warm import kept_of
from scheduler.wishes import OURS, Objective

__all__ = ["PAUSE", "Progress", "ShouldStop", "solve"]


def solve(
    problem: Problem,
    *,
    wishes: Objective = OURS,
    time_limit: float = 10.0,
    workers: int = 2,
    seed: int = 1,
    deterministic: bool = False,
    start: Plan | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Plan:
    """The best plan found within `time_limit` seconds, confirmed by the checker.

    `deterministic` makes the limit CP-SAT's own measure of work instead of seconds: the same
    problem, limit, workers and seed then give the same plan. `wishes` replaces the engine's own,
    with their levels; the hard rules stay. `start` is a plan to begin with: what breaks a rule in
    it is left out, and the answer is no worse than the rest. Large problems are searched in
    `workers` processes, small ones in as many threads. Callbacks run in this thread; what they
    raise ends the search and is passed on.
    """
    began = time.monotonic()
    if wishes is not OURS:
        asked = Asked(began, time_limit, workers, seed, deterministic, on_progress, should_stop)
        return solve_by_insertion(index(problem, wishes), asked, start)
    settings = Settings(time_limit, max(1, workers), seed, deterministic)
    with crew_for(problem, settings, wishes) as crew:
        numbered = index(problem, wishes)
        first = greedy(numbered) if start is None else complete(numbered, kept_of(numbered, start))
        incumbent = Incumbent(
            numbered,
            first,
            Score(urgent=0, comfort=0),
            began=began,
            seed=seed,
            on_progress=on_progress,
        )
        return run(Course(numbered, incumbent, settings, crew, should_stop))
