"""Weeks on their own: the shared load of people becomes a price, and what is left falls apart.

For any price of an attendance, the sum of what the weeks cost at least, and of what the loads
bought at that price cost at least, is a bound on all placing wishes together. The best price is
what one more attendance costs at the final load.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.bounds import lone_floor
from scheduler.draft import Draft
from scheduler.evening import Shares
from scheduler.index import WEEK, Index, index
from scheduler.islands import search_apart
from scheduler.model import Scope
from scheduler.pieces import Piece
from scheduler.search import Budget, Control, Outcome, search
from scheduler.sharing import fair_loads
from scheduler.wishes.load import own

MOST_STARTS = 300
"""Starts of a meeting that a week looks at; a week of quarters of an hour has about 200."""
FEW_STARTS = 8
"""Starts of a meeting in a sketch of the weeks, which shows what attendances are worth."""
NOISE = 0.15
"""Shares this little below a whole number count as that number: they are found in steps."""
MOST_MEETINGS = 90
"""Meetings that are placed together."""


def prices_of(even: Shares) -> tuple[int, ...]:
    """By person: what the attendance costs that the fair share has begun.

    Of people whose share is the same fraction, some have one attendance more in the end. Whoever
    has it and whoever has not should pay the same, so that no week prefers one of them.
    """
    begun = np.floor(fair_loads(even) + NOISE) + 1
    weight = even.seats.index.problem.weights.load
    return tuple((weight * begun).astype(np.int64).tolist())


def load_floor(numbered: Index, prices: Sequence[int]) -> int:
    """What all loads cost at least beyond their price: mostly below 0."""
    weight, mine = numbered.problem.weights.load, own(numbered)
    return (
        sum(_least(weight, price, mine[who]) for who, price in enumerate(prices)) if weight else 0
    )


def _least(weight: int, price: int, mine: int) -> int:
    near = max(0, price // weight - mine)
    return min(
        weight * (mine * count + count * (count + 1) // 2) - price * count
        for count in range(max(0, near - 1), near + 2)
    )


def weeks_of(
    numbered: Index, base: Draft, prices: tuple[int, ...], most_starts: int = MOST_STARTS
) -> list[Scope]:
    """Scopes of all meetings that can be held, by the week they are in or usually in."""
    by_week: dict[int, list[int]] = {}
    for meeting, starts in enumerate(numbered.starts):
        if len(starts):
            usual = base.starts.get(meeting, int(starts[len(starts) // 2]))
            by_week.setdefault(usual // WEEK, []).append(meeting)
    return [
        Scope(meetings=tuple(part), most_starts=most_starts, prices=prices)
        for _, found in sorted(by_week.items())
        for part in _parts(found)
    ]


def _parts(meetings: list[int]) -> list[list[int]]:
    count = -(-len(meetings) // MOST_MEETINGS)
    size = -(-len(meetings) // count)
    return [meetings[begin : begin + size] for begin in range(0, len(meetings), size)]


def place_piece(
    piece: Piece, budget: Budget, control: Control | None = None, number: int = 0
) -> Outcome:
    """The best plan of one piece by itself; without a control, in a process of its own.

    The budget's amount is a length of time, which begins now.
    """
    numbered = index(piece.problem)
    if not budget.deterministic:
        budget = replace(budget, amount=time.monotonic() + budget.amount)
    scope, control = piece.scope, control or Control()
    if scope.prices is not None and not scope.cases:
        return search_apart(numbered, piece.base, scope, budget, control, number)
    return search(numbered, piece.base, scope, budget, control, number)


@dataclass(slots=True)
class Proof:
    """What has been proven of the placing wishes, week by week."""

    index: Index
    prices: tuple[int, ...]
    found: dict[Scope, int]

    def note(self, scope: Scope, outcome: Outcome, *, alone: bool) -> None:
        """Believe the bound of a scope that knows all starts and that nothing surrounds."""
        starts = [len(self.index.starts[one]) for one in scope.meetings]
        if outcome.bound is not None and alone and max(starts) <= (scope.most_starts or 0):
            self.found[scope] = outcome.bound.comfort

    def bound(self) -> int:
        """No plan's placing wishes cost less; meetings without a proof count on their own."""
        proven = {one for scope in self.found for one in scope.meetings}
        rest = [one for one in range(len(self.index.problem.meetings)) if one not in proven]
        lone = sum(lone_floor(self.index, one) for one in rest)
        return lone + sum(self.found.values()) + load_floor(self.index, self.prices)
