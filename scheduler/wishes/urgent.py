"""Hear urgent cases by their deadline: nothing else pays for a day of theirs."""

import numpy as np

from scheduler.index import DAY, Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "urgent"
LEFT_OUT_DAYS = 8
"""An urgent case left out counts as heard this many days after the horizon."""


def weight(weights: Weights) -> int:
    """None: it is compared first."""
    return 0


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """For urgent cases: 1 for being late, and 1 more a day."""
    deadline = index.asked.deadline[cases]
    days = starts // DAY - deadline // DAY
    return np.asarray(np.where(index.asked.urgent[cases] & (starts > deadline), 1 + days, 0))


def units_left(index: Index, cases: Ranks) -> Minutes:
    """As if heard well after the horizon."""
    asked = index.asked
    days = np.maximum(0, index.problem.horizon // DAY - asked.deadline[cases] // DAY)
    missed = asked.urgent[cases] & ~asked.opposed[cases]
    return np.asarray(np.where(missed, 1 + days + LEFT_OUT_DAYS, 0))
