"""The wishes, one a file: each counts how often it is not granted, and tells the solver."""

from typing import Protocol

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.model import Expr, Model
from scheduler.weights import Weights
from scheduler.wishes import (
    again,
    attendance,
    avoid,
    chair,
    deadline,
    deputies,
    gaps,
    habit,
    load,
    named,
    preference,
    presenter,
    seats,
    series,
    travel,
    undiscussed,
    unplaced,
    urgent,
    waiting,
)


class Wish(Protocol):
    """A module that knows one wish about meetings and people."""

    NAME: str

    def weight(self, weights: Weights) -> int:
        """Points per unit."""

    def units(self, index: Index, draft: Draft) -> int:
        """How often a plan does not grant it."""

    def missed(self, model: Model) -> Expr:
        """The same, for the meetings of a model, as an expression to minimise."""


class CaseWish(Protocol):
    """A module that knows one wish about where a case is heard."""

    NAME: str

    def weight(self, weights: Weights) -> int:
        """Points per unit; 0 for what is compared before all points."""

    def units_at(self, index: Index, case: int, meetings: Minutes, starts: Minutes) -> Minutes:
        """What hearing the case in each of these meetings, at these starts, would miss."""

    def units_left(self, index: Index, case: int) -> int:
        """What leaving the case out misses."""


PLACING: tuple[Wish, ...] = (
    unplaced,
    gaps,
    seats,
    chair,
    named,
    habit,
    series,
    travel,
    deputies,
    load,
    avoid,
    attendance,
)
CASES: tuple[CaseWish, ...] = (again, undiscussed, deadline, waiting, presenter, preference)
FIRST: CaseWish = urgent
"""Compared before all the others."""
