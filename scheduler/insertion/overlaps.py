"""What each grain costs each meeting, for wishes that count the grains two meetings share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scheduler.insertion.options import Paired

if TYPE_CHECKING:
    from scheduler.insertion.frames import Frame

Ints = NDArray[np.signedinteger[Any]]
NARROW = 1 << 15
"""Sums below it fit in 16 bits."""


class Overlaps:
    """Kept so that a meeting changes one stretch of one table, and is priced by one running sum."""

    def __init__(self, meetings: int, grains: int, paired: list[tuple[int, int, Paired]]) -> None:
        """`paired` holds each wish with its price in what comes first, and in points."""
        self.any = bool(paired)
        rates = np.zeros((meetings, 2, meetings), dtype=np.int64)
        for first, points, wish in paired:
            rates[:, 0] += first * wish.units
            rates[:, 1] += points * wish.units
        most = np.abs(rates).sum(axis=0).max(initial=0)
        self.rates: Ints = rates.astype(np.int16) if most < NARROW else rates
        """By meeting held: units and points a grain for each other meeting, (M, 2, M)."""
        self.table: Ints = np.zeros(
            (grains if self.any else 0, 2, meetings), dtype=self.rates.dtype
        )
        """The sum of those of all meetings held at each grain, (grains, 2, M)."""
        self._sums = np.zeros((2, grains + 1), dtype=np.int64)

    def add(self, meeting: int, begin: int, end: int) -> None:
        """The meeting is held from one grain up to another."""
        if self.any:
            self.table[begin:end] += self.rates[meeting]

    def remove(self, meeting: int, begin: int, end: int) -> None:
        """It no longer is."""
        if self.any:
            self.table[begin:end] -= self.rates[meeting]

    def around(self, meeting: int, frame: Frame, found: NDArray[np.intp]) -> NDArray[np.int64]:
        """What starts of the frame, by rank, add of what comes first, and in points: (2, found)."""
        if not self.any:
            return np.zeros((2, len(found)), dtype=np.int64)
        sums = self._sums[:, : frame.high - frame.low + 1]
        here = self.table[frame.low : frame.high, :, meeting].T
        np.add.accumulate(here, axis=1, out=sums[:, 1:])
        end, begin = frame.end.take(found), frame.begin.take(found)
        return np.asarray(sums.take(end, axis=1) - sums.take(begin, axis=1))

    def at(self, meeting: int, begin: int, end: int) -> tuple[int, int]:
        """The same for one stretch."""
        if not self.any:
            return 0, 0
        first, points = self.table[begin:end, :, meeting].sum(axis=0, dtype=np.int64).tolist()
        return first, points
