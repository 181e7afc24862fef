"""Values of sets of items, each set a number whose bits are its members."""

from dataclasses import dataclass

import numpy as np

from scheduler.ordering.arrays import Ints

MOST_ITEMS = 60
"""A set is one 64-bit number."""
PART = 12
"""Bits looked up at once: the tables stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class SetTable:
    """Adds up (or joins by `or`) one value per member, for many sets at once."""

    parts: tuple[Ints, ...]
    union: bool

    def of(self, sets: Ints) -> Ints:
        """The value of each set."""
        low = (1 << PART) - 1
        found: Ints = self.parts[0][sets & low]
        for place, part in enumerate(self.parts[1:], start=1):
            value = part[(sets >> (PART * place)) & low]
            found = found | value if self.union else found + value
        return found


def set_table(values: Ints, *, union: bool = False) -> SetTable:
    """Ready to value sets of items that have these values."""
    begins = range(0, max(1, len(values)), PART)
    parts = (subset_values(values[begin : begin + PART], union=union) for begin in begins)
    return SetTable(tuple(parts), union)


def subset_values(values: Ints, *, union: bool = False) -> Ints:
    """(2 ** values): the sum of every subset, or its members joined by `or`."""
    found = np.zeros(1, dtype=np.int64)
    for value in values:
        found = np.concatenate((found, found | value if union else found + value))
    return found


def bit(item: int) -> np.int64:
    """The set that holds this item alone."""
    return np.int64(1) << np.int64(item)
