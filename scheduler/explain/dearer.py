"""What a place that is possible would cost, beside the one that the plan chose."""

from collections.abc import Collection

import numpy as np

from scheduler.check import terms
from scheduler.draft import draft_of
from scheduler.explain.agendas import agenda_of
from scheduler.explain.answer import MOST_REASONS
from scheduler.explain.cutout import Cut, cut_out
from scheduler.explain.placing import hold
from scheduler.facts import Code, Fact
from scheduler.index import WEEK, index
from scheduler.plan import Placement, Plan
from scheduler.problem import Case, Meeting, Problem


def cost_of_meeting(
    problem: Problem, plan: Plan, meeting: Meeting, starts: Collection[int]
) -> tuple[Fact, ...]:
    """The wishes that holding the meeting at one of these starts grants less than now, the dearest
    first; nothing where it is not held now, or cannot be there."""
    now = next((one for one in plan.placements if one.meeting == meeting.id), None)
    if now is None:
        return (Fact(code=Code.POSSIBLE_THERE, meeting=meeting.id),)
    both = [now.start, *starts]
    span = (min(both) // WEEK * WEEK, max(both) // WEEK * WEEK + WEEK)
    cut = cut_out(problem, plan, meeting, starts, span)
    numbered, around = cut.numbered()
    there = hold(numbered, around)
    if there is None:
        return ()
    before, after = _as_is(cut, plan, now), {one.name: one.cost for one in terms(numbered, there)}
    return _worse(Fact(code=Code.COSTS_MORE, meeting=meeting.id), before, after)


def _as_is(cut: Cut, plan: Plan, now: Placement) -> dict[str, int]:
    """What each wish costs with the meeting held as the plan holds it."""
    here = cut.asking(starts=(now.start,)).numbered()[0]
    own = [one for one in plan.staffing if one.meeting == now.meeting]
    held = cut.around.model_copy(
        update={
            "placements": (*cut.around.placements, now),
            "staffing": (*cut.around.staffing, *own),
        }
    )
    return {one.name: one.cost for one in terms(here, draft_of(here, held)[0])}


def cost_of_case(problem: Problem, plan: Plan, case: Case, meeting: str) -> tuple[Fact, ...]:
    """The wishes that hearing the case there grants less than where it is heard now."""
    home = next((one.meeting for one in plan.assignments if one.case == case.id), None)
    fact = Fact(code=Code.COSTS_MORE, case=case.id, meeting=meeting)
    if home is None:
        return (fact.model_copy(update={"code": Code.POSSIBLE_THERE}),)
    small = agenda_of(problem, plan, case, {home, meeting})
    numbered, starts = index(small.problem), small.starts
    rank = np.array([numbered.case[case.id]], dtype=np.int64)

    def costs(name: str) -> dict[str, int]:
        there = np.array([numbered.meeting[name]], dtype=np.int64)
        at = np.array([starts[name]], dtype=np.int64)
        return {
            wish.NAME: wish.weight(numbered.problem.weights)
            * int(wish.units_at(numbered, rank, there, at)[0])
            for wish in numbered.objective.cases
        }

    return _worse(fact, costs(home), costs(meeting))


def _worse(fact: Fact, before: dict[str, int], after: dict[str, int]) -> tuple[Fact, ...]:
    """One fact for each wish that costs more after than before, or one that none does."""
    found = [
        fact.model_copy(update={"wish": name, "count": cost - before[name]})
        for name, cost in after.items()
        if cost > before[name]
    ]
    found.sort(key=lambda one: -(one.count or 0))
    return tuple(found[:MOST_REASONS]) or (fact.model_copy(update={"code": Code.POSSIBLE_THERE}),)
