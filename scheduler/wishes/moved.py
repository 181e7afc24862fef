"""Hold meetings when people were told they would be."""

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.insertion.options import Insertion, Lone
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "moved"


def weight(weights: Weights) -> int:
    """Points per meeting held at another time."""
    return weights.moved


def units(index: Index, draft: Draft) -> int:
    """Meetings told that are held at another time."""
    told = index.told.starts
    return sum(draft.starts.get(meeting, start) != start for meeting, start in told.items())


def insertion(index: Index) -> Insertion:
    """Whether each start is another."""
    told = index.told.starts

    def moves(meeting: int, starts: Minutes) -> Minutes:
        return np.asarray(starts != told.get(meeting, starts), dtype=np.int64)

    return Lone(moves)


def missed(model: Model) -> Expr:
    """The same in the scope."""
    told = model.index.told.starts
    return sum(
        1
        - model.absent[meeting]
        - sum(
            literal
            for start, literal in zip(model.starts[meeting], literals, strict=True)
            if start == told[meeting]
        )
        for meeting, literals in model.at.items()
        if meeting in told
    )
