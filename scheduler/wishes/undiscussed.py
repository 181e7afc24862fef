"""Hear every case whose patient agrees."""

import numpy as np

from scheduler.index import Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "undiscussed"


def weight(weights: Weights) -> int:
    """Points per case."""
    return weights.undiscussed


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """Nothing for a case that is heard."""
    return np.zeros(len(cases), dtype=np.int64)


def units_left(index: Index, cases: Ranks) -> Minutes:
    """One, unless nobody may hear it."""
    return np.asarray(~index.asked.opposed[cases], dtype=np.int64)
