"""Which meetings are in each other's way."""

import random

import numpy as np
from numpy.typing import NDArray

from scheduler.index import Index, Minutes


class Related:
    """Draws meetings that might change places with a given one."""

    def __init__(self, index: Index, movable: list[int], chance: random.Random) -> None:
        self.chance = chance
        self.blur = np.random.default_rng(chance.getrandbits(32))
        self.all, self.movable = movable, np.array(movable, dtype=np.int64)
        self.people = np.zeros((len(index.candidates), len(index.problem.people)), dtype=np.bool_)
        for meeting, seats in enumerate(index.candidates):
            self.people[meeting, [who for seat in seats for who in seat]] = True
        self._shared: dict[int, NDArray[np.float64]] = {}
        self.span = float(np.median(index.durations)) if movable else 1.0

    def anyone(self, count: int) -> list[int]:
        """Any meetings, at most so many."""
        return self.chance.sample(self.all, min(count, len(self.all)))

    def in_time(self, meeting: int, begun: Minutes, count: int) -> list[int]:
        """A meeting that is held and others held about the same time.

        `begun` says when each meeting starts, by rank; much too late if it is not held.
        """
        distance = np.abs(begun[self.movable] - begun[meeting])
        return self._nearest(meeting, distance / self.span, count)

    def by_people(self, meeting: int, count: int) -> list[int]:
        """The meeting and others that want the same people."""
        if meeting not in self._shared:
            wanted = self.people[self.movable] & self.people[meeting]
            self._shared[meeting] = -wanted.sum(axis=1).astype(np.float64)
        return self._nearest(meeting, self._shared[meeting], count)

    def _nearest(self, meeting: int, distance: NDArray[np.float64], count: int) -> list[int]:
        blurred = distance + self.blur.exponential(2.0, len(distance))
        blurred[self.movable == meeting] = -np.inf
        count = min(count, len(distance))
        return [int(self.movable[one]) for one in np.argpartition(blurred, count - 1)[:count]]
