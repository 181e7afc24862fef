"""Let nobody wait: days between a case being ready and its meeting."""

import numpy as np

from scheduler.index import DAY, Index, Minutes
from scheduler.weights import Weights

NAME = "waiting"
URGENT_TIMES = 3


def weight(weights: Weights) -> int:
    """Points per day."""
    return weights.waiting


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """Whole days of waiting, three times for an urgent case."""
    wanted = index.problem.cases[case]
    days = np.maximum(0, starts - wanted.ready_from) // DAY
    return np.asarray(days * (URGENT_TIMES if wanted.urgent else 1))


def units_left(index: Index, case: int) -> int:
    """Counted as undiscussed instead."""
    return 0
