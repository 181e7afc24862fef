"""All attendances of a plan, with the people who could come instead while its times stay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.presence import fits
from scheduler.seated import GUEST, is_written

Ranks = NDArray[np.int64]
Points = NDArray[np.float64]


class Attendances:
    """One row an attendance; whoever comes now is the first of those able."""

    def __init__(self, index: Index, draft: Draft) -> None:
        self.index, self.draft = index, draft
        self.margin = index.roads.longest + index.roads.buffer
        self.rows = [
            (meeting, seat, who)
            for meeting in sorted(draft.starts)
            for seat, who in draft.staff.get(meeting, ())
            if not is_written(seat)
        ]
        able = [[sits, *self._others(*row)] for row in self.rows for sits in row[2:]]
        sizes = np.array([len(one) for one in able], dtype=np.int64)
        self.row = np.repeat(np.arange(len(able)), sizes)
        """By entry: its row."""
        self.who = np.array([who for one in able for who in one], dtype=np.int64)
        """By entry: somebody able to come."""
        self.first = np.cumsum(sizes) - sizes
        """By row: the entry of whoever comes now."""
        self.cost = np.array(
            [
                self._cost(*self.rows[row][:2], who)
                for row, who in zip(self.row.tolist(), self.who.tolist(), strict=True)
            ],
            dtype=np.int64,
        )
        """By entry: points for the road and for deputies."""
        as_chair = [who == index.chair[meeting] for meeting, _, who in self.rows]
        self.shared = ~np.array(as_chair, dtype=np.bool_)[self.row]
        """By entry: whether it counts as load; those as chair are nobody else's."""
        chairs = [chair for chair in index.chair if chair is not None]
        self.own = np.bincount(chairs, minlength=len(index.problem.people))
        """By person: meetings that they chair."""

    def _others(self, meeting: int, seat: int, sits: int) -> list[int]:
        index = self.index
        if seat == GUEST or meeting in index.told.starts or self._is_expected(meeting, sits):
            return []
        start = int(np.searchsorted(index.starts[meeting], self.draft.starts[meeting]))
        return [
            who
            for who in index.candidates[meeting][seat]
            if who != sits
            and index.free[meeting][who][start]
            and not self._is_expected(meeting, who)
            and self._is_alike(meeting, sits, who)
            and self._has_chair(meeting, sits, who)
        ]

    def _is_expected(self, meeting: int, person: int) -> bool:
        return person == self.index.chair[meeting] or person in self.index.named[meeting]

    def _is_alike(self, meeting: int, sits: int, other: int) -> bool:
        """Whether no rule and no other wish can tell them apart."""
        first, second = self.index.problem.people[sits], self.index.problem.people[other]
        wishes = first.prefers or first.avoids or second.prefers or second.avoids
        return first.specialty == second.specialty and not wishes and self._is_near(meeting, other)

    def _is_near(self, meeting: int, person: int) -> bool:
        """Whether work elsewhere leaves time for any road."""
        start = self.draft.starts[meeting]
        end = start + self.index.problem.meetings[meeting].duration
        visits = self.index.roads.visits
        return all(
            last + self.margin <= start or end + self.margin <= begin
            for begin, last, _ in (visits[person] if person < len(visits) else ())
        )

    def _has_chair(self, meeting: int, leaves: int, comes_in: int) -> bool:
        """Whether the room holds the other person as well."""
        room = self.draft.rooms.get(meeting)
        if room is None:
            return True
        people = [who for who in self.draft.people(meeting) if who != leaves]
        return fits(self.index, meeting, [*people, comes_in], room)

    def _cost(self, meeting: int, seat: int, person: int) -> int:
        weights = self.index.problem.weights
        deputy = (seat, person) in self.index.deputies[meeting]
        return weights.deputy * deputy + weights.travel * self._is_away(meeting, person)

    def _is_away(self, meeting: int, person: int) -> bool:
        room = self.draft.rooms.get(meeting)
        if room is None or self.index.problem.meetings[meeting].video:
            return False
        home, place = self.index.problem.people[person].site, self.index.problem.rooms[room].site
        return home is not None and place is not None and home != place

    def loads(self, entries: Ranks) -> Points:
        """By person: meetings of their own, and attendances when these entries come."""
        count = len(self.index.problem.people)
        found = np.bincount(self.who[entries], self.shared[entries], minlength=count)
        return np.asarray(self.own + found, dtype=np.float64)
