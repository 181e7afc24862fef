"""What a meeting could have: starts, people and rooms, given what surrounds it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.draft import Draft
from scheduler.index import DAY, Index, Minutes, Truths

if TYPE_CHECKING:
    from scheduler.model import Scope


@dataclass(frozen=True, slots=True)
class Reach:
    """Permitted starts of one meeting, and who and what is free at each."""

    starts: Minutes
    free: dict[int, Truths]
    room_free: dict[int, Truths]

    def only(self, kept: Truths) -> Reach:
        """The same, for the kept starts."""
        return Reach(
            self.starts[kept],
            {person: free[kept] for person, free in self.free.items()},
            {room: free[kept] for room, free in self.room_free.items()},
        )


def around(index: Index, draft: Draft, meeting: int, ignored: Collection[int] = ()) -> Reach:
    """Every permitted start, with what the held meetings outside `ignored` leave free."""
    starts, duration = index.starts[meeting], index.problem.meetings[meeting].duration
    free = dict(index.free[meeting])
    rooms = {room: index.room_agenda[room].free(starts, duration) for room in index.rooms[meeting]}
    for other in _rivals(index, draft, meeting, ignored):
        begin, length = draft.starts[other], index.problem.meetings[other].duration
        people = [person for person in draft.people(other) if person in free]
        room = draft.rooms.get(other)
        if people or room in rooms:
            clear = _clear(starts, duration, begin, length)
            for person in people:
                free[person] = free[person] & clear
            if room in rooms:
                rooms[room] = rooms[room] & clear
    return Reach(starts, free, rooms)


def _rivals(index: Index, draft: Draft, meeting: int, ignored: Collection[int]) -> list[int]:
    """Other held meetings between the first permitted start and the end of the last."""
    if not len(index.starts[meeting]):
        return []
    first = int(index.starts[meeting][0]) - index.longest
    last = int(index.starts[meeting][-1]) + index.problem.meetings[meeting].duration
    return [
        other
        for other, begin in draft.starts.items()
        if first < begin < last and other != meeting and other not in ignored
    ]


def _clear(starts: Minutes, duration: int, begin: int, length: int) -> Truths:
    return np.asarray((starts + duration <= begin) | (starts >= begin + length))


def possible(index: Index, meeting: int, view: Reach) -> Truths:
    """Starts at which the meeting, taken alone, might be held within the rules."""
    wanted = index.problem.meetings[meeting]
    fits = np.ones(len(view.starts), dtype=np.bool_)
    if wanted.is_fixed:
        return fits
    for seat, people in zip(wanted.seats, index.candidates[meeting], strict=True):
        if seat.mandatory:
            fits &= count_free(view, people) >= seat.minimum
    if wanted.min_specialties:
        fits &= specialties_free(index, meeting, view) >= wanted.min_specialties
    if wanted.rooms:
        fits &= np.any(list(view.room_free.values()), axis=0)
    return fits


def count_free(view: Reach, people: Collection[int]) -> Minutes:
    """At each start, how many of these people are free."""
    counted = np.zeros(len(view.starts), dtype=np.int64)
    for person in people:
        counted += view.free[person]
    return counted


def specialties_free(index: Index, meeting: int, view: Reach) -> Minutes:
    """At each start, how many different specialties have a free candidate."""
    counted = np.zeros(len(view.starts), dtype=np.int64)
    for people in by_specialty(index, meeting).values():
        counted += count_free(view, people) > 0
    return counted


def by_specialty(index: Index, meeting: int) -> dict[str, list[int]]:
    """The meeting's candidates, by the specialty they bring."""
    found: dict[str, list[int]] = {}
    for person in index.free[meeting]:
        specialty = index.problem.people[person].specialty
        if specialty is not None:
            found.setdefault(specialty, []).append(person)
    return found


def lone_cost(index: Index, meeting: int, view: Reach) -> Minutes:
    """At each start, the least that seats, chair, named members and habit can cost."""
    wanted, weights = index.problem.meetings[meeting], index.problem.weights
    cost = weights.habit * off_habit(wanted.usual_start, view.starts)
    for seat, people in zip(wanted.seats, index.candidates[meeting], strict=True):
        if not seat.mandatory:
            cost = cost + weights.seat * np.maximum(0, seat.minimum - count_free(view, people))
    chair = index.chair[meeting]
    if chair is not None:
        cost = cost + weights.chair * ~view.free[chair]
    for person in index.named[meeting]:
        cost = cost + weights.named * ~view.free[person]
    return cost + _retelling(index, meeting, view)


def _retelling(index: Index, meeting: int, view: Reach) -> Minutes:
    """At each start, the least that telling people again can cost."""
    told, weights = index.told.starts.get(meeting), index.problem.weights
    if told is None:
        return np.zeros(len(view.starts), dtype=np.int64)
    before = index.told.people[meeting]
    away = sum(
        (~view.free[person] if person in view.free else np.True_ for person in sorted(before)),
        np.zeros(len(view.starts), dtype=np.int64),
    )
    moved = weights.moved + weights.invited * len(before)
    return np.where(view.starts == told, weights.invited * away, moved)


def off_habit(usual: int | None, starts: Minutes) -> Minutes:
    """0 at the usual start, 1 at another hour of its day, 2 on another day."""
    if usual is None:
        return np.zeros(len(starts), dtype=np.int64)
    return np.asarray((starts != usual).astype(np.int64) + (starts // DAY != usual // DAY))


def reach(index: Index, base: Draft, meeting: int, scope: Scope) -> Reach:
    """The starts worth a variable: possible alone, and the best ones if there are too many."""
    view = around(index, base, meeting, scope.meetings)
    view = view.only(possible(index, meeting, view))
    if scope.most_starts is None or len(view.starts) <= scope.most_starts:
        return view
    ranked = np.argsort(lone_cost(index, meeting, view), kind="stable")[: scope.most_starts]
    kept = np.zeros(len(view.starts), dtype=np.bool_)
    kept[ranked] = True
    kept |= view.starts == base.starts.get(meeting, -1)
    return view.only(kept)
