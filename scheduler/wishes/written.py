"""Have people at the table rather than their opinion in writing."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.seated import is_written
from scheduler.weights import Weights

NAME = "written"


def weight(weights: Weights) -> int:
    """Points per written opinion."""
    return weights.written


def units(index: Index, draft: Draft) -> int:
    """Written opinions."""
    return sum(is_written(part) for staff in draft.staff.values() for part, _ in staff)


def insertion(index: Index) -> Insertion:
    """Opinions that would be asked for."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """Written opinions in the scope's meetings."""
    return sum(sum(writes.values()) for writes in model.writes.values())
