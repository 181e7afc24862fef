"""Makes an order better by moving one item, or swapping two, as long as that helps."""

from collections.abc import Iterator, Sequence
from itertools import cycle, permutations

import numpy as np

from scheduler.ordering.arrays import Arrays, Ints, costs_of
from scheduler.ordering.clock import Clock

ROWS = 512
"""Orders judged at once."""
WORK = 2.0
"""Of judging one order, beside extending one set of items."""

KICKS = 3
"""Items thrown elsewhere to leave a local optimum."""


class Polish:
    """All single moves of a problem's free items, judged together."""

    def __init__(self, arrays: Arrays, clock: Clock) -> None:
        self.arrays, self.clock = arrays, clock
        self.places = np.flatnonzero(np.array(arrays.pinned) < 0)
        self.moves = _moves(len(self.places))

    def better(self, order: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Ever cheaper orders, until no single move helps any more; TimeIsUp may come between."""
        best = np.array(order, dtype=np.int64)
        cost, vain = self.cost(best), 0
        groups = np.array_split(self.moves, max(1, -(-len(self.moves) // ROWS)))
        for moves in cycle(groups):
            if vain == len(groups) or not len(moves):
                return
            found, least = self._best_move(best, moves)
            vain = 0 if least < cost else vain + 1
            if least < cost:
                best, cost = found, least
                yield tuple(best.tolist())

    def kicked(self, order: Sequence[int], rng: np.random.Generator) -> tuple[int, ...]:
        """The order with a few items thrown elsewhere, then made better."""
        thrown = np.array(order, dtype=np.int64)
        for _ in range(KICKS if len(self.moves) else 0):
            moved = self.moves[int(rng.integers(len(self.moves)))]
            thrown[self.places] = thrown[self.places][moved]
        found = tuple(thrown.tolist())
        for better in self.better(found):
            found = better
        return found

    def cost(self, order: Sequence[int] | Ints) -> int:
        """What one order costs."""
        return int(costs_of(self.arrays, np.array(order, dtype=np.int64)[None, :])[0])

    def _best_move(self, order: Ints, moves: Ints) -> tuple[Ints, int]:
        self.clock.spend(WORK * len(moves))
        orders = np.repeat(order[None, :], len(moves), axis=0)
        orders[:, self.places] = order[self.places][moves]
        costs = costs_of(self.arrays, orders)
        row = int(costs.argmin())
        return orders[row], int(costs[row])


def _moves(count: int) -> Ints:
    """(moves, places): every order that differs by one item moved or two swapped."""
    rows = []
    for begin, end in permutations(range(count), 2):
        moved = list(range(count))
        moved.insert(end, moved.pop(begin))
        rows.append(moved)
        if begin + 1 < end:
            swapped = list(range(count))
            swapped[begin], swapped[end] = end, begin
            rows.append(swapped)
    return np.array(rows, dtype=np.int64).reshape(len(rows), count)
