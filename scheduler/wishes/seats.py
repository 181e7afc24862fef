"""Fill the optional seats too."""

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.reach import count_able
from scheduler.weights import Weights

NAME = "seat"


def weight(weights: Weights) -> int:
    """Points per person missing."""
    return weights.seat


def units(index: Index, draft: Draft) -> int:
    """People missing from optional seats of held meetings."""
    return sum(
        max(0, seat.minimum - draft.seated(meeting, rank))
        for meeting in draft.starts
        for rank, seat in enumerate(index.problem.meetings[meeting].seats)
        if not seat.mandatory
    )


def insertion(index: Index) -> Insertion:
    """People who would be missing."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """People missing from optional seats of the scope's meetings."""
    return sum(
        _short(model, meeting, rank)
        for meeting in model.sits
        for rank, seat in enumerate(model.index.problem.meetings[meeting].seats)
        if not seat.mandatory
    )


def _short(model: Model, meeting: int, rank: int) -> Expr:
    minimum = model.index.problem.meetings[meeting].seats[rank].minimum
    held = meeting in model.base.starts
    hint = minimum - model.base.seated(meeting, rank) if held else 0
    short = model.var(0, minimum, hint, f"short {meeting} {rank}")
    model.cp.add(short + model.seated(meeting, rank) >= minimum * (1 - model.absent[meeting]))
    _cut(model, meeting, rank, short)
    return short


def _cut(model: Model, meeting: int, rank: int, short: Expr) -> None:
    """At each start at least as many are missing as cannot be found: this decides the bound."""
    minimum = model.index.problem.meetings[meeting].seats[rank].minimum
    able = count_able(model.index, meeting, model.reach[meeting], rank)
    lacking = np.maximum(0, minimum - able)
    if lacking.any():
        model.cp.add(
            short
            >= sum(
                int(count) * literal
                for count, literal in zip(lacking, model.at[meeting], strict=True)
                if count
            )
        )
