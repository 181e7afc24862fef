"""An order problem as arrays, with every cost written as (items heard before, next item)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.ordering.plan import OrderScore
from scheduler.ordering.problem import OrderItem, OrderPerson, OrderProblem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NO_PAUSE = 1 << 40
"""More minutes than any meeting: the break never comes."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """Items are rows, people columns; minutes count from the meeting's start.

    One number stands for both parts of the score: `missed * scale + comfort`.
    """

    minutes: Ints
    needs: Bools
    """(items, people)"""
    weight: Ints
    complexity: Ints
    missed: Ints
    """(items, minutes): the cost of starting an item at a minute, for absences and windows."""
    pinned: tuple[int, ...]
    """The item of each place, or -1."""
    twins: tuple[int, ...]
    """For each item, the one before it that is like it in everything, or -1."""
    pause_minutes: int
    pause_after: int
    scale: int

    @property
    def count(self) -> int:
        """How many items."""
        return len(self.minutes)

    @property
    def length(self) -> int:
        """Minutes from start to end, break included."""
        heard = int(self.minutes.sum())
        with_break = self.count > 1 and heard > self.pause_after
        return heard + (self.pause_minutes if with_break else 0)

    def score(self, cost: int) -> OrderScore:
        """The two parts of a cost."""
        return OrderScore(missed=cost // self.scale, comfort=cost % self.scale)

    def cost(self, score: OrderScore) -> int:
        """Both parts as one number."""
        return score.missed * self.scale + score.comfort


def arrays_of(problem: OrderProblem) -> Arrays:
    """The problem as numbers; items and people keep their ranks."""
    items, people = problem.items, problem.people
    rank = {person.id: place for place, person in enumerate(people)}
    needs = np.zeros((len(items), len(people)), dtype=bool)
    for row, item in enumerate(items):
        needs[row, [rank[name] for name in item.people]] = True
    minutes = np.array([item.minutes for item in items], dtype=np.int64)
    pause = problem.pause
    length = int(minutes.sum()) + (pause.minutes if pause else 0)
    points = sum(person.weight for person in people) + sum(item.complexity for item in items)
    scale = points * length + 1
    return Arrays(
        minutes,
        needs,
        weight=np.array([person.weight for person in people], dtype=np.int64),
        complexity=np.array([item.complexity for item in items], dtype=np.int64),
        missed=_missed(problem, length) * scale,
        pinned=_pinned(items),
        twins=_twins(items),
        pause_minutes=pause.minutes if pause else 0,
        pause_after=pause.after if pause else NO_PAUSE,
        scale=scale,
    )


def _pinned(items: tuple[OrderItem, ...]) -> tuple[int, ...]:
    at = {item.position: row for row, item in enumerate(items) if item.position}
    return tuple(at.get(place, -1) for place in range(1, len(items) + 1))


def _twins(items: tuple[OrderItem, ...]) -> tuple[int, ...]:
    """Pinned items are like none other."""
    last: dict[object, int] = {}
    found = []
    for row, item in enumerate(items):
        kind = (item.minutes, frozenset(item.people), item.complexity, item.earliest, item.latest)
        found.append(-1 if item.position else last.get(kind, -1))
        if not item.position:
            last[kind] = row
    return tuple(found)


def _missed(problem: OrderProblem, length: int) -> Ints:
    """Minutes of absence and outside the window, by item and start."""
    people = {person.id: person for person in problem.people}
    starts = problem.start + np.arange(length + 1, dtype=np.int64)
    table = np.zeros((len(problem.items), length + 1), dtype=np.int64)
    for row, item in zip(table, problem.items, strict=True):
        if item.earliest is not None:
            row += np.maximum(0, item.earliest - starts)
        if item.latest is not None:
            row += np.maximum(0, starts + item.minutes - item.latest)
        for name in item.people:
            row += _away(people[name], item.minutes, starts)
    return table


def _away(person: OrderPerson, minutes: int, starts: Ints) -> Ints:
    ends = starts + minutes
    away = np.zeros_like(starts)
    if person.arrives is not None:
        away += np.clip(person.arrives - starts, 0, minutes)
    if person.leaves is not None:
        away += np.clip(ends - person.leaves, 0, minutes)
    return away


def costs_of(arrays: Arrays, orders: Ints) -> Ints:
    """What each of several orders costs; `orders` is (orders, items), each row a permutation."""
    minutes = arrays.minutes[orders]
    heard = np.cumsum(minutes, axis=1)
    late = heard > arrays.pause_after
    late[:, :1] = False
    starts = heard - minutes + arrays.pause_minutes * late
    cost = (arrays.complexity[orders] * starts).sum(axis=1)
    cost += arrays.missed[orders, starts].sum(axis=1)
    for person in np.flatnonzero(arrays.weight):
        needed = arrays.needs[orders, person]
        if arrays.needs[:, person].any():
            begin = np.where(needed, starts, arrays.length + 1).min(axis=1)
            end = np.where(needed, starts + minutes, 0).max(axis=1)
            there = end - begin - arrays.minutes[arrays.needs[:, person]].sum()
            cost += arrays.weight[person] * there
    return np.asarray(cost, dtype=np.int64)
