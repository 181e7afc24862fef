"""Send a case to the first of its boards."""

import numpy as np

from scheduler.index import Index, Minutes
from scheduler.weights import Weights

NAME = "board"


def weight(weights: Weights) -> int:
    """Points per rank down the list."""
    return weights.board


def units_at(index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
    """The board's rank in the case's list, from 0."""
    ranks = np.zeros(len(meetings), dtype=np.int64)
    for rank, board in enumerate(dict.fromkeys(index.problem.cases[case].boards)):
        if board in index.board_rank:
            ranks += rank * (index.board[meetings] == index.board_rank[board])
    return ranks


def units_left(index: Index, case: int) -> int:
    """Counted as undiscussed instead."""
    return 0
