"""Named members are expected at every meeting of their board."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "named"


def weight(weights: Weights) -> int:
    """Points per named member who cannot be there."""
    return weights.named


def units(index: Index, draft: Draft) -> int:
    """Named members missing from held meetings."""
    return sum(
        len(set(index.named[meeting]).difference(draft.people(meeting))) for meeting in draft.starts
    )


def insertion(index: Index) -> Insertion:
    """Named members who would not come."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """Named members missing from the scope's meetings."""
    return sum(
        1 - model.absent[meeting] - people.get(person, 0)
        for meeting, people in model.attends.items()
        for person in model.index.named[meeting]
    )
