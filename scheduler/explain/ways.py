"""Changes worth trying to give one meeting a place, the easiest first; none is verified here."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.explain.cutout import Cut
from scheduler.facts import Code, Fact
from scheduler.index import DAY, WEEK, Index, Minutes, Truths
from scheduler.reach import Reach, around, count_able, off_habit, possible, specialties_free

MOST_STEPS = 3
EFFORT = {
    Code.PERMIT_START: 20,
    Code.ALLOW_ROOM: 20,
    Code.ADD_CANDIDATE: 30,
    Code.FREE_PERSON: 40,
    Code.MOVE_MEETING: 60,
    Code.SHORTEN_MEETING: 70,
    Code.ALLOW_VIDEO: 80,
    Code.LOWER_SPECIALTIES: 120,
    Code.DROP_SEAT: 150,
}
"""By kind of change, before what makes one of a kind harder than another."""
OFF_HABIT, PER_QUARTER, PER_PERSON = 10, 2, 5
"""More for another hour or day, for each quarter of an hour freed, each person told again."""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps to try together."""

    effort: int
    steps: tuple[Fact, ...]


def ways(cut: Cut, numbered: Index, draft: Draft) -> list[Way]:
    """Every kind of change that might do, the easiest first."""
    view = around(numbered, draft, 0)
    asked = _Asked(cut, numbered, draft, view)
    found = [
        *asked.people(),
        *asked.seats(),
        *asked.specialties(),
        *asked.rooms(),
        *asked.other_starts(),
        *asked.shorter(),
    ]
    found += asked.together()
    return sorted(found, key=lambda way: (len(way.steps), way.effort))


class _Asked:
    def __init__(self, cut: Cut, index: Index, draft: Draft, view: Reach) -> None:
        self.cut, self.index, self.draft, self.view = cut, index, draft, view
        self.meeting = cut.meeting
        self.duration = self.meeting.duration
        self.missing = {
            rank: np.maximum(0, seat.minimum - count_able(index, 0, view, rank))
            for rank, seat in enumerate(self.meeting.seats)
            if seat.mandatory
        }
        self.lacking = sum(self.missing.values(), np.zeros(len(view.starts), dtype=np.int64))
        self.housed = self._housed(view)
        wanted = self.meeting.min_specialties
        self.short = np.maximum(0, wanted - specialties_free(index, 0, view))
        usual = off_habit(self.meeting.usual_start, view.starts, int(index.roads.offset[0]))
        self.inconvenience = OFF_HABIT * usual

    def _housed(self, view: Reach) -> Truths:
        if not self.meeting.rooms:
            return np.ones(len(view.starts), dtype=np.bool_)
        return np.asarray(np.any(list(view.room_free.values()), axis=0))

    def _best(self, fits: Truths) -> list[int]:
        """Ranks of the starts that fit, the most convenient first."""
        found = np.flatnonzero(fits)
        return [int(one) for one in found[np.argsort(self.inconvenience[found], kind="stable")]]

    def people(self) -> Iterator[Way]:
        """Where a single person lacks: free one, move their other meeting, or name another."""
        for rank, missing in self.missing.items():
            alone = self._best((missing == 1) & (self.lacking == 1) & self.housed)
            yield from self._freeing(rank, alone)
            yield from self._naming(rank, alone)

    def _freeing(self, rank: int, starts: list[int]) -> Iterator[Way]:
        best: dict[int, Way] = {}
        for person in self.index.candidates[0][rank]:
            for at in starts:
                way = None if self.view.free[person][at] else self._free(person, rank, at)
                if way and (person not in best or way.effort < best[person].effort):
                    best[person] = way
        yield from sorted(best.values(), key=lambda way: way.effort)[:3]

    def _free(self, person: int, rank: int, at: int) -> Way | None:
        """Out of their agenda, or out of another meeting by moving it."""
        start = int(self.view.starts[at])
        agenda = self.index.agenda[person]
        if agenda.is_free(start, self.duration):
            return self._move_other(person, at)
        busy = np.minimum(agenda.ends, start + self.duration) - np.maximum(agenda.begins, start)
        quarters = int(busy[busy > 0].sum()) // 15
        step = Fact(
            code=Code.FREE_PERSON,
            meeting=self.meeting.id,
            seat=self.meeting.seats[rank].id,
            person=self.index.problem.people[person].id,
            start=start,
            minutes=self.duration,
        )
        return self._way(step, PER_QUARTER * quarters + int(self.inconvenience[at]))

    def _way(self, step: Fact, more: int) -> Way:
        return Way(EFFORT[step.code] + more, (step,))

    def _move_other(self, person: int, at: int) -> Way | None:
        """The meeting that holds the person then, at the nearest start free for all its people."""
        start = int(self.view.starts[at])
        other = next(
            (
                one
                for one, begin in self.draft.starts.items()
                if person in self.draft.people(one)
                and begin < start + self.duration
                and start < begin + int(self.index.durations[one])
            ),
            None,
        )
        if other is None:
            return None
        before = self.draft.starts[other]
        after = self._elsewhere(other, before, (start, start + self.duration))
        if after is None:
            return None
        step = Fact(
            code=Code.MOVE_MEETING,
            meeting=self.index.problem.meetings[other].id,
            start=after,
            before=before,
        )
        people = PER_PERSON * len(self.draft.people(other))
        return self._way(step, people + int(self.inconvenience[at]))

    def _elsewhere(self, other: int, before: int, taken: tuple[int, int]) -> int | None:
        """A start for the same people in the same room, off the minutes taken."""
        wanted = self.index.problem.meetings[other]
        length, grain = wanted.duration, self.index.problem.grain
        known = {one.id: one for one in self.cut.whole.meetings}[wanted.id]
        day = before // DAY
        if known.is_fixed:
            starts = np.arange(day * DAY, (day + 1) * DAY, grain, dtype=np.int64)
            starts = starts[_office_hours(starts, self.cut)]
        else:
            starts = np.array([one for one in known.starts if one // DAY == day], dtype=np.int64)
        free = (starts + length <= taken[0]) | (starts >= taken[1])
        for one in self.draft.people(other):
            free &= self.index.agenda[one].free(starts, length)
        for third, begin in self.draft.starts.items():
            if third != other and not set(self.draft.people(third)).isdisjoint(
                self.draft.people(other)
            ):
                end = begin + int(self.index.durations[third])
                free &= (starts + length <= begin) | (starts >= end)
        found = starts[free]
        return int(found[np.argmin(np.abs(found - before))]) if len(found) else None

    def _naming(self, rank: int, starts: list[int]) -> Iterator[Way]:
        """Somebody of the same specialty who is free and was not asked."""
        people = self.index.problem.people
        skills = {people[one].specialty for one in self.index.candidates[0][rank]} - {None}
        busy = [
            (begin, begin + int(self.index.durations[one]), set(self.draft.people(one)))
            for one, begin in self.draft.starts.items()
        ]
        found = 0
        for at in starts[:20]:
            start = int(self.view.starts[at])
            for person, one in enumerate(people):
                held = any(
                    begin < start + self.duration and start < end and person in there
                    for begin, end, there in busy
                )
                if (
                    one.specialty in skills
                    and person not in self.index.candidates[0][rank]
                    and not held
                    and self.index.agenda[person].is_free(start, self.duration)
                ):
                    step = Fact(
                        code=Code.ADD_CANDIDATE,
                        meeting=self.meeting.id,
                        seat=self.meeting.seats[rank].id,
                        person=one.id,
                    )
                    yield self._way(step, int(self.inconvenience[at]))
                    found += 1
                    break
            if found == 2:
                return

    def seats(self) -> Iterator[Way]:
        """Where people lack on one seat alone: do without it."""
        for rank, missing in self.missing.items():
            alone = self._best((missing > 0) & (self.lacking == missing) & self.housed)
            if alone:
                seat = self.meeting.seats[rank].id
                step = Fact(code=Code.DROP_SEAT, meeting=self.meeting.id, seat=seat)
                yield self._way(step, int(self.inconvenience[alone[0]]))

    def specialties(self) -> Iterator[Way]:
        """Where only specialties lack: ask for fewer."""
        alone = self._best((self.lacking == 0) & (self.short > 0) & self.housed)
        if alone:
            fewest = min(int(self.short[at]) for at in alone)
            count = self.meeting.min_specialties - fewest
            step = Fact(code=Code.LOWER_SPECIALTIES, meeting=self.meeting.id, count=count)
            yield self._way(step, 0)

    def rooms(self) -> Iterator[Way]:
        """Another room, or none."""
        if not self.meeting.rooms:
            return
        for at in self._best(self.lacking == 0)[:20]:
            yield from self._other_rooms(at)
        if (self.lacking == 0).any():
            yield self._way(Fact(code=Code.ALLOW_VIDEO, meeting=self.meeting.id), 0)

    def _other_rooms(self, at: int) -> Iterator[Way]:
        start = int(self.view.starts[at])
        wanted = sum(seat.minimum for seat in self.meeting.seats if seat.mandatory)
        for rank, room in enumerate(self.index.problem.rooms):
            if (
                room.id not in self.meeting.rooms
                and room.capacity >= wanted
                and self.index.room_agenda[rank].is_free(start, self.duration)
                and self._is_empty(rank, start)
            ):
                step = Fact(code=Code.ALLOW_ROOM, meeting=self.meeting.id, room=room.id)
                yield self._way(step, int(self.inconvenience[at]))
                return

    def _is_empty(self, room: int, start: int) -> bool:
        return not any(
            self.draft.rooms.get(one) == room
            and begin < start + self.duration
            and start < begin + int(self.index.durations[one])
            for one, begin in self.draft.starts.items()
        )

    def other_starts(self) -> Iterator[Way]:
        """The nearest hours that nobody permitted and that would do."""
        starts = _hours(self.cut)
        if not len(starts):
            return
        wider = self.cut.asking(starts=tuple(starts.tolist()))
        index, draft = wider.numbered()
        view = around(index, draft, 0)
        view = view.only(possible(index, 0, view))
        usual = self.meeting.usual_start
        near = np.abs(view.starts - (usual if usual is not None else int(starts[0])))
        off = OFF_HABIT * off_habit(usual, view.starts, int(index.roads.offset[0]))
        for at in np.lexsort((near, off)).tolist()[:2]:
            start = int(view.starts[at])
            yield self._way(
                Fact(code=Code.PERMIT_START, meeting=self.meeting.id, start=start), int(off[at])
            )

    def shorter(self) -> Iterator[Way]:
        """The longest meeting that would fit, half of it at least."""
        grain = self.index.problem.grain
        for minutes in range(self.duration - grain, (self.duration - 1) // 2, -grain):
            index, draft = self.cut.asking(duration=minutes).numbered()
            if possible(index, 0, around(index, draft, 0)).any():
                step = Fact(code=Code.SHORTEN_MEETING, meeting=self.meeting.id, minutes=minutes)
                yield self._way(step, PER_QUARTER * (self.duration - minutes))
                return

    def together(self) -> Iterator[Way]:
        """At the starts that lack least: one person freed for each seat, and a room if need be."""
        total = self.lacking + ~self.housed
        fits = (total > 1) & (total <= MOST_STEPS) & (self.short == 0)
        order = sorted(self._best(fits), key=lambda at: int(total[at]))
        for at in order[:3]:
            steps = [way for rank in self.missing for way in self._for_seat(rank, at)]
            steps += [] if self.housed[at] else list(self._other_rooms(at))
            if len(steps) == int(total[at]):
                yield Way(
                    sum(way.effort for way in steps), tuple(s for way in steps for s in way.steps)
                )

    def _for_seat(self, rank: int, at: int) -> list[Way]:
        people = [one for one in self.index.candidates[0][rank] if not self.view.free[one][at]]
        found = [way for one in people if (way := self._free(one, rank, at))]
        return sorted(found, key=lambda way: way.effort)[: int(self.missing[rank][at])]


def _hours(cut: Cut) -> Minutes:
    """Working hours of the meeting's weeks that are no permitted starts."""
    permitted = cut.meeting.starts
    if not permitted:
        return np.zeros(0, dtype=np.int64)
    weeks = range(min(permitted) // WEEK, max(permitted) // WEEK + 1)
    grain = cut.problem.grain
    if len(weeks) > 2:
        return np.zeros(0, dtype=np.int64)
    starts = np.array(
        [
            week * WEEK + day * DAY + minute
            for week in weeks
            for day in range(5)
            for minute in range(0, DAY, grain)
        ],
        dtype=np.int64,
    )
    starts = starts[starts + cut.meeting.duration <= cut.problem.horizon]
    starts = starts[_office_hours(starts, cut)]
    return np.asarray(starts[~np.isin(starts, permitted)])


def _office_hours(starts: Minutes, cut: Cut) -> Truths:
    """Between the earliest and latest hour at which any meeting of the problem may begin."""
    hours = [start % DAY for one in cut.whole.meetings for start in one.starts]
    if not hours:
        return np.ones(len(starts), dtype=np.bool_)
    return np.asarray((starts % DAY >= min(hours)) & (starts % DAY <= max(hours)))
