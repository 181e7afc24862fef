"""Spare specialists' hours: nobody sits in a meeting who is not needed there."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "attendance"
QUARTER = 15


def weight(weights: Weights) -> int:
    """Points per quarter of an hour and person."""
    return weights.attendance


def quarters(index: Index, meeting: int) -> int:
    """What the meeting takes of each person's time, begun quarters counted whole."""
    return -(-index.problem.meetings[meeting].duration // QUARTER)


def units(index: Index, draft: Draft) -> int:
    """Quarters of an hour that all people together attend."""
    return sum(
        quarters(index, meeting) * len(set(draft.people(meeting))) for meeting in draft.starts
    )


def insertion(index: Index) -> Insertion:
    """What the meeting would take of its people's time."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """The same for the scope's meetings."""
    return sum(
        quarters(model.index, meeting) * sum(people.values())
        for meeting, people in model.attends.items()
        if people
    )
