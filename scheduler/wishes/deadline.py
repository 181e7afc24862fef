"""Hear cases by their deadline, above all those postponed before."""

import numpy as np

from scheduler.index import Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "late"


def weight(weights: Weights) -> int:
    """Points per late case, once more for each postponement."""
    return weights.late


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """One after the deadline, and one more for each postponement."""
    asked = index.asked
    return np.asarray((starts > asked.deadline[cases]) * (1 + asked.postponed[cases]))


def units_left(index: Index, cases: Ranks) -> Minutes:
    """Counted as undiscussed instead."""
    return np.zeros(len(cases), dtype=np.int64)
