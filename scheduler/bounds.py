"""A bound without a solver: each meeting and each case on its own, as if alone."""

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.places import places, price_left
from scheduler.plan import Score
from scheduler.reach import around, lone_cost, possible
from scheduler.wishes import GROWING, OURS

EXACT = 2_000
"""With more cases only the first start of each board is looked at."""
BATCH = 500
"""Cases that are looked at together: all their starts lie in memory."""


def floor(index: Index) -> Score:
    """What no plan can beat; each part holds on its own. Of wishes not ours, nothing is known."""
    if index.objective is not OURS:
        return Score(urgent=0, comfort=0)
    urgent, comfort = case_floor(index)
    meetings = [lone_floor(index, one) for one in range(len(index.problem.meetings))]
    return Score(urgent=urgent, comfort=sum(meetings) + comfort)


def lone_floor(index: Index, meeting: int) -> int:
    """What one meeting costs at least, as if it were alone."""
    view = around(index, Draft(), meeting)
    view = view.only(possible(index, meeting, view))
    unplaced = index.problem.weights.unplaced
    if not len(view.starts):
        return unplaced
    cost = int(lone_cost(index, meeting, view).min())
    return cost if index.problem.meetings[meeting].is_fixed else min(cost, unplaced)


def case_floor(index: Index) -> tuple[int, int]:
    """Each case at its cheapest permitted start, or left out."""
    ranks = np.arange(len(index.problem.cases))
    urgent, comfort = price_left(index, ranks)
    starts = dict(enumerate(index.starts))
    if len(ranks) > EXACT:
        found = places(index, ranks, starts, earliest=True, wishes=GROWING)
        np.minimum.at(urgent, found.cases, found.urgent)
        np.minimum.at(comfort, found.cases, found.comfort)
        return int(urgent.sum()), int(comfort.sum())
    for begin in range(0, len(ranks), BATCH):
        found = places(index, ranks[begin : begin + BATCH], starts)
        np.minimum.at(urgent, found.cases, found.urgent)
        np.minimum.at(comfort, found.cases, found.comfort)
    return int(urgent.sum()), int(comfort.sum())
