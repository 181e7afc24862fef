"""Which grains are taken, by person or by room: one bit a grain, and all starts tested at once."""

from __future__ import annotations

from collections.abc import Iterable


class Bookings:
    """Counts of one bit a layer; there is a second layer only where something is taken twice."""

    def __init__(self, owners: int) -> None:
        self.layers = [[0] * owners]

    def add(self, owners: Iterable[int], grains: int) -> None:
        """Take these grains of each owner once more."""
        lowest = self.layers[0]
        for one in owners:
            taken = lowest[one]
            lowest[one] = taken ^ grains
            if taken & grains:
                self._carry(one, taken & grains)

    def _carry(self, one: int, grains: int) -> None:
        for layer in self.layers[1:]:
            taken = layer[one]
            layer[one], grains = taken ^ grains, taken & grains
        if grains:
            self.layers.append([0] * len(self.layers[0]))
            self.layers[-1][one] = grains

    def remove(self, owners: Iterable[int], grains: int) -> None:
        """Take them once less."""
        lowest = self.layers[0]
        for one in owners:
            taken = lowest[one]
            lowest[one] = taken ^ grains
            if grains & ~taken:
                self._borrow(one, grains & ~taken)

    def _borrow(self, one: int, grains: int) -> None:
        for layer in self.layers[1:]:
            taken = layer[one]
            layer[one], grains = taken ^ grains, grains & ~taken

    def taken(self, owners: Iterable[int]) -> int:
        """Grains that any of the owners has taken."""
        found = 0
        for layer in self.layers:
            for one in owners:
                found |= layer[one]
        return found


def span(begin: int, end: int) -> int:
    """The bits from one grain up to another, that one not included."""
    return ((1 << (end - begin)) - 1) << begin


def windows(taken: int, width: int) -> int:
    """The grains from which on at least one of `width` is taken."""
    known = 1
    while 2 * known <= width:
        taken |= taken >> known
        known *= 2
    return taken | taken >> (width - known)
