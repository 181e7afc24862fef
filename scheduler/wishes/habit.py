"""Keep the day and hour that people are used to."""

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.insertion.options import Insertion, Lone
from scheduler.model import Expr, Model
from scheduler.reach import off_habit
from scheduler.weights import Weights

NAME = "habit"


def weight(weights: Weights) -> int:
    """Points per unit: one for another hour, two for another day."""
    return weights.habit


def units(index: Index, draft: Draft) -> int:
    """How far from habit the held meetings are."""
    return sum(
        int(_off(index, meeting, np.array([start]))[0]) for meeting, start in draft.starts.items()
    )


def _off(index: Index, meeting: int, starts: Minutes) -> Minutes:
    usual = index.problem.meetings[meeting].usual_start
    return off_habit(usual, starts, int(index.roads.offset[meeting]))


def insertion(index: Index) -> Insertion:
    """How far from habit each start is."""
    return Lone(lambda meeting, starts: _off(index, meeting, starts))


def missed(model: Model) -> Expr:
    """How far from habit the scope's meetings are."""
    return sum(
        int(unit) * literal
        for meeting, literals in model.at.items()
        for unit, literal in zip(
            _off(model.index, meeting, model.starts[meeting]),
            literals,
            strict=True,
        )
        if unit
    )
