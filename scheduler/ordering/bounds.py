"""What the items still to hear must cost at least, whatever their order.

Items are dealt into blocks, and the problem of every choice of some blocks is solved exactly for
every set of its items. A wait for an item is counted once for each choice that holds the item;
the sum of the choices, divided by how often each item was chosen, is therefore never too high.
(Additive pattern databases, Felner, Korf and Hanan 2004, applied to talent scheduling.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from scheduler.ordering.arrays import Arrays, Ints
from scheduler.ordering.sets import SetTable, bit, set_table, subset_values
from scheduler.ordering.waits import Crowd, Waits

SHARES = ((1, 1), (5, 4), (4, 3), (3, 2), (5, 3), (4, 2), (5, 2), (3, 1), (4, 1), (5, 1))
"""Blocks, and how many of them are chosen together; the larger the part, the better the bound."""
CHEAP, STRONG = 16, 18
"""Items chosen together: some hundredths of a second, or some tenths for each choice."""
SETS_A_WORK = 8
"""Sets of a choice solved in the time of extending one set in a pass."""

Spend = Callable[[float], None]
"""Told how much work is about to be done; may raise."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Some items, and the least cost of what is left of them after each set heard."""

    numbers: SetTable
    """From a set of all items to the row of `least` for those chosen."""
    least: Ints


@dataclass(frozen=True, slots=True)
class Floor:
    """Ready to bound the rest of any order's beginning."""

    waits: Waits
    choices: tuple[Choice, ...]
    times: int
    """In how many choices each item is."""
    later: Ints
    """(items, minutes): the least that an item misses from a minute on."""

    def rest(self, sets: Ints) -> Ints:
        """The least that the items left may cost after each of these sets."""
        found = np.zeros(len(sets), dtype=np.int64)
        for choice in self.choices:
            found += choice.least[choice.numbers.of(sets)]
        return -(-found // self.times) + self._missed(sets)

    def _missed(self, sets: Ints) -> Ints:
        least = np.zeros(len(sets), dtype=np.int64)
        some = np.flatnonzero(self.later.any(axis=1))
        if len(some):
            clock = self.waits.minutes.of(sets)
            for item in some:
                left = sets & bit(int(item)) == 0
                least += left * self.later[item, clock]
        return least


def cheap_floor(waits: Waits, spend: Spend) -> Floor:
    """Bounds that are ready at once."""
    return floor_of(waits, *_share(waits.arrays.count, CHEAP), spend)


def strong_floor(waits: Waits, spend: Spend) -> Floor:
    """Bounds that take a second or two to prepare when items are many."""
    return floor_of(waits, *_share(waits.arrays.count, STRONG), spend)


def floor_of(waits: Waits, blocks: int, chosen: int, spend: Spend) -> Floor:
    """Bounds from every choice of `chosen` of `blocks` blocks of items."""
    dealt = [np.arange(first, waits.arrays.count, blocks) for first in range(blocks)]
    choices = []
    for some in combinations(dealt, chosen):
        items = np.sort(np.concatenate(some))
        spend((1 << len(items)) / SETS_A_WORK)
        choices.append(_choice(waits, items))
    missed = waits.arrays.missed
    later = np.minimum.accumulate(missed[:, ::-1], axis=1)[:, ::-1]
    return Floor(waits, tuple(choices), comb(blocks - 1, chosen - 1), later)


def _share(count: int, most: int) -> tuple[int, int]:
    """The largest part of so many items that is small enough."""
    for blocks, chosen in SHARES:
        if -(-count // blocks) * chosen <= most:
            return blocks, chosen
    return -(-count // most), 1


def _choice(waits: Waits, items: Ints) -> Choice:
    numbers = np.zeros(waits.arrays.count, dtype=np.int64)
    numbers[items] = np.int64(1) << np.arange(len(items), dtype=np.int64)
    return Choice(set_table(numbers), _least(waits, items))


def _least(waits: Waits, items: Ints) -> Ints:
    """(sets of the items): what hearing the others costs at least, waiting alone."""
    arrays, count = waits.arrays, len(items)
    here, paid = _present(waits.crowds, arrays, items)
    full = (1 << count) - 1
    least = np.full(1 << count, np.iinfo(np.int64).max, dtype=np.int64)
    least[full] = 0
    steps = [
        arrays.minutes[item] * (paid - arrays.complexity[item] - _spared(waits.crowds, here, item))
        for item in items
    ]
    for sets in _by_size(count)[-2::-1]:
        for place, step in enumerate(steps):
            some = sets[sets >> place & 1 == 0]
            least[some] = np.minimum(least[some], step[some] + least[some | (1 << place)])
    return least


def _present(crowds: Sequence[Crowd], arrays: Arrays, items: Ints) -> tuple[list[Ints], Ints]:
    """For each set of the items, who is there after it, and what a minute costs."""
    here = []
    paid = subset_values(arrays.complexity[items])[::-1]
    for crowd in crowds:
        needed = subset_values(crowd.by_item[items], union=True)
        here.append(needed & needed[::-1])
        paid = paid + crowd.weights[here[-1]]
    return here, paid


def _spared(crowds: Sequence[Crowd], here: list[Ints], item: int) -> Ints:
    """What those there who take part in the item would cost a minute if they waited."""
    spared = np.zeros(1, dtype=np.int64)
    for crowd, there in zip(crowds, here, strict=True):
        spared = spared + crowd.weights[there & crowd.by_item[item]]
    return spared


def _by_size(count: int) -> list[Ints]:
    """All sets of so many items, by their size."""
    sizes = subset_values(np.ones(count, dtype=np.int64))
    ranked = np.argsort(sizes, kind="stable")
    return np.split(ranked, np.cumsum([comb(count, size) for size in range(count)]))
