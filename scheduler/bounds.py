"""A bound without a solver: each meeting and each case on its own, as if alone."""

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.offers import price, price_left
from scheduler.plan import Score
from scheduler.reach import around, lone_cost, possible
from scheduler.rules.board import meetings_for
from scheduler.rules.ready import is_ready
from scheduler.wishes import OURS


def floor(index: Index) -> Score:
    """What no plan can beat; each part holds on its own. Of wishes not ours, nothing is known."""
    if index.objective is not OURS:
        return Score(urgent=0, comfort=0)
    cases = [_case_floor(index, case) for case in range(len(index.problem.cases))]
    meetings = [_meeting_floor(index, one) for one in range(len(index.problem.meetings))]
    return Score(
        urgent=sum(urgent for urgent, _ in cases),
        comfort=sum(meetings) + sum(comfort for _, comfort in cases),
    )


def _meeting_floor(index: Index, meeting: int) -> int:
    view = around(index, Draft(), meeting)
    view = view.only(possible(index, meeting, view))
    unplaced = index.problem.weights.unplaced
    if not len(view.starts):
        return unplaced
    cost = int(lone_cost(index, meeting, view).min())
    return cost if index.problem.meetings[meeting].is_fixed else min(cost, unplaced)


def _case_floor(index: Index, case: int) -> tuple[int, int]:
    urgent, comfort = price_left(index, case)
    eligible = meetings_for(index, case)
    sizes = [len(index.starts[one]) for one in eligible]
    meetings = np.repeat(np.array(eligible, dtype=np.int64), sizes)
    starts = np.concatenate([np.zeros(0, dtype=np.int64), *(index.starts[one] for one in eligible)])
    ready = is_ready(index, case, starts)
    options = price(index, case, meetings[ready], starts[ready])
    return (
        min([urgent, *options.urgent.tolist()]),
        min([comfort, *options.comfort.tolist()]),
    )
