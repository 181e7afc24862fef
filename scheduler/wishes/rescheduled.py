"""Hear cases in the meeting they were told for, above all when it is near."""

import numpy as np

from scheduler.index import Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "rescheduled"


def weight(weights: Weights) -> int:
    """Points per case, five times for one of a frozen meeting."""
    return weights.rescheduled


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """One in another meeting than told."""
    told = index.told.home[cases]
    return np.where((told >= 0) & (told != meetings), index.told.notice[cases], 0)


def units_left(index: Index, cases: Ranks) -> Minutes:
    """One when it was told for a meeting."""
    return np.where(index.told.home[cases] >= 0, index.told.notice[cases], 0)
