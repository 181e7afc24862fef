"""What places cost whatever else is held, from wishes that look at each meeting alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scheduler.index import Index
from scheduler.insertion.frames import Frames
from scheduler.insertion.options import Crewed, Hold, Lone, Options

Prices = NDArray[np.int64]
ONE = np.zeros((1, 1), dtype=np.int64)
"""Every place has the same people: the first and only crew."""
SAMPLE = 100
"""Meetings looked at to know what a usual one costs."""


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """What comes first, and points; compared in that order."""

    first: int
    points: int

    def __add__(self, other: Worth) -> Worth:
        return Worth(self.first + other.first, self.points + other.points)

    def __sub__(self, other: Worth) -> Worth:
        return Worth(self.first - other.first, self.points - other.points)


@dataclass(frozen=True, slots=True)
class Alone:
    """Wishes of that kind, each with its worth."""

    index: Index
    frames: Frames
    by_start: list[tuple[Worth, Lone]]
    by_crew: list[tuple[Worth, Crewed]]
    _known: dict[int, tuple[Prices, Prices]] = field(default_factory=dict)

    def of(self, meeting: int) -> tuple[Prices, Prices]:
        """For a meeting whose people are known: by start (2, S), and by room on top (2, R)."""
        if meeting not in self._known:
            frame = self.frames[meeting]
            options = Options(
                meeting, frame.starts, frame.rooms, (frame.crew or (),), ONE, frame.open.T
            )
            self._known[meeting] = self._starts(options), self._rooms(options)[:, 0]
        return self._known[meeting]

    def at(self, meeting: int, hold: Hold) -> tuple[int, int]:
        """What one place costs."""
        frame = self.frames[meeting]
        rank = int(frame.starts.searchsorted(hold.start))
        known = frame.crew == hold.crew and rank < len(frame.starts)
        if known and frame.starts[rank] == hold.start and hold.room in frame.room_ranks:
            by_start, by_room = self.of(meeting)
            room = frame.room_ranks.index(hold.room)
            first, points = (by_start[:, rank] + by_room[:, room]).tolist()
        else:
            first, points = self.prices(hold.alone(meeting))[:, 0, 0].tolist()
        return first, points

    def prices(self, options: Options) -> Prices:
        """What each place costs, of shape (2, S, R)."""
        shape = (2, *options.allowed.shape)
        total: Prices = np.zeros(shape, dtype=np.int64)
        total += self._starts(options)[:, :, None]
        return np.asarray(total + self._rooms(options))

    def _starts(self, options: Options) -> Prices:
        total: Prices = np.zeros((2, len(options.starts)), dtype=np.int64)
        for worth, wish in self.by_start:
            units = wish.added(options)[:, 0]
            total[0] += worth.first * units
            total[1] += worth.points * units
        return total

    def _rooms(self, options: Options) -> Prices:
        """Of shape (2, S or 1, R)."""
        total: Prices = np.zeros((2, len(options.crew), len(options.rooms)), dtype=np.int64)
        for worth, wish in self.by_crew:
            units = wish.added(options)
            total[0] += worth.first * units
            total[1] += worth.points * units
        return total

    def least(self, meeting: int) -> int:
        """The least that the meeting, taken alone, adds to what comes first."""
        frame = self.frames[meeting]
        if frame.crew is None or not frame.open.any():
            return 0
        starts, rooms = (prices[0] for prices in self.of(meeting))
        return int((starts + rooms[:, None])[frame.open].min())

    def range(self) -> float:
        """By how many points the places of a usual meeting differ, taken alone."""
        count = len(self.index.problem.meetings)
        ranges = list[int]()
        for one in range(0, count, -(-count // SAMPLE) or 1):
            frame = self.frames[one]
            if frame.crew is not None and frame.open.any():
                starts, rooms = (prices[1] for prices in self.of(one))
                ranges.append(int(np.ptp(starts)) + int(np.ptp(rooms)))
        return float(np.median(ranges)) if ranges else 0.0
