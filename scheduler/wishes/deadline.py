"""Hear cases by their deadline, above all those postponed before."""

import numpy as np

from scheduler.index import Index, Minutes
from scheduler.weights import Weights

NAME = "late"


def weight(weights: Weights) -> int:
    """Points per late case, once more for each postponement."""
    return weights.late


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """One after the deadline, and one more for each postponement."""
    wanted = index.problem.cases[case]
    return np.asarray((starts > wanted.deadline) * (1 + wanted.postponed), dtype=np.int64)


def units_left(index: Index, case: int) -> int:
    """Counted as undiscussed instead."""
    return 0
