"""What it costs, after some items, to hear one more: who is there meanwhile, needed later.

People who wait and complex items that are still to come cost alike: so much a minute.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.ordering.arrays import Arrays, Ints
from scheduler.ordering.sets import SetTable, set_table, subset_values

PEOPLE = 12
"""People whose presence is looked up at once."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Some of the people: whom each set of items needs, and what each group weighs."""

    needs: SetTable
    by_item: Ints
    weights: Ints


@dataclass(frozen=True, slots=True)
class After:
    """What is known of several sets of items heard."""

    sets: Ints
    here: tuple[Ints, ...]
    """For each crowd, who came and is needed again."""
    paid: Ints
    """Points a minute: everybody here, and every complex item to come."""
    passed: Ints
    """Minutes heard."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The costs of a problem, ready to be looked up for many sets at once."""

    arrays: Arrays
    crowds: tuple[Crowd, ...]
    minutes: SetTable
    complexity: SetTable

    def after(self, sets: Ints) -> After:
        """Who waits and since when, once these sets of items were heard."""
        everything = (np.int64(1) << np.int64(self.arrays.count)) - 1
        rest = everything & ~sets
        here = tuple(crowd.needs.of(sets) & crowd.needs.of(rest) for crowd in self.crowds)
        paid = self.complexity.of(rest)
        for crowd, there in zip(self.crowds, here, strict=True):
            paid = paid + crowd.weights[there]
        return After(sets, here, paid, self.minutes.of(sets))

    def step(self, after: After, rows: Ints, item: int) -> Ints:
        """What hearing the item next costs, for these rows of `after`."""
        arrays, minutes = self.arrays, int(self.arrays.minutes[item])
        paid = after.paid[rows]
        spared = np.full(len(rows), arrays.complexity[item])
        for crowd, there in zip(self.crowds, after.here, strict=True):
            spared += crowd.weights[there[rows] & crowd.by_item[item]]
        cost = (paid - spared) * minutes
        passed = after.passed[rows]
        late = (passed + minutes > arrays.pause_after) & (after.sets[rows] != 0)
        if arrays.pause_minutes:
            alone = (after.sets[rows] & (after.sets[rows] - 1)) == 0
            cost += paid * arrays.pause_minutes * (late & (alone | (passed <= arrays.pause_after)))
        if arrays.missed[item].any():
            cost += arrays.missed[item, passed + arrays.pause_minutes * late]
        return np.asarray(cost, dtype=np.int64)


def waits_of(arrays: Arrays) -> Waits:
    """Costs of the problem; people needed by the same items count as one, of their joint weight."""
    needs, weights = _merged(arrays)
    crowds = []
    for begin in range(0, len(weights), PEOPLE):
        some = slice(begin, begin + PEOPLE)
        power = np.int64(1) << np.arange(len(weights[some]), dtype=np.int64)
        by_item = needs[:, some].astype(np.int64) @ power
        crowds.append(Crowd(set_table(by_item, union=True), by_item, subset_values(weights[some])))
    return Waits(arrays, tuple(crowds), set_table(arrays.minutes), set_table(arrays.complexity))


def _merged(arrays: Arrays) -> tuple[Ints, Ints]:
    """Needs and weights, without whoever is needed once or costs nothing: they never wait."""
    counts = (arrays.needs.sum(axis=0) > 1) & (arrays.weight > 0)
    columns: dict[bytes, int] = {}
    for person in np.flatnonzero(counts):
        column = arrays.needs[:, person].tobytes()
        columns[column] = columns.get(column, 0) + int(arrays.weight[person])
    needs = [np.frombuffer(column, dtype=bool) for column in columns]
    shape = (len(needs), arrays.count)
    table = np.array(needs, dtype=np.int64).reshape(shape).T
    return np.ascontiguousarray(table), np.array(list(columns.values()), dtype=np.int64)
