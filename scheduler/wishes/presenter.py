"""Hear a case when its presenter's agenda leaves the meeting free."""

import numpy as np

from scheduler.index import Index, Minutes
from scheduler.weights import Weights

NAME = "presenter"


def weight(weights: Weights) -> int:
    """Points per case."""
    return weights.presenter


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """One where the presenter is busy."""
    who = index.presenter[case]
    if who is None:
        return np.zeros(len(starts), dtype=np.int64)
    free = index.agenda[who].free(starts, index.durations[meetings])
    return np.asarray(~free, dtype=np.int64)


def units_left(index: Index, case: int) -> int:
    """Counted as undiscussed instead."""
    return 0
