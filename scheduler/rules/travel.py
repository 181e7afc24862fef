"""Between two meetings of one person lie the buffer, and the road if both are in a room.

Somebody may attend by video from anywhere. Only the road counts towards work elsewhere that
an agenda holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model, Var
from scheduler.presence import site_of
from scheduler.reach import clear, rivals


@dataclass(frozen=True, slots=True)
class Stay:
    """Where somebody is for a while; `meeting` is none for work elsewhere."""

    start: int
    end: int
    site: int | None
    meeting: int | None


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """People who cannot be at their next meeting in time."""
    if not index.roads.count:
        return
    for person, stays in _stays(index, draft).items():
        for place, one in enumerate(stays):
            for other in stays[place + 1 :]:
                gap = other.start - one.end
                if gap >= index.roads.buffer + index.roads.longest:
                    break
                if 0 <= gap < needed(index, one, other):
                    yield _fact(index, person, one, other)


def _stays(index: Index, draft: Draft) -> dict[int, list[Stay]]:
    """By person who attends anything: where they are when, in order."""
    found: dict[int, list[Stay]] = {}
    for meeting in draft.starts:
        for person in dict.fromkeys(draft.people(meeting)):
            found.setdefault(person, []).append(_stay(index, draft, meeting, person))
    for person, stays in found.items():
        stays += [Stay(*visit, None) for visit in index.roads.visits[person]]
        stays.sort(key=lambda one: (one.start, one.end))
    return found


def _stay(index: Index, draft: Draft, meeting: int, person: int) -> Stay:
    start = draft.starts[meeting]
    end = start + index.problem.meetings[meeting].duration
    return Stay(start, end, site_of(index, meeting, person, draft.rooms.get(meeting)), meeting)


def needed(index: Index, one: Stay, other: Stay) -> int:
    """Minutes that must lie between the two."""
    if one.meeting is None and other.meeting is None:
        return 0
    both_meetings = one.meeting is not None and other.meeting is not None
    road = index.roads.between(one.site, other.site)
    return road + (index.roads.buffer if both_meetings else 0)


def _fact(index: Index, person: int, one: Stay, other: Stay) -> Fact:
    meetings = index.problem.meetings
    names = [meetings[stay.meeting].id for stay in (one, other) if stay.meeting is not None]
    return Fact(
        code=Code.TOO_LITTLE_TIME_BETWEEN,
        person=index.problem.people[person].id,
        meeting=names[0],
        other=names[1] if len(names) > 1 else None,
        start=other.start,
        minutes=other.start - one.end,
        of=needed(index, one, other),
    )


def too_close(index: Index, draft: Draft, meeting: int, person: int) -> Stay | None:
    """What leaves the person no time to attend this meeting too, as it is held."""
    here = _stay(index, draft, meeting, person)
    stays = [
        _stay(index, draft, other, person)
        for other in sorted(draft.starts)
        if other != meeting and person in draft.people(other)
    ]
    for there in (*stays, *(Stay(*visit, None) for visit in index.roads.visits[person])):
        first, second = sorted((here, there), key=lambda one: one.start)
        if 0 <= second.start - first.end < needed(index, first, second):
            return there
    return None


def enforce(model: Model) -> None:
    """Nobody comes into rooms that are too far apart for the time between."""
    if model.index.roads.longest:
        _Roads(model).enforce()


class _Roads:
    """Who is where, as literals; whether two meetings are far enough apart, once for all people."""

    def __init__(self, model: Model) -> None:
        self.model, self.index = model, model.index
        self.there: dict[tuple[int, int], dict[int, Var]] = {}
        self.apart: dict[tuple[int, int, int], Var] = {}

    def enforce(self) -> None:
        meetings_of: dict[int, list[int]] = {}
        for meeting, people in self.model.attends.items():
            for person in people:
                self.there[meeting, person] = self._sites(meeting, person)
                meetings_of.setdefault(person, []).append(meeting)
        for person, meetings in meetings_of.items():
            for one, other in combinations(meetings, 2):
                self._keep_apart(person, one, other)
        for meeting in self.model.attends:
            if not self._is_settled(meeting):
                self._keep_from_others(meeting)

    def _is_settled(self, meeting: int) -> bool:
        """Whether the site is known; then nobody is free who would come too late from outside."""
        sites = {self.index.roads.room[room] for room in self.index.rooms[meeting]}
        return len(sites) < 2 and not self.index.problem.meetings[meeting].is_fixed

    def _keep_from_others(self, meeting: int) -> None:
        """From work elsewhere, and from meetings that the scope leaves as they are."""
        base, inside = self.model.base, self.model.scope.meetings
        people = self.model.attends[meeting]
        for person in people:
            for visit in self.index.roads.visits[person]:
                self._keep_from(meeting, person, Stay(*visit, None))
        for other in rivals(self.index, base, meeting, inside):
            for person in base.people(other):
                if person in people:
                    self._keep_from(meeting, person, _stay(self.index, base, other, person))

    def _sites(self, meeting: int, person: int) -> dict[int, Var]:
        """By site where the person may have to come: whether they do."""
        rooms: dict[int | None, list[int]] = {}
        for room in self.model.in_room[meeting]:
            rooms.setdefault(site_of(self.index, meeting, person, room), []).append(room)
        attends = self.model.attends[meeting][person]
        fixed = self.index.problem.meetings[meeting].is_fixed
        return {
            site: attends
            if len(rooms) == 1 and not fixed
            else self._comes(meeting, person, site, inside)
            for site, inside in rooms.items()
            if site is not None
        }

    def _comes(self, meeting: int, person: int, site: int, rooms: list[int]) -> Var:
        base = self.model.base
        hint = person in base.people(meeting) and base.rooms.get(meeting) in rooms
        comes = self.model.bool(hint, f"comes {meeting} {person} {site}")
        inside = sum(self.model.in_room[meeting][room] for room in rooms)
        self.model.cp.add(self.model.attends[meeting][person] + inside - 1 <= comes)
        return comes

    def _keep_apart(self, person: int, one: int, other: int) -> None:
        for here, comes in self.there[one, person].items():
            for there, goes in self.there[other, person].items():
                road = self.index.roads.between(here, there)
                if road and self._may_be_near(one, other, road):
                    self.model.cp.add(comes + goes <= 1 + self._apart(one, other, road))

    def _may_be_near(self, one: int, other: int, road: int) -> bool:
        (begin, end), (start, stop) = self.model.window(one), self.model.window(other)
        gap = self.index.roads.buffer + road
        return start < end + gap and begin < stop + gap

    def _apart(self, one: int, other: int, road: int) -> Var:
        """Whether at least the road and the buffer lie between two meetings."""
        if (one, other, road) not in self.apart:
            gap = self.index.roads.buffer + road
            apart = self.model.bool(self._are_apart(one, other, gap), f"apart {one} {other} {road}")
            self.model.cp.add_no_overlap(
                [self.model.interval(meeting, apart, gap) for meeting in (one, other)]
            )
            self.apart[one, other, road] = apart
        return self.apart[one, other, road]

    def _are_apart(self, one: int, other: int, gap: int) -> bool:
        starts, meetings = self.model.base.starts, self.index.problem.meetings
        if one not in starts or other not in starts:
            return False
        first, second = sorted((one, other), key=lambda meeting: starts[meeting])
        return starts[second] - starts[first] - meetings[first].duration >= gap

    def _keep_from(self, meeting: int, person: int, stay: Stay) -> None:
        starts = self.model.starts[meeting]
        duration = self.index.problem.meetings[meeting].duration
        for site, comes in self.there[meeting, person].items():
            gap = needed(self.index, Stay(0, 0, site, meeting), stay)
            near = ~clear(starts, duration, stay.start - gap, stay.end + gap)
            near &= self.model.reach[meeting].free[person]
            if near.any():
                chosen = self.model.starting(meeting, np.flatnonzero(near))
                self.model.cp.add(comes + chosen <= 1)
