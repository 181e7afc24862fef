"""What a repair puts first: what must be held and heard, and the fewest people told again."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.draft import Draft
from scheduler.index import Index, Minutes, Ranks
from scheduler.insertion.options import Insertion
from scheduler.model import Expr, Model
from scheduler.weights import Weights
from scheduler.wishes import (
    CASES,
    OURS,
    PLACING,
    CaseWish,
    Objective,
    Wish,
    again,
    chair,
    gaps,
    invited,
    moved,
    rescheduled,
    seats,
    undiscussed,
    unplaced,
)

TIMES = 50
"""How much heavier they are: no comfort that a repair could add pays for a person told again."""


@dataclass(frozen=True, slots=True)
class FirstWish:
    """A wish about meetings and people, heavier."""

    wish: Wish

    @property
    def NAME(self) -> str:  # noqa: N802 - as a wish has it
        """As without the weight."""
        return self.wish.NAME

    def weight(self, weights: Weights) -> int:
        """Points per unit."""
        return TIMES * self.wish.weight(weights)

    def units(self, index: Index, draft: Draft) -> int:
        """As without the weight."""
        return self.wish.units(index, draft)

    def insertion(self, index: Index) -> Insertion:
        """As without the weight."""
        return self.wish.insertion(index)

    def missed(self, model: Model) -> Expr:
        """As without the weight."""
        return self.wish.missed(model)


@dataclass(frozen=True, slots=True)
class FirstCaseWish:
    """A wish about cases, heavier."""

    wish: CaseWish

    @property
    def NAME(self) -> str:  # noqa: N802 - as a wish has it
        """As without the weight."""
        return self.wish.NAME

    def weight(self, weights: Weights) -> int:
        """Points per unit."""
        return TIMES * self.wish.weight(weights)

    def units_at(self, index: Index, cases: Ranks, meetings: Ranks, starts: Minutes) -> Minutes:
        """As without the weight."""
        return self.wish.units_at(index, cases, meetings, starts)

    def units_left(self, index: Index, cases: Ranks) -> Minutes:
        """As without the weight."""
        return self.wish.units_left(index, cases)


FIRST: tuple[Wish, ...] = (unplaced, gaps, moved, invited)
SEATS: tuple[Wish, ...] = (seats, chair)
"""Seats beyond the quorum."""
FIRST_CASES: tuple[CaseWish, ...] = (again, undiscussed, rescheduled)


def few_told_again(*, optional_seats: bool) -> Objective:
    """Our wishes in three levels: urgent cases; meetings, cases and disturbances; comfort.

    With `optional_seats`, seats beyond the quorum weigh against disturbances as they do otherwise.
    """
    first = (*FIRST, *SEATS) if optional_seats else FIRST
    return Objective(
        first=OURS.first,
        first_cases=OURS.first_cases,
        placing=tuple(FirstWish(one) if one in first else one for one in PLACING),
        cases=tuple(FirstCaseWish(one) if one in FIRST_CASES else one for one in CASES),
    )
