"""What people were told before, by rank: what a plan must keep, and what it would rather keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import Meeting, Person, Problem, Room, Told
from scheduler.seated import GUEST, Seated, attending, is_written, part_of

if TYPE_CHECKING:
    from scheduler.index import Busy
    from scheduler.roads import Roads

SHORT_NOTICE = 5
"""How many times a case taken off an agenda counts when its meeting is frozen."""


@dataclass(frozen=True, slots=True)
class Promised:
    """Everything is by rank; `kept` and `kept_room` are hard, the rest is a wish."""

    home: NDArray[np.int64]
    """By case: the meeting it was told for, or -1."""
    notice: NDArray[np.int64]
    """By case: how many times it counts if it is heard elsewhere."""
    starts: Mapping[int, int] = field(default_factory=dict)
    rooms: Mapping[int, int] = field(default_factory=dict)
    staff: Mapping[int, tuple[Seated, ...]] = field(default_factory=dict)
    people: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """By meeting told: who was invited."""
    meeting_of: Mapping[int, int] = field(default_factory=dict)
    """By case told."""
    kept: Mapping[int, tuple[Seated, ...]] = field(default_factory=dict)
    """By frozen meeting: who was invited and is still able to come."""
    kept_room: Mapping[int, int] = field(default_factory=dict)
    """By frozen meeting: its room, while it can still be used."""


def standing(problem: Problem) -> Problem:
    """The same problem, where a meeting told for a time before the freeze ends is fixed there."""
    told = problem.told
    if told is None:
        return problem
    near = {one.meeting: one.start for one in told.placements if one.start < told.now + told.freeze}
    meetings = tuple(_fixed(one, near.get(one.id)) for one in problem.meetings)
    return problem.model_copy(update={"meetings": meetings})


def _fixed(meeting: Meeting, start: int | None) -> Meeting:
    if start is None or meeting.is_fixed:
        return meeting
    return meeting.model_copy(update={"fixed_start": start})


def promised(
    problem: Problem,
    ranks: Mapping[str, Mapping[str, int]],
    agenda: tuple[Busy, ...],
    room_agenda: tuple[Busy, ...],
    roads: Roads,
) -> Promised:
    """What was told, by the ranks of each kind of name; nothing if nothing was."""
    return _Reader(problem, ranks, agenda, room_agenda, roads).read()


class _Reader:
    """Turns names into ranks, and finds what can still be kept, the earliest meeting first."""

    def __init__(
        self,
        problem: Problem,
        ranks: Mapping[str, Mapping[str, int]],
        agenda: tuple[Busy, ...],
        room_agenda: tuple[Busy, ...],
        roads: Roads,
    ) -> None:
        self.problem, self.ranks = problem, ranks
        self.agenda, self.room_agenda, self.roads = agenda, room_agenda, roads
        self.stays: dict[int, list[tuple[int, int, int | None]]] = {}
        self.taken: dict[int, list[tuple[int, int]]] = {}

    def read(self) -> Promised:
        told = self.problem.told
        if told is None:
            return Promised(*self._homes({}, {}))
        meeting, room, case = (self.ranks[kind] for kind in ("meeting", "room", "case"))
        starts = {meeting[one.meeting]: one.start for one in told.placements}
        rooms = {meeting[one.meeting]: room[one.room] for one in told.placements if one.room}
        staff = self._staff()
        frozen = sorted(
            (start, one)
            for one, start in starts.items()
            if start < told.now + told.freeze and self.problem.meetings[one].fixed_start == start
        )
        kept = {one: self._able(one, staff.get(one, ()), rooms.get(one)) for _, one in frozen}
        heard = {case[one.case]: meeting[one.meeting] for one in told.assignments}
        return Promised(
            *self._homes(heard, kept),
            starts=starts,
            rooms=rooms,
            staff=staff,
            people={one: frozenset(attending(staff.get(one, ()))) for one in starts},
            meeting_of=heard,
            kept=kept,
            kept_room={
                one: rooms[one]
                for one in kept
                if one in rooms and self._usable(one, rooms[one], kept[one])
            },
        )

    def _homes(
        self, heard: Mapping[int, int], frozen: Mapping[int, object]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        cases = range(len(self.problem.cases))
        home = [heard.get(case, -1) for case in cases]
        notice = [SHORT_NOTICE if meeting in frozen else 1 for meeting in home]
        return np.array(home, dtype=np.int64), np.array(notice, dtype=np.int64)

    def _staff(self) -> dict[int, tuple[Seated, ...]]:
        found: dict[int, list[Seated]] = {}
        for one in self.problem.told.staffing if self.problem.told else ():
            meeting = self.ranks["meeting"][one.meeting]
            part = part_of(one, self.problem.meetings[meeting])
            if part is not None:
                pair = (part, self.ranks["person"][one.person])
                found.setdefault(meeting, []).append(pair)
        return {meeting: tuple(sorted(pairs)) for meeting, pairs in found.items()}

    def _able(
        self, meeting: int, staff: tuple[Seated, ...], room: int | None
    ) -> tuple[Seated, ...]:
        wanted = self.problem.meetings[meeting]
        able = []
        for part, person in staff:
            listed = not is_written(part) and self.problem.people[person].id in (
                wanted.guests
                if part == GUEST
                else [one.person for one in wanted.seats[part].candidates]
            )
            if listed and self._in_time(person, wanted, room):
                able.append((part, person))
        return tuple(able)

    def _usable(self, meeting: int, room: int, staff: tuple[Seated, ...]) -> bool:
        wanted, place = self.problem.meetings[meeting], self.problem.rooms[room]
        inside = sum(_comes(self.problem.people[who], place, wanted) for _, who in staff)
        most = place.connections
        crowded = inside > place.capacity or (most is not None and len(staff) - inside > most)
        if place.id not in wanted.rooms or crowded:
            return False
        begin, end = _time(wanted)
        held = self.taken.setdefault(room, [])
        if not self.room_agenda[room].is_free(begin, wanted.duration) or any(
            start < end and begin < until for start, until in held
        ):
            return False
        held.append((begin, end))
        return True

    def _in_time(self, person: int, meeting: Meeting, room: int | None) -> bool:
        """Whether the person can still be there, and from now on will be, roads included."""
        (begin, end), site = _time(meeting), None
        if room is not None and _comes(
            self.problem.people[person], self.problem.rooms[room], meeting
        ):
            site = self.roads.room[room]
        stays, gap = self.stays.setdefault(person, []), self.roads.buffer
        needed = [
            *((start, until, gap + self.roads.between(site, at)) for start, until, at in stays),
            *(
                (start, until, self.roads.between(site, at))
                for start, until, at in self.roads.visits[person]
            ),
        ]
        if not self.agenda[person].is_free(begin, meeting.duration) or any(
            start - apart < end and begin < until + apart for start, until, apart in needed
        ):
            return False
        stays.append((begin, end, site))
        return True


def _time(meeting: Meeting) -> tuple[int, int]:
    begin = meeting.fixed_start or 0
    return begin, begin + meeting.duration


def _comes(person: Person, room: Room, meeting: Meeting) -> bool:
    """Whether the person sits in the room rather than attending by video from another site."""
    return not meeting.video or None in (person.site, room.site) or person.site == room.site


def told_within(
    told: Told, *, meetings: set[str], people: set[str], rooms: set[str], cases: set[str]
) -> Told:
    """What was told of these alone, given by name."""
    return told.model_copy(
        update={
            "placements": tuple(
                one
                for one in told.placements
                if one.meeting in meetings and (one.room is None or one.room in rooms)
            ),
            "staffing": tuple(
                one for one in told.staffing if one.meeting in meetings and one.person in people
            ),
            "assignments": tuple(
                one for one in told.assignments if one.meeting in meetings and one.case in cases
            ),
        }
    )
