"""Call on deputies seldom."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "deputy"


def weight(weights: Weights) -> int:
    """Points per seat taken by a deputy."""
    return weights.deputy


def units(index: Index, draft: Draft) -> int:
    """Seats taken by deputies."""
    return sum(
        pair in index.deputies[meeting] for meeting, staff in draft.staff.items() for pair in staff
    )


def insertion(index: Index) -> Insertion:
    """Seats that deputies would take."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """Seats of the scope's meetings taken by deputies."""
    return sum(
        literal
        for meeting, sits in model.sits.items()
        for pair, literal in sits.items()
        if pair in model.index.deputies[meeting]
    )
