"""Hear every case, above all those postponed before."""

import numpy as np

from scheduler.index import Index, Minutes
from scheduler.weights import Weights

NAME = "undiscussed"


def weight(weights: Weights) -> int:
    """Points per case, once more for each postponement."""
    return weights.undiscussed


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """Nothing for a case that is heard."""
    return np.zeros(len(starts), dtype=np.int64)


def units_left(index: Index, case: int) -> int:
    """One, and one more for each postponement."""
    return 1 + index.problem.cases[case].postponed
