"""Never put the same case off twice if that can be avoided."""

import numpy as np

from scheduler.index import Index, Minutes
from scheduler.weights import Weights

NAME = "again"


def weight(weights: Weights) -> int:
    """Points per earlier postponement of a case left out."""
    return weights.again


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """Nothing for a case that is heard."""
    return np.zeros(len(starts), dtype=np.int64)


def units_left(index: Index, case: int) -> int:
    """How often it was postponed before."""
    wanted = index.problem.cases[case]
    return 0 if wanted.opposed else wanted.postponed
