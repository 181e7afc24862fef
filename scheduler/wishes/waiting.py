"""Let nobody wait: days between a case being ready and its meeting."""

import numpy as np

from scheduler.index import DAY, Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "waiting"
URGENT_TIMES = 3


def weight(weights: Weights) -> int:
    """Points per day."""
    return weights.waiting


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """Whole days of waiting, three times for an urgent case."""
    days = np.maximum(0, starts - index.asked.ready[cases]) // DAY
    return np.asarray(days * np.where(index.asked.urgent[cases], URGENT_TIMES, 1))


def units_left(index: Index, cases: Ranks) -> Minutes:
    """Counted as undiscussed instead."""
    return np.zeros(len(cases), dtype=np.int64)
