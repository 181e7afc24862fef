"""Keep the day and hour that people are used to."""

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index
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
        int(off_habit(index.problem.meetings[meeting].usual_start, np.array([start]))[0])
        for meeting, start in draft.starts.items()
    )


def insertion(index: Index) -> Insertion:
    """How far from habit each start is."""
    meetings = index.problem.meetings
    return Lone(lambda meeting, starts: off_habit(meetings[meeting].usual_start, starts))


def missed(model: Model) -> Expr:
    """How far from habit the scope's meetings are."""
    return sum(
        int(unit) * literal
        for meeting, literals in model.at.items()
        for unit, literal in zip(
            off_habit(model.index.problem.meetings[meeting].usual_start, model.starts[meeting]),
            literals,
            strict=True,
        )
        if unit
    )
