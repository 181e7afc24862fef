"""Repairs a plan that people were told: the parts that were hit, more only if a meeting is lost.

A wider search would find better plans that disturb more people: nobody asked for those. For the
same reason comfort comes last here.
"""

import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from scheduler.bounds import floor
from scheduler.draft import Draft
from scheduler.incumbent import Incumbent, OnProgress
from scheduler.index import Index, index
from scheduler.model import Scope
from scheduler.plan import Plan, Status
from scheduler.problem import Problem, Told
from scheduler.reach import around, possible
from scheduler.repair.neighbourhood import hit, loose, rings
from scheduler.repair.priorities import few_told_again
from scheduler.repair.standing import first_plan
from scheduler.scopes import cases_alone, merged
from scheduler.search import Budget, Control, Outcome, search
from scheduler.solve import PAUSE, ShouldStop

SHARES = (0.5, 0.8, 1.0)
"""Parts of the time limit by whose end each ring's search is over."""
CASES_SHARE = 0.2
"""The part of the time limit for cases alone."""


def repair(
    problem: Problem,
    plan: Plan | None = None,
    *,
    now: int | None = None,
    freeze: int | None = None,
    time_limit: float = 10.0,
    seed: int = 1,
    deterministic: bool = False,
    optional_seats: bool = False,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Plan:
    """The plan that changes least of `plan`, or of what the problem says people were told.

    `now` and `freeze` are minutes; names that the problem no longer has are passed over. Somebody
    new is asked for a seat that neither the quorum nor a case needs only with `optional_seats`.
    The answer lists its `changes`. Raises ValueError if neither a plan nor `told` is given.
    """
    began, numbered = time.monotonic(), index(as_told(problem, plan, now, freeze))
    judge = replace(numbered, objective=few_told_again(optional_seats=optional_seats))
    incumbent = Incumbent(
        numbered,
        first_plan(judge),
        floor(numbered),
        began=began,
        seed=seed,
        on_progress=on_progress,
        judge=judge,
    )
    budget = Budget(time_limit, deterministic=deterministic, seed=seed)
    stopped = _widen(judge, incumbent, budget, should_stop or (lambda: False))
    status = Status.STOPPED if stopped else Status.FEASIBLE
    return incumbent.plan(
        Status.OPTIMAL if incumbent.is_proven else status, seconds=0.0 if deterministic else None
    )


def as_told(problem: Problem, plan: Plan | None, now: int | None, freeze: int | None) -> Problem:
    """The problem with the plan, as far as its names are still known, as what people were told."""
    told = problem.told or Told()
    if plan is None and problem.told is None:
        raise ValueError("nothing was told: give a plan")
    if plan is not None:
        told = _known(problem, plan, told)
    times = {"now": now, "freeze": freeze}
    told = told.model_copy(update={key: value for key, value in times.items() if value is not None})
    return problem.model_copy(update={"told": told})


def _known(problem: Problem, plan: Plan, told: Told) -> Told:
    """The plan without the names that the problem has lost, each thing once."""
    seats = {meeting.id: {seat.id for seat in meeting.seats} for meeting in problem.meetings}
    people = {person.id for person in problem.people}
    rooms, cases = {room.id for room in problem.rooms}, {case.id for case in problem.cases}
    placements = {
        one.meeting: one if one.room in rooms else one.model_copy(update={"room": None})
        for one in plan.placements
        if one.meeting in seats
    }
    return told.model_copy(
        update={
            "placements": tuple(placements.values()),
            "staffing": tuple(
                one
                for one in plan.staffing
                if one.meeting in placements
                and one.seat in seats[one.meeting]
                and one.person in people
            ),
            "assignments": tuple(
                {
                    one.case: one
                    for one in plan.assignments
                    if one.case in cases and one.meeting in placements
                }.values()
            ),
        }
    )


def _widen(index: Index, incumbent: Incumbent, budget: Budget, stop: ShouldStop) -> bool:
    """Search ring after ring until no meeting is lost or time is up; whether asked to stop."""
    touched = hit(index, incumbent.best)
    if not touched and not loose(index, incumbent.best):
        return False
    incumbent.stage = "repair"
    pace = 0.0
    for share, scope in zip(SHARES, rings(index, incumbent.best, touched), strict=False):
        if stop():
            return True
        part, begun = _part(budget, incumbent, share), time.monotonic()
        if incumbent.is_proven or not _has_time(part, pace * len(scope.meetings)):
            break
        base = incumbent.best
        outcome = _search(index, base, scope, part, stop)
        pace = (time.monotonic() - begun) / max(1, len(scope.meetings))
        if outcome.draft is not None:
            incumbent.offer(merged(index, base, scope, outcome.draft))
        if outcome.proven and not _is_lost(index, incumbent.best):
            break
    rest = min(1.0, CASES_SHARE + incumbent.seconds / budget.amount)
    return _settle_cases(index, incumbent, _part(budget, incumbent, rest), stop)


def _settle_cases(index: Index, incumbent: Incumbent, budget: Budget, stop: ShouldStop) -> bool:
    """If a case told is heard no more, look at all of them again; whether asked to stop."""
    if stop():
        return True
    base = incumbent.best
    lost = any(case not in base.meeting_of for case in index.told.meeting_of)
    if lost and not incumbent.is_proven and _has_time(budget, 0):
        outcome = _search(index, base, cases_alone(index, base), budget, stop)
        if outcome.draft is not None:
            incumbent.offer(outcome.draft)
    return False


def _has_time(part: Budget, needed: float) -> bool:
    """Whether a wider search, at the pace of the last, would end in time."""
    return part.deterministic or part.amount - time.monotonic() > needed


def _search(index: Index, base: Draft, scope: Scope, budget: Budget, stop: ShouldStop) -> Outcome:
    """One search in a thread of its own, so that this one hears whether to stop."""
    control = Control()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(search, index, base, scope, budget, control)
        try:
            while not wait([future], timeout=PAUSE).done:
                if stop():
                    control.stop()
        finally:
            control.stop()
        return future.result()


def _part(budget: Budget, incumbent: Incumbent, share: float) -> Budget:
    if budget.deterministic:
        return Budget(budget.amount / len(SHARES), deterministic=True, seed=budget.seed)
    return Budget(incumbent.began + budget.amount * share, seed=budget.seed)


def _is_lost(index: Index, draft: Draft) -> bool:
    """Whether a meeting is not held that could be held if it were alone."""
    lost = (one for one in range(len(index.problem.meetings)) if one not in draft.starts)
    return any(possible(index, one, around(index, Draft(), one)).any() for one in lost)
