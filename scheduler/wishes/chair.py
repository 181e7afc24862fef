"""Hold a meeting when its chair can be there."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "chair"


def weight(weights: Weights) -> int:
    """Points per meeting without its chair."""
    return weights.chair


def units(index: Index, draft: Draft) -> int:
    """Held meetings without their chair."""
    return sum(
        1
        for meeting in draft.starts
        if index.chair[meeting] is not None and index.chair[meeting] not in draft.people(meeting)
    )


def insertion(index: Index) -> Insertion:
    """Whether the chair comes."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """Meetings of the scope without their chair."""
    return sum(
        1 - model.absent[meeting] - people.get(chair, 0)
        for meeting, people in model.attends.items()
        if (chair := model.index.chair[meeting]) is not None
    )
