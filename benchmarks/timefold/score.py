"""The family's score of a plan, pair by pair from its definition, without our engine.

Medium and soft constraints are those of the Java and OptaPlanner examples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from benchmarks.timefold.instance import Gathering, Instance


@dataclass(frozen=True, slots=True, order=True)
class FamilyScore:
    """What is broken, by level; the smaller the better."""

    hard: int
    medium: int
    soft: int

    def __str__(self) -> str:
        """As the family writes it."""
        return f"{-self.hard or 0}/{-self.medium or 0}/{-self.soft or 0}"


@dataclass(frozen=True, slots=True)
class Placed:
    """One meeting with its first grain and its room, by rank."""

    meeting: Gathering
    start: int
    room: int

    @property
    def last(self) -> int:
        """Its last grain."""
        return self.start + self.meeting.grains - 1

    @property
    def everybody(self) -> set[int]:
        """Required or preferred."""
        return {*self.meeting.required, *self.meeting.preferred}


def family_score(instance: Instance, places: dict[int, tuple[int, int]]) -> FamilyScore:
    """The score of (start grain, room) by meeting; a meeting without a place is one hard miss."""
    placed = [
        Placed(instance.meetings[rank], start, room) for rank, (start, room) in places.items()
    ]
    pairs = list(combinations(placed, 2))
    return FamilyScore(
        hard=len(instance.meetings)
        - len(placed)
        + sum(_broken(instance, one) for one in placed)
        + sum(_hard(one, other) for one, other in pairs),
        medium=sum(_medium(one, other) for one, other in pairs),
        soft=sum(_alone(instance, one) for one in placed)
        + sum(_soft(one, other) for one, other in pairs),
    )


def overlap(one: Placed, other: Placed) -> int:
    """Grains that both take."""
    return max(0, min(one.last, other.last) - max(one.start, other.start) + 1)


def _broken(instance: Instance, one: Placed) -> int:
    """Overtime, chairs lacking, a night in between."""
    if one.last >= len(instance.day_of):
        return one.last
    lacking = len(one.everybody) - instance.rooms[one.room]
    nights = instance.day_of[one.start] != instance.day_of[one.last]
    return max(0, lacking) + int(nights)


def _hard(one: Placed, other: Placed) -> int:
    """One room, or one required person, twice at a time."""
    shared = set(one.meeting.required) & set(other.meeting.required)
    return overlap(one, other) * (int(one.room == other.room) + len(shared))


def _medium(one: Placed, other: Placed) -> int:
    """People wanted in both, and required in one of them at most."""
    both = set(one.meeting.required) & set(other.meeting.required)
    return overlap(one, other) * len((one.everybody & other.everybody) - both)


def _alone(instance: Instance, one: Placed) -> int:
    """Its last grain, and how much larger each larger room is."""
    taken = instance.rooms[one.room]
    return one.last + sum(max(0, capacity - taken) for capacity in instance.rooms)


def _soft(one: Placed, other: Placed) -> int:
    """No break between them, overlap, people who must soon be in another room."""
    touches = sum(before.last + 1 == after.start for before, after in _orders(one, other))
    follows = any(
        before.start < after.start and after.start - before.last - 1 <= SOON
        for before, after in _orders(one, other)
    )
    moving = len(one.everybody & other.everybody) if one.room != other.room and follows else 0
    return 100 * touches + 10 * overlap(one, other) + moving


SOON = 2
"""Grains between two meetings up to which people would rather keep the room."""


def _orders(one: Placed, other: Placed) -> Iterator[tuple[Placed, Placed]]:
    yield one, other
    yield other, one
