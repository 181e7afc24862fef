"""The family's medium and soft constraints as wishes for our engine.

Its hard constraints are our rules: rooms, required people, starts. What cannot be placed so is
left out, which comes before everything else here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.timefold.convert import GRAIN
from benchmarks.timefold.instance import Instance
from benchmarks.timefold.pairs import beside, between, meet, moved, touch
from benchmarks.timefold.people import Numbers, People, people_of
from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.insertion.options import Crewed, Hold, Insertion, Lone, Options, Paired
from scheduler.model import Expr, Model
from scheduler.weights import Weights
from scheduler.wishes import Objective, unplaced

SOON = 2
"""Grains between two meetings up to which people would rather keep the room."""


def objective(instance: Instance) -> Objective:
    """What is left out, then conflicts; then all that the family calls soft."""
    people = people_of(instance)
    return Objective(
        first=(LeftOut(people.worst), Conflicts(people)),
        first_cases=(),
        placing=(
            Early(people),
            Breaks(people),
            Overlaps(people),
            LargerRooms(instance.rooms),
            KeptRooms(people),
        ),
        cases=(),
    )


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Hold every meeting: no conflict is worth leaving one out."""

    each: int
    NAME = "left_out"

    def weight(self, weights: Weights) -> int:
        """None: compared first."""
        return 0

    def units(self, index: Index, draft: Draft) -> int:
        """More than all conflicts for each meeting left out."""
        return self.each * unplaced.units(index, draft)

    def insertion(self, index: Index) -> Insertion:
        """The same, less."""
        return Crewed(index, self.units)

    def missed(self, model: Model) -> Expr:
        """The same, of the scope's meetings."""
        return self.each * unplaced.missed(model)


def spans(people: People, draft: Draft) -> tuple[Numbers, Numbers, Numbers]:
    """Ranks of the meetings held, their first grains, and the grains after their last."""
    held = np.array(sorted(draft.starts), dtype=np.int64)
    starts = np.array([draft.starts[one] // GRAIN for one in held.tolist()], dtype=np.int64)
    return held, starts, starts + people.grains[held]


def overlaps(starts: Numbers, ends: Numbers) -> Numbers:
    """Grains that each pair of meetings has in common, each pair once."""
    common = np.minimum(ends[:, None], ends[None, :]) - np.maximum(starts[:, None], starts[None, :])
    return np.triu(np.maximum(common, 0), 1)


def apart(pairs: Numbers) -> Numbers:
    """The same, but 0 for a meeting and itself."""
    return np.asarray(pairs * (1 - np.eye(len(pairs), dtype=np.int64)))


@dataclass(frozen=True, slots=True, eq=False)
class Conflicts:
    """Want nobody in two meetings at once, unless required in both, which a rule forbids."""

    people: People
    NAME = "conflicts"

    def weight(self, weights: Weights) -> int:
        """None: compared first."""
        return 0

    def units(self, index: Index, draft: Draft) -> int:
        """Person-grains, for each pair of meetings."""
        held, starts, ends = spans(self.people, draft)
        return int((self.people.torn[np.ix_(held, held)] * overlaps(starts, ends)).sum())

    def insertion(self, index: Index) -> Insertion:
        """By the pairs' shared grains."""
        return Paired(index, apart(self.people.torn))

    def missed(self, model: Model) -> Expr:
        """Against meetings that stay, start by start; between those that move, by overlap."""
        torn = self.people.torn
        return beside(model, self.insertion(model.index)) + sum(
            int(torn[one, other]) * meet(model, one, other)
            for one, other in between(model)
            if torn[one, other]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Early:
    """Hold meetings as soon as possible."""

    people: People
    NAME = "early"

    def weight(self, weights: Weights) -> int:
        """1 a grain."""
        return 1

    def units(self, index: Index, draft: Draft) -> int:
        """The rank of each meeting's last grain."""
        held, _, ends = spans(self.people, draft)
        return int(ends.sum()) - len(held)

    def insertion(self, index: Index) -> Insertion:
        """The last grain for each start."""
        return Lone(lambda one, starts: starts // GRAIN + self.people.grains[one] - 1)

    def missed(self, model: Model) -> Expr:
        """The same, start by start."""
        return beside(model, self.insertion(model.index))


@dataclass(frozen=True, slots=True, eq=False)
class Breaks:
    """Leave a grain between any two meetings."""

    people: People
    NAME = "breaks"

    def weight(self, weights: Weights) -> int:
        """100 a pair."""
        return 100

    def units(self, index: Index, draft: Draft) -> int:
        """Pairs of which one ends when the other begins."""
        _, starts, ends = spans(self.people, draft)
        return int((ends[:, None] == starts[None, :]).sum())

    def insertion(self, index: Index) -> Insertion:
        """From how many meetings begin and end at each grain."""
        begins, ends = np.zeros((2, self.people.last + 1), dtype=np.int64)
        return _Ends(self.people, begins, ends)

    def missed(self, model: Model) -> Expr:
        """Against meetings that stay, and between those that move."""
        return beside(model, self.insertion(model.index)) + sum(
            touch(model, one, other) for one, other in between(model)
        )


@dataclass(frozen=True, slots=True)
class _Ends:
    people: People
    begins: Numbers
    ends: Numbers

    def added(self, options: Options) -> Minutes:
        starts = options.starts // GRAIN
        after = starts + self.people.grains[options.meeting]
        return np.asarray(self.ends[starts] + self.begins[after])[:, None]

    def place(self, meeting: int, hold: Hold) -> None:
        self._count(meeting, hold, 1)

    def remove(self, meeting: int, hold: Hold) -> None:
        self._count(meeting, hold, -1)

    def _count(self, meeting: int, hold: Hold, change: int) -> None:
        start = hold.start // GRAIN
        self.begins[start] += change
        self.ends[start + self.people.grains[meeting]] += change


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """Hold one meeting at a time."""

    people: People
    NAME = "overlaps"

    def weight(self, weights: Weights) -> int:
        """10 a grain."""
        return 10

    def units(self, index: Index, draft: Draft) -> int:
        """Grains that two meetings share, for each pair."""
        _, starts, ends = spans(self.people, draft)
        return int(overlaps(starts, ends).sum())

    def insertion(self, index: Index) -> Insertion:
        """By the pairs' shared grains."""
        return Paired(index, apart(np.ones_like(self.people.torn)))

    def missed(self, model: Model) -> Expr:
        """Against meetings that stay, and between those that move."""
        return beside(model, self.insertion(model.index)) + sum(
            meet(model, one, other) for one, other in between(model)
        )


@dataclass(frozen=True, slots=True, eq=False)
class LargerRooms:
    """Use larger rooms first."""

    capacities: tuple[int, ...]
    NAME = "larger_rooms"

    def weight(self, weights: Weights) -> int:
        """1 a chair."""
        return 1

    def _worse(self) -> list[int]:
        """By room: chairs that each larger room has more."""
        return [sum(max(0, one - taken) for one in self.capacities) for taken in self.capacities]

    def units(self, index: Index, draft: Draft) -> int:
        """Those of the rooms that meetings have."""
        worse = self._worse()
        return sum(worse[room] for room in draft.rooms.values())

    def insertion(self, index: Index) -> Insertion:
        """Room by room."""
        worse = self._worse()
        return Crewed(index, lambda _, draft: sum(worse[room] for room in draft.rooms.values()))

    def missed(self, model: Model) -> Expr:
        """The same for the scope's meetings."""
        worse = self._worse()
        return sum(
            worse[room] * inside
            for rooms in model.in_room.values()
            for room, inside in rooms.items()
        )


@dataclass(frozen=True, slots=True, eq=False)
class KeptRooms:
    """Let people keep their room from one meeting to the next, or when meetings overlap."""

    people: People
    NAME = "kept_rooms"

    def weight(self, weights: Weights) -> int:
        """1 a person."""
        return 1

    def units(self, index: Index, draft: Draft) -> int:
        """People wanted in two meetings of different rooms, begun apart, soon after each other."""
        held, starts, ends = spans(self.people, draft)
        rooms = np.array([draft.rooms[one] for one in held.tolist()], dtype=np.int64)
        follows = (starts[:, None] < starts[None, :]) & (starts[None, :] - ends[:, None] <= SOON)
        moving = follows & (rooms[:, None] != rooms[None, :])
        return int(self.people.shared[np.ix_(held, held)][moving].sum())

    def insertion(self, index: Index) -> Insertion:
        """From the times and rooms of all meetings."""
        count, rooms = len(self.people.grains), len(index.problem.rooms)
        begun, until = np.zeros((2, count), dtype=np.int16)
        return _Rooms(self.people, begun, until, np.zeros((rooms, count), dtype=np.float32))

    def missed(self, model: Model) -> Expr:
        """Against meetings that stay, and between those that move."""
        shared = self.people.shared
        return beside(model, self.insertion(model.index)) + sum(
            int(shared[one, other]) * moved(model, one, other, SOON)
            for one, other in between(model)
            if shared[one, other]
        )


@dataclass(frozen=True, slots=True)
class _Rooms:
    people: People
    begun: NDArray[np.int16]
    """By meeting: its first grain; of no meaning for those not held."""
    until: NDArray[np.int16]
    """By meeting: the last grain that is still soon after it."""
    inside: NDArray[np.float32]
    """1 for the room that each meeting has, (rooms, meetings)."""

    def added(self, options: Options) -> Minutes:
        starts = (options.starts // GRAIN).astype(np.int16)[:, None]
        latest = starts + np.int16(self.people.grains[options.meeting] + SOON)
        near = starts <= self.until
        near &= self.begun <= latest
        near &= starts != self.begun
        wanted = self.inside * self.people.shared_float[options.meeting]
        moving = wanted @ near.astype(np.float32).T
        apart = moving.sum(axis=0) - moving[options.rooms]
        return np.asarray(apart.astype(np.int64)).T

    def place(self, meeting: int, hold: Hold) -> None:
        start = hold.start // GRAIN
        self.begun[meeting] = start
        self.until[meeting] = start + self.people.grains[meeting] + SOON
        self.inside[hold.room, meeting] = 1

    def remove(self, meeting: int, hold: Hold) -> None:
        self.inside[hold.room, meeting] = 0
