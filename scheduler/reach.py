"""What a meeting could have: starts, people and rooms, given what surrounds it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scheduler.draft import Draft
from scheduler.index import DAY, Index, Minutes, Truths
from scheduler.presence import site_of
from scheduler.seated import Seated, written
from scheduler.writing import may_write

if TYPE_CHECKING:
    from scheduler.model import Scope


@dataclass(frozen=True, slots=True)
class Reach:
    """Permitted starts of one meeting, and who and what is free at each."""

    starts: Minutes
    free: dict[int, Truths]
    room_free: dict[int, Truths]
    writes: dict[Seated, Truths] = field(default_factory=dict)
    """Who has the time for an opinion in writing."""

    def only(self, kept: Truths) -> Reach:
        """The same, for the kept starts."""
        return Reach(
            self.starts[kept],
            {person: free[kept] for person, free in self.free.items()},
            {room: free[kept] for room, free in self.room_free.items()},
            {pair: able[kept] for pair, able in self.writes.items()},
        )


def around(
    index: Index,
    draft: Draft,
    meeting: int,
    ignored: Collection[int] = (),
    rooms: Collection[int] | None = None,
) -> Reach:
    """Every permitted start, with what the held meetings outside `ignored` leave free.

    Without `rooms`, somebody is free who can reach any place that the meeting might have; with
    `rooms`, all of one site, who can reach those.
    """
    starts, duration = index.starts[meeting], index.problem.meetings[meeting].duration
    allowed = index.rooms[meeting] if rooms is None else rooms
    free = _after_visits(index, meeting, allowed, certain=rooms is not None)
    housed = {room: index.room_agenda[room].free(starts, duration) for room in allowed}
    buffer = index.roads.buffer
    for other in rivals(index, draft, meeting, ignored):
        begin, room = draft.starts[other], draft.rooms.get(other)
        people = [person for person in draft.people(other) if person in free]
        if not people and room not in housed:
            continue
        end = begin + index.problem.meetings[other].duration
        apart = clear(starts, duration, begin - buffer, end + buffer)
        for person in people:
            free[person] = free[person] & apart
            there = site_of(index, other, person, room) if index.roads.longest else None
            road = _road(index, meeting, person, there, allowed, certain=rooms is not None)
            if road:
                gap = buffer + road
                free[person] = free[person] & clear(starts, duration, begin - gap, end + gap)
        if room in housed:
            housed[room] = housed[room] & clear(starts, duration, begin, end)
    writes = {
        (part, who): may_write(index.agenda[who], starts) for part, who in index.writers[meeting]
    }
    return Reach(starts, free, housed, writes)


def rivals(index: Index, draft: Draft, meeting: int, ignored: Collection[int]) -> list[int]:
    """Other held meetings between the first permitted start and the end of the last, or near."""
    if not len(index.starts[meeting]):
        return []
    gap = index.roads.buffer + index.roads.longest
    first = int(index.starts[meeting][0]) - index.longest - gap
    last = int(index.starts[meeting][-1]) + index.problem.meetings[meeting].duration + gap
    return [
        other
        for other, begin in draft.starts.items()
        if first < begin < last and other != meeting and other not in ignored
    ]


def clear(starts: Minutes, duration: int, begin: int, end: int) -> Truths:
    """At which starts the time of `duration` stays out of [begin, end)."""
    return np.asarray((starts + duration <= begin) | (starts >= end))


def _road(
    index: Index,
    meeting: int,
    person: int,
    there: int | None,
    rooms: Collection[int],
    *,
    certain: bool,
) -> int:
    """The shortest way between the meeting's rooms and a site; none if it may do without a room."""
    if (
        there is None
        or not index.roads.longest
        or (index.problem.meetings[meeting].is_fixed and not certain)
    ):
        return 0
    ways = (index.roads.between(site_of(index, meeting, person, room), there) for room in rooms)
    return min(ways, default=0)


def _after_visits(
    index: Index, meeting: int, rooms: Collection[int], *, certain: bool
) -> dict[int, Truths]:
    """Who is free by their agenda, the way from and to work elsewhere included."""
    starts, duration = index.starts[meeting], index.problem.meetings[meeting].duration
    free = dict(index.free[meeting])
    for person in free:
        for begin, end, site in index.roads.visits[person]:
            road = _road(index, meeting, person, site, rooms, certain=certain)
            free[person] = free[person] & clear(starts, duration, begin - road, end + road)
    return free


def possible(index: Index, meeting: int, view: Reach) -> Truths:
    """Starts at which the meeting, taken alone, might be held within the rules."""
    wanted = index.problem.meetings[meeting]
    fits = np.ones(len(view.starts), dtype=np.bool_)
    if wanted.is_fixed:
        return fits
    for rank, seat in enumerate(wanted.seats):
        if seat.mandatory:
            fits &= count_able(index, meeting, view, rank) >= seat.minimum
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


def count_able(index: Index, meeting: int, view: Reach, seat: int) -> Minutes:
    """At each start, at most how many people can fill a seat, attending or in writing."""
    people = index.candidates[meeting][seat]
    free = count_free(view, people)
    writers = [who for part, who in view.writes if part == written(seat)]
    if not writers:
        return free
    away = sum(
        (view.writes[written(seat), who] & ~view.free[who] for who in writers),
        np.zeros(len(view.starts), dtype=np.int64),
    )
    return free + np.minimum(away, index.problem.meetings[meeting].most_written)


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
        if person in index.guests[meeting]:
            continue
        specialty = index.problem.people[person].specialty
        if specialty is not None:
            found.setdefault(specialty, []).append(person)
    return found


def lone_cost(index: Index, meeting: int, view: Reach) -> Minutes:
    """At each start, the least that seats, chair, named members and habit can cost."""
    wanted, weights = index.problem.meetings[meeting], index.problem.weights
    ahead = int(index.roads.offset[meeting])
    cost = weights.habit * off_habit(wanted.usual_start, view.starts, ahead)
    for rank, seat in enumerate(wanted.seats):
        if not seat.mandatory:
            cost = cost + _empty(index, meeting, view, rank)
    chair = index.chair[meeting]
    if chair is not None:
        cost = cost + weights.chair * ~view.free[chair]
    for person in index.named[meeting]:
        cost = cost + weights.named * ~view.free[person]
    return cost + _retelling(index, meeting, view)


def _empty(index: Index, meeting: int, view: Reach, seat: int) -> Minutes:
    """At each start, the least that the people missing from an optional seat can cost."""
    weights, minimum = index.problem.weights, index.problem.meetings[meeting].seats[seat].minimum
    away = np.maximum(0, minimum - count_free(view, index.candidates[meeting][seat]))
    lacking = np.maximum(0, minimum - count_able(index, meeting, view, seat))
    in_writing = min(weights.seat, weights.written) * (away - lacking)
    return np.asarray(weights.seat * lacking + in_writing)


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


def off_habit(usual: int | None, starts: Minutes, ahead: int = 0) -> Minutes:
    """0 at the usual start, 1 at another hour of its day, 2 on another day.

    The days are those of clocks that are `ahead` minutes ahead of the problem's.
    """
    if usual is None:
        return np.zeros(len(starts), dtype=np.int64)
    other_day = (starts + ahead) // DAY != (usual + ahead) // DAY
    return np.asarray((starts != usual).astype(np.int64) + other_day)


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
