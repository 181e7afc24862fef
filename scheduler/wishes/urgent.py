"""Hear urgent cases by their deadline: nothing else pays for a day of theirs."""

import numpy as np

from scheduler.index import DAY, Index, Minutes
from scheduler.weights import Weights

NAME = "urgent"
LEFT_OUT_DAYS = 8
"""An urgent case left out counts as heard this many days after the horizon."""


def weight(weights: Weights) -> int:
    """None: it is compared first."""
    return 0


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """For urgent cases: 1 for being late, and 1 more a day."""
    wanted = index.problem.cases[case]
    if not wanted.urgent:
        return np.zeros(len(starts), dtype=np.int64)
    days = starts // DAY - wanted.deadline // DAY
    return np.asarray(np.where(starts > wanted.deadline, 1 + days, 0))


def units_left(index: Index, case: int) -> int:
    """As if heard well after the horizon."""
    wanted = index.problem.cases[case]
    days = max(0, index.problem.horizon // DAY - wanted.deadline // DAY)
    return 1 + days + LEFT_OUT_DAYS if wanted.urgent and not wanted.opposed else 0
