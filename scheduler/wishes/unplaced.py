"""Hold every meeting."""

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.options import Crewed, Insertion
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "unplaced"


def weight(weights: Weights) -> int:
    """Points per meeting not held."""
    return weights.unplaced


def units(index: Index, draft: Draft) -> int:
    """Meetings not held."""
    return len(index.problem.meetings) - len(draft.starts)


def insertion(index: Index) -> Insertion:
    """One less for each meeting put in."""
    return Crewed(index, units)


def missed(model: Model) -> Expr:
    """Meetings of the scope not held."""
    never = len(model.scope.meetings) - len(model.absent)
    return sum(model.absent.values()) + never
