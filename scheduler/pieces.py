"""A part of a problem as a problem of its own, small enough to travel to another process."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduler.draft import Draft
from scheduler.index import DAY, Index
from scheduler.model import Scope
from scheduler.problem import Candidate, Meeting, Person, Problem, Seat, Told
from scheduler.seated import GUEST, written
from scheduler.told import told_within
from scheduler.wishes.load import counted

NEVER = 1 << 40
"""A day after all others."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A scope with what surrounds it, by ranks of its own."""

    problem: Problem
    base: Draft
    scope: Scope


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece, and the ranks that its own stand for."""

    piece: Piece
    scope: Scope
    """The scope by the ranks of the whole."""
    meetings: tuple[int, ...]
    people: tuple[int, ...]
    rooms: tuple[int, ...]
    cases: tuple[int, ...]

    def home(self, base: Draft, found: Draft) -> Draft:
        """The plan `base` with what the piece's plan decides; a case taken elsewhere stays."""
        draft = base.copy()
        inner = {outer: rank for rank, outer in enumerate(self.meetings)}
        for meeting in self.scope.meetings:
            draft.drop(meeting)
            own = inner[meeting]
            if own in found.starts:
                draft.starts[meeting] = found.starts[own]
                draft.staff[meeting] = tuple(
                    (seat, self.people[who]) for seat, who in found.staff.get(own, ())
                )
                if own in found.rooms:
                    draft.rooms[meeting] = self.rooms[found.rooms[own]]
        own_meetings = {None, *self.scope.meetings, *self.scope.hosts}
        for rank, case in enumerate(self.cases):
            if draft.meeting_of.get(case) not in own_meetings:
                continue
            draft.meeting_of.pop(case, None)
            if rank in found.meeting_of:
                draft.meeting_of[case] = self.meetings[found.meeting_of[rank]]
        return draft


def cut_out(index: Index, base: Draft, scope: Scope) -> Cut:
    """The scope's meetings, people, rooms and cases, with the held meetings that touch them."""
    return _Cutter(index, base, scope).cut()


class _Cutter:
    def __init__(self, index: Index, base: Draft, scope: Scope) -> None:
        self.index, self.base, self.scope = index, base, scope
        self.open = set(scope.meetings)
        starts = [index.starts[one] for one in scope.meetings if len(index.starts[one])]
        margin = index.longest + index.roads.longest + index.roads.buffer
        self.begin = min((int(one[0]) for one in starts), default=0) - margin
        self.end = max((int(one[-1]) for one in starts), default=0) + margin
        self.people = self._people()
        self.near = self._near()
        self.rooms = sorted(
            {room for one in scope.meetings for room in index.rooms[one]}
            | {base.rooms[one] for one in self.near if one in base.rooms}
        )
        self.meetings = sorted({*scope.meetings, *self.near})
        self.rank = {one: rank for rank, one in enumerate(self.meetings)}
        self.seat_of = {one: rank for rank, one in enumerate(self.people)}
        self.cases = tuple(
            case
            for case in sorted(scope.cases)
            if index.fixed_meeting[case] is None or index.fixed_meeting[case] in self.rank
        )

    def _people(self) -> list[int]:
        index = self.index
        found = {who for one in self.scope.meetings for who in index.free[one]}
        found |= {who for one in self.scope.hosts for who in self.base.people(one)}
        presenters = index.asked.presenter[np.array(self.scope.cases, dtype=np.int64)]
        return sorted(found | {who for who in presenters.tolist() if who >= 0})

    def _near(self) -> list[int]:
        """Held meetings outside the scope that share people or rooms with it, or its boards."""
        people, found = set(self.people), set(self.scope.hosts)
        rooms = {room for one in self.scope.meetings for room in self.index.rooms[one]}
        for other, start in self.base.starts.items():
            if other in self.open or not self.begin < start < self.end:
                continue
            shared = self.base.rooms.get(other) in rooms
            if shared or not people.isdisjoint(self.base.people(other)):
                found.add(other)
        return sorted(found | self._neighbours())

    def _neighbours(self) -> set[int]:
        """Held meetings next to the scope's in their boards, if their days may change places."""
        found = set[int]()
        for meeting in self.scope.meetings:
            starts = self.index.starts[meeting]
            board = self.index.series[int(self.index.board[meeting])]
            place = board.index(meeting)
            if not len(starts):
                continue
            if place and self._day(board[place - 1], -1) >= starts[0] // DAY:
                found.add(board[place - 1])
            after = board[place + 1 : place + 2]
            found.update(one for one in after if self._day(one, NEVER) <= starts[-1] // DAY)
        return {one for one in found if one in self.base.starts and one not in self.open}

    def _day(self, meeting: int, otherwise: int) -> int:
        start = self.base.starts.get(meeting)
        return otherwise if start is None else start // DAY

    def cut(self) -> Cut:
        piece = Piece(self._problem(), self._base(), self._scope())
        ranks = tuple(self.meetings), tuple(self.people), tuple(self.rooms), self.cases
        return Cut(piece, self.scope, *ranks)

    def _problem(self) -> Problem:
        whole = self.index.problem
        return whole.model_copy(
            update={
                "people": tuple(self._person(one) for one in self.people),
                "rooms": tuple(whole.rooms[one] for one in self.rooms),
                "meetings": tuple(self._meeting(one) for one in self.meetings),
                "cases": tuple(whole.cases[one] for one in self.cases),
                "told": self._told(),
            }
        )

    def _scope(self) -> Scope:
        prices = self.scope.prices
        return replace(
            self.scope,
            meetings=tuple(self.rank[one] for one in self.scope.meetings),
            hosts=tuple(self.rank[one] for one in self.scope.hosts),
            cases=tuple(range(len(self.cases))),
            elsewhere=self._elsewhere() if prices is None else None,
            prices=None if prices is None else tuple(prices[who] for who in self.people),
        )

    def _elsewhere(self) -> tuple[int, ...]:
        """By person: what counts as their load, but for what the piece itself shows of it."""
        index, count = self.index, counted(self.index, self.base)
        for meeting in self.meetings:
            chair = index.chair[meeting] if meeting in self.open else None
            count.subtract(who for who in self.base.people(meeting) if who != chair)
            count.subtract(() if chair is None else (chair,))
        return tuple(count[who] for who in self.people)

    def _base(self) -> Draft:
        base, room_of = self.base, {one: rank for rank, one in enumerate(self.rooms)}
        held = [one for one in self.meetings if one in base.starts]
        return Draft(
            starts={self.rank[one]: base.starts[one] for one in held},
            rooms={self.rank[one]: room_of[base.rooms[one]] for one in held if one in base.rooms},
            staff={
                self.rank[one]: tuple(
                    (seat, self.seat_of[who])
                    for seat, who in base.staff.get(one, ())
                    if who in self.seat_of
                )
                for one in held
            },
            meeting_of={
                rank: self.rank[base.meeting_of[case]]
                for rank, case in enumerate(self.cases)
                if base.meeting_of.get(case) in self.rank
            },
        )

    def _person(self, rank: int) -> Person:
        """With their agenda of that time alone."""
        agenda = self.index.agenda[rank]
        first = int(np.searchsorted(agenda.ends, self.begin, side="right"))
        last = int(np.searchsorted(agenda.begins, self.end))
        times = zip(
            agenda.begins[first:last].tolist(), agenda.ends[first:last].tolist(), strict=True
        )
        return self.index.problem.people[rank].model_copy(update={"busy": tuple(times)})

    def _meeting(self, rank: int) -> Meeting:
        """As it is in the scope; else with the people who sit there, and no more to decide."""
        whole = self.index.problem
        meeting = whole.meetings[rank]
        if rank in self.open:
            return meeting
        seats = tuple(self._seat(rank, place, seat) for place, seat in enumerate(meeting.seats))
        room = self.base.rooms.get(rank)
        return meeting.model_copy(
            update={
                "seats": seats,
                "guests": tuple(
                    whole.people[who].id
                    for part, who in self.base.staff.get(rank, ())
                    if part == GUEST and who in self.seat_of
                ),
                "chair": None,
                "min_specialties": 0,
                "starts": (self.base.starts[rank],),
                "rooms": () if room is None else (whole.rooms[room].id,),
            }
        )

    def _seat(self, meeting: int, place: int, seat: Seat) -> Seat:
        people = self.index.problem.people
        parts = (place, written(place))
        sitting = [who for part, who in self.base.staff.get(meeting, ()) if part in parts]
        here = tuple(Candidate(person=people[who].id) for who in sitting if who in self.seat_of)
        return seat.model_copy(update={"candidates": here})

    def _told(self) -> Told | None:
        problem = self.index.problem
        if problem.told is None:
            return None
        return told_within(
            problem.told,
            meetings={problem.meetings[one].id for one in self.meetings},
            people={problem.people[one].id for one in self.people},
            rooms={problem.rooms[one].id for one in self.rooms},
            cases={problem.cases[one].id for one in self.cases},
        )
