"""Send a case to the first of its boards."""

import numpy as np

from scheduler.index import Index, Minutes, Ranks
from scheduler.weights import Weights

NAME = "board"


def weight(weights: Weights) -> int:
    """Points per rank down the list."""
    return weights.board


def units_at(index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
    """The board's rank in the case's list, from 0."""
    ranks = np.zeros(len(cases), dtype=np.int64)
    for rank, boards in enumerate(index.asked.boards.T):
        ranks += rank * (index.board[meetings] == boards[cases])
    return ranks


def units_left(index: Index, cases: Ranks) -> Minutes:
    """Counted as undiscussed instead."""
    return np.zeros(len(cases), dtype=np.int64)
