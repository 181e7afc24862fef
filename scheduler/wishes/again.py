"""Never put the same case off twice if that can be avoided."""

import numpy as np

from scheduler.index import Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "again"


def weight(weights: Weights) -> int:
    """Points per earlier postponement of a case left out."""
    return weights.again


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """Nothing for a case that is heard."""
    return np.zeros(len(cases), dtype=np.int64)


def units_left(index: Index, cases: Ranks) -> Minutes:
    """How often each was postponed before."""
    asked = index.asked
    return np.asarray(np.where(asked.opposed[cases], 0, asked.postponed[cases]))
