"""Hear a case when its presenter's agenda leaves the meeting free."""

import numpy as np

from scheduler.index import Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "presenter"


def weight(weights: Weights) -> int:
    """Points per case."""
    return weights.presenter


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """One where the presenter is busy."""
    units, presenters = np.zeros(len(cases), dtype=np.int64), index.asked.presenter[cases]
    for who in np.unique(presenters[presenters >= 0]).tolist():
        own = presenters == who
        free = index.agenda[who].free(starts[own], index.durations[meetings[own]])
        units[own] = ~free
    return units


def units_left(index: Index, cases: Ranks) -> Minutes:
    """Counted as undiscussed instead."""
    return np.zeros(len(cases), dtype=np.int64)
