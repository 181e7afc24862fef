"""Have the guests there too."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.seated import GUEST
from scheduler.weights import Weights

NAME = "guest"


def weight(weights: Weights) -> int:
    """Points per guest who is not there."""
    return weights.guest


def units(index: Index, draft: Draft) -> int:
    """Guests missing from held meetings."""
    return sum(
        len(index.guests[meeting]) - draft.seated(meeting, GUEST) for meeting in draft.starts
    )


def insertion(index: Index) -> Insertion:
    """Guests who would not be there."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """Guests missing from the scope's meetings."""
    return sum(
        1 - model.absent[meeting] - model.sits[meeting].get((GUEST, person), 0)
        for meeting in model.sits
        for person in model.index.guests[meeting]
    )
