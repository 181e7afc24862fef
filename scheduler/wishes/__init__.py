"""The wishes, one a file: each counts how often it is not granted, and tells the solver.

Whoever plans for other wishes gives `solve` and `check` an Objective of their own.
"""

from dataclasses import dataclass
from typing import Protocol

from scheduler.draft import Draft
from scheduler.index import Index, Minutes, Ranks
from scheduler.insertion.options import Insertion
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
    guests,
    habit,
    invited,
    load,
    moved,
    named,
    preference,
    presenter,
    rescheduled,
    seats,
    series,
    travel,
    undiscussed,
    unplaced,
    urgent,
    waiting,
    written,
)


class Wish(Protocol):
    """A module, or any other value, that knows one wish about meetings and people."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """What the plan's terms call it."""

    def weight(self, weights: Weights) -> int:
        """Points per unit."""

    def units(self, index: Index, draft: Draft) -> int:
        """How often a plan does not grant it."""

    def insertion(self, index: Index) -> Insertion:
        """The same, told before a meeting is put in: what each of its places would add."""

    def missed(self, model: Model) -> Expr:
        """The same, for the meetings of a model, as an expression to minimise."""


class CaseWish(Protocol):
    """A module that knows one wish about where a case is heard."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """What the plan's terms call it."""

    def weight(self, weights: Weights) -> int:
        """Points per unit; 0 for what is compared before all points."""

    def units_at(self, index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
        """What hearing each of these cases, in the meeting beside it at that start, would miss."""

    def units_left(self, index: Index, cases: Ranks) -> Minutes:
        """What leaving each of these cases out misses."""


PLACING: tuple[Wish, ...] = (
    unplaced,
    gaps,
    seats,
    chair,
    written,
    named,
    guests,
    habit,
    series,
    travel,
    deputies,
    load,
    avoid,
    attendance,
    moved,
    invited,
)
CASES: tuple[CaseWish, ...] = (
    again,
    undiscussed,
    deadline,
    waiting,
    presenter,
    preference,
    rescheduled,
)
GROWING: tuple[CaseWish, ...] = (again, undiscussed, deadline, waiting, preference)
"""Those of which a later meeting of the same board never grants more."""


@dataclass(frozen=True, slots=True)
class Objective:
    """All that plans are judged by, in two levels: what comes first is never paid for by points."""

    first: tuple[Wish, ...]
    """Their units are summed and compared first; their weights do not count."""
    first_cases: tuple[CaseWish, ...]
    placing: tuple[Wish, ...]
    """Their units are summed with their weights, among plans equal on what comes first."""
    cases: tuple[CaseWish, ...]

    def __reduce__(self) -> str | tuple[object, ...]:
        """Ours travels between processes by name, since modules cannot."""
        if self == OURS:
            return "OURS"
        return Objective, (self.first, self.first_cases, self.placing, self.cases)


OURS = Objective(first=(), first_cases=(urgent,), placing=PLACING, cases=CASES)
"""An urgent case never pays for comfort."""
