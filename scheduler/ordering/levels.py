"""Dynamic programming over the sets of items heard, level by level, in both proof and beam form.

Garcia de la Banda, Stuckey and Chu, "Solving talent scheduling with dynamic programming" (2011):
what is left to pay depends on which items were heard, not on their order. All sets of one size
make a level; those that cannot beat the best order known are dropped, and beyond a given width
the least promising too. If none of these was dropped, the order found is the best there is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.ordering.arrays import Arrays, Bools, Ints
from scheduler.ordering.bounds import Floor
from scheduler.ordering.sets import bit
from scheduler.ordering.waits import Waits

CHUNK = 1 << 15
"""Sets that are extended at once: their arrays stay in the processor's cache."""
BOUNDED = 1 << 17
"""Sets that are bounded at once."""
BOUNDS_A_WORK = 8
"""Sets bounded in the time of extending one."""
SIGN = 63
"""Bits of a number that may be used."""

Spend = Callable[[float], None]
"""Told how many sets are about to be extended; may raise."""


@dataclass(frozen=True, slots=True)
class Level:
    """Sets of the same size, in ascending order, and the least cost of hearing each."""

    sets: Ints
    costs: Ints


@dataclass(frozen=True, slots=True)
class Passage:
    """What one pass over all levels found."""

    order: tuple[int, ...] | None
    """Cheaper than what was known, or None."""
    bound: int
    """No order costs less, unless it costs as much as the one known."""


def passage(floor: Floor, known: int, width: int, spend: Spend) -> Passage:
    """The best order cheaper than `known` that keeps at most `width` sets a level."""
    levels = [Level(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))]
    dropped = known
    for _ in range(floor.waits.arrays.count):
        longer = _extended(floor.waits, levels[-1], known, spend)
        level, least = _kept(longer, _hopes(floor, longer, spend), known, width)
        dropped = min(dropped, least)
        if not len(level.sets):
            return Passage(None, dropped)
        levels.append(level)
    return Passage(tuple(_back(floor.waits, levels)), min(dropped, int(levels[-1].costs[0])))


def _hopes(floor: Floor, level: Level, spend: Spend) -> Ints:
    """The least that an order costs which begins with each of the sets."""
    found = [level.costs[:0]]
    for begin in range(0, len(level.sets), BOUNDED):
        some = slice(begin, begin + BOUNDED)
        spend(len(level.sets[some]) / BOUNDS_A_WORK)
        found.append(level.costs[some] + floor.rest(level.sets[some]))
    return np.concatenate(found)


def _kept(level: Level, hopes: Ints, known: int, width: int) -> tuple[Level, int]:
    """The sets that may beat `known`, and the least that those dropped for width cost."""
    kept = np.flatnonzero(hopes < known)
    if len(kept) <= width:
        return Level(level.sets[kept], level.costs[kept]), known
    ranked = kept[np.argpartition(hopes[kept], width)]
    best = np.sort(ranked[:width])
    return Level(level.sets[best], level.costs[best]), int(hopes[ranked[width:]].min())


def _extended(waits: Waits, level: Level, known: int, spend: Spend) -> Level:
    """Each set with one more item, in every way that may be best."""
    place = int(level.sets[0]).bit_count()
    sets, costs = [], []
    for begin in range(0, len(level.sets), CHUNK):
        some = level.sets[begin : begin + CHUNK]
        spend(len(some))
        after = waits.after(some)
        paid = level.costs[begin : begin + CHUNK]
        for item in _next_items(waits.arrays, place):
            rows = np.flatnonzero(_may_follow(waits.arrays, some, item))
            found = paid[rows] + waits.step(after, rows, item)
            good = found < known
            sets.append(some[rows[good]] | bit(item))
            costs.append(found[good])
    return _cheapest(np.concatenate(sets), np.concatenate(costs), waits.arrays.count)


def _next_items(arrays: Arrays, place: int) -> list[int]:
    """The item pinned to this place, or all that are pinned to none."""
    if arrays.pinned[place] >= 0:
        return [arrays.pinned[place]]
    return [item for item in range(arrays.count) if item not in arrays.pinned]


def _may_follow(arrays: Arrays, sets: Ints, item: int) -> Bools:
    """Whether the item was not heard yet, but its twin was if it has one."""
    mask, wanted = bit(item), np.int64(0)
    if arrays.twins[item] >= 0:
        wanted = bit(arrays.twins[item])
        mask |= wanted
    return np.asarray(sets & mask == wanted)


def _cheapest(sets: Ints, costs: Ints, count: int) -> Level:
    """Each set once, at its least cost, in ascending order of sets."""
    if not len(sets):
        return Level(sets, costs)
    lowest = costs.min()
    room = int(costs.max() - lowest).bit_length()
    if count + room > SIGN:
        ranked = np.lexsort((costs, sets))
        sets, costs = sets[ranked], costs[ranked]
    else:  # one number for both sorts several times faster
        packed = (sets << room) | (costs - lowest)
        packed.sort()
        sets, costs = packed >> room, (packed & ((1 << room) - 1)) + lowest
    first = np.concatenate(([True], sets[1:] != sets[:-1]))
    return Level(sets[first], costs[first])


def _back(waits: Waits, levels: list[Level]) -> list[int]:
    """The items of the last level's set, in the order that made its cost."""
    order: list[int] = []
    held, cost = levels[-1].sets[0], levels[-1].costs[0]
    for earlier in levels[-2::-1]:
        item, rank = _last(waits, earlier, held, cost)
        order.append(item)
        held, cost = earlier.sets[rank], earlier.costs[rank]
    return order[::-1]


def _last(waits: Waits, earlier: Level, held: np.int64, cost: np.int64) -> tuple[int, int]:
    """The item that was heard last, and the row of the set before it."""
    for item in np.flatnonzero((held >> np.arange(waits.arrays.count)) & 1):
        before = held ^ bit(int(item))
        row = int(np.searchsorted(earlier.sets, before))
        if row < len(earlier.sets) and earlier.sets[row] == before:
            after = waits.after(earlier.sets[row : row + 1])
            step = waits.step(after, np.zeros(1, dtype=np.int64), int(item))[0]
            if earlier.costs[row] + step == cost:
                return int(item), row
    raise AssertionError("a set without the set it was made from")
