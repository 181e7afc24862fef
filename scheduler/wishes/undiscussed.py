"""Hear every case whose patient agrees."""

import numpy as np

from scheduler.index import Index, Minutes
from scheduler.weights import Weights

NAME = "undiscussed"


def weight(weights: Weights) -> int:
    """Points per case."""
    return weights.undiscussed


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """Nothing for a case that is heard."""
    return np.zeros(len(starts), dtype=np.int64)


def units_left(index: Index, case: int) -> int:
    """One, unless nobody may hear it."""
    return int(not index.problem.cases[case].opposed)
