"""A problem with numbers for names, and every agenda ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import Interval, Meeting, Person, Problem
from scheduler.roads import Roads, roads_of
from scheduler.seated import Seated, written
from scheduler.told import Promised, promised, standing

if TYPE_CHECKING:
    from scheduler.wishes import Objective

Minutes = NDArray[np.int64]
Truths = NDArray[np.bool_]
Ranks = NDArray[np.int64]

DAY = 24 * 60
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Busy:
    """Merged half-open intervals, sorted, as two arrays of equal length."""

    begins: Minutes
    ends: Minutes

    def free(self, starts: Minutes, duration: int | Minutes) -> Truths:
        """For each start, whether nothing lies in [start, start + its duration)."""
        if not len(self.begins):
            return np.ones(len(starts), dtype=np.bool_)
        first = np.searchsorted(self.ends, starts, side="right")
        begins = np.append(self.begins, np.iinfo(np.int64).max)[first]
        return np.asarray(begins >= starts + duration)

    def covers(self, starts: Minutes, duration: int) -> Truths:
        """For each start, whether all of [start, start + duration) lies within."""
        last = np.searchsorted(self.begins, starts, side="right")
        ends = np.concatenate([[np.iinfo(np.int64).min], self.ends])[last]
        return np.asarray(ends >= starts + duration)

    def is_free(self, start: int, duration: int) -> bool:
        """Whether nothing lies in [start, start + duration)."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        return first == len(self.begins) or bool(self.begins[first] >= start + duration)


def merge(intervals: tuple[Interval, ...] | list[Interval]) -> Busy:
    """The same minutes as `intervals`, sorted and without overlap."""
    merged: list[list[int]] = []
    for begin, end in sorted(intervals):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([begin, end])
    pairs = np.array(merged, dtype=np.int64).reshape(-1, 2)
    return Busy(pairs[:, 0].copy(), pairs[:, 1].copy())


@dataclass(frozen=True, slots=True)
class Asked:
    """What the cases ask for, one entry a case; -1 where there is nobody or nothing."""

    minutes: Minutes
    ready: Minutes
    deadline: Minutes
    postponed: NDArray[np.int64]
    urgent: Truths
    opposed: Truths
    presenter: Ranks
    fixed: Ranks
    """The meeting whose agenda it is already on."""
    boards: Ranks
    """Ranks of its boards, the preferred one in column 0."""
    needs: Ranks
    """Its kind of needs, by rank in the index's `needs`."""


@dataclass(frozen=True, slots=True)
class Index:
    """Everything below is by rank in the problem's own lists."""

    problem: Problem
    """As given, with the meetings fixed that are frozen."""
    objective: Objective
    person: dict[str, int]
    room: dict[str, int]
    meeting: dict[str, int]
    case: dict[str, int]
    agenda: tuple[Busy, ...]
    room_agenda: tuple[Busy, ...]
    preferred: tuple[Busy, ...]
    avoided: tuple[Busy, ...]
    """By person: hours wished for, and hours not liked."""
    starts: tuple[Minutes, ...]
    """By meeting: permitted starts, sorted; the fixed one alone if there is one."""
    candidates: tuple[tuple[tuple[int, ...], ...], ...]
    """By meeting, by seat: people who may sit there."""
    free: tuple[dict[int, Truths], ...]
    """By meeting, by person: whether the agenda allows each permitted start."""
    rooms: tuple[tuple[int, ...], ...]
    """By meeting: rooms allowed."""
    chair: tuple[int | None, ...]
    guests: tuple[tuple[int, ...], ...]
    """By meeting: people who may come on no seat."""
    writers: tuple[tuple[Seated, ...], ...]
    """By meeting: who may give a written opinion, time apart."""
    named: tuple[tuple[int, ...], ...]
    """By meeting: people expected every time."""
    deputies: tuple[frozenset[tuple[int, int]], ...]
    """By meeting: (seat, person) pairs that stand in for somebody."""
    series: tuple[tuple[int, ...], ...]
    """By board: its meetings in the problem's order."""
    held_by: dict[str, tuple[int, ...]]
    """By board's name: its meetings."""
    board: Minutes
    """By meeting: its board's rank."""
    board_rank: dict[str, int]
    durations: Minutes
    longest: int
    """The longest duration."""
    fixed_meeting: tuple[int | None, ...]
    asked: Asked
    needs: tuple[tuple[str, ...], ...]
    """The different sets of seats that cases need."""
    told: Promised
    roads: Roads

    def day(self, meeting: int, start: int) -> int:
        """The day of a start by the meeting's own clocks."""
        return (start + int(self.roads.offset[meeting])) // DAY


def index(problem: Problem, objective: Objective | None = None) -> Index:
    """Number everything once, to be judged by our own wishes unless others are given.

    Raises nothing, since a Problem is already checked.
    """
    from scheduler.wishes import OURS  # they read the classes above

    problem = standing(problem)
    person = {one.id: rank for rank, one in enumerate(problem.people)}
    room = {one.id: rank for rank, one in enumerate(problem.rooms)}
    meeting = {one.id: rank for rank, one in enumerate(problem.meetings)}
    agenda = tuple(_agenda(one) for one in problem.people)
    roads = roads_of(problem)
    series: dict[str, list[int]] = {}
    for rank, one in enumerate(problem.meetings):
        series.setdefault(one.board, []).append(rank)
    held_by = {board: tuple(ranks) for board, ranks in series.items()}
    room_agenda = tuple(merge(one.busy) for one in problem.rooms)
    case = {one.id: rank for rank, one in enumerate(problem.cases)}
    boards = {name: rank for rank, name in enumerate(held_by)}
    kinds = dict.fromkeys(one.needs for one in problem.cases)
    needs = {seats: rank for rank, seats in enumerate(kinds)}
    starts = tuple(_starts(one) for one in problem.meetings)
    candidates = tuple(_candidates(one, person) for one in problem.meetings)
    guests = tuple(tuple(person[who] for who in one.guests) for one in problem.meetings)
    return Index(
        problem=problem,
        objective=objective or OURS,
        person=person,
        room=room,
        meeting=meeting,
        case=case,
        agenda=agenda,
        room_agenda=room_agenda,
        preferred=tuple(merge(one.prefers) for one in problem.people),
        avoided=tuple(merge(one.avoids) for one in problem.people),
        starts=starts,
        candidates=candidates,
        free=tuple(
            _free(
                problem.meetings[rank].duration,
                starts[rank],
                (*candidates[rank], guests[rank]),
                agenda,
            )
            for rank in range(len(problem.meetings))
        ),
        rooms=tuple(tuple(room[name] for name in one.rooms) for one in problem.meetings),
        chair=tuple(person[one.chair] if one.chair else None for one in problem.meetings),
        guests=guests,
        writers=tuple(_writers(one, person) for one in problem.meetings),
        named=tuple(_named(one, person) for one in problem.meetings),
        deputies=tuple(_deputies(one, person) for one in problem.meetings),
        series=tuple(held_by.values()),
        held_by=held_by,
        board=np.array([boards[one.board] for one in problem.meetings], dtype=np.int64),
        board_rank=boards,
        durations=np.array([one.duration for one in problem.meetings], dtype=np.int64),
        longest=max((one.duration for one in problem.meetings), default=0),
        fixed_meeting=tuple(
            meeting[one.fixed_meeting] if one.fixed_meeting else None for one in problem.cases
        ),
        asked=_asked(problem, person, meeting, boards, needs),
        needs=tuple(needs),
        told=promised(
            problem,
            {"person": person, "room": room, "meeting": meeting, "case": case},
            agenda,
            room_agenda,
            roads,
        ),
        roads=roads,
    )


def _agenda(person: Person) -> Busy:
    visits = ((visit.start, visit.end) for visit in person.visits)
    return merge([*person.busy, *visits])


def _asked(
    problem: Problem,
    person: dict[str, int],
    meeting: dict[str, int],
    boards: dict[str, int],
    needs: dict[tuple[str, ...], int],
) -> Asked:
    cases = problem.cases
    width = max((len(one.boards) for one in cases), default=0)
    ranks = [[boards.get(name, -1) for name in dict.fromkeys(one.boards)] for one in cases]
    return Asked(
        minutes=_column(one.minutes for one in cases),
        ready=_column(one.ready_from for one in cases),
        deadline=_column(one.deadline for one in cases),
        postponed=_column(one.postponed for one in cases),
        urgent=np.array([one.urgent for one in cases], dtype=np.bool_),
        opposed=np.array([one.opposed for one in cases], dtype=np.bool_),
        presenter=_column(person[one.presenter] if one.presenter else -1 for one in cases),
        fixed=_column(meeting[one.fixed_meeting] if one.fixed_meeting else -1 for one in cases),
        boards=np.array([row + [-1] * (width - len(row)) for row in ranks], dtype=np.int64).reshape(
            len(cases), width
        ),
        needs=_column(needs[one.needs] for one in cases),
    )


def _column(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _starts(meeting: Meeting) -> Minutes:
    if meeting.fixed_start is not None:
        return np.array([meeting.fixed_start], dtype=np.int64)
    starts = np.array(meeting.starts, dtype=np.int64)
    ascending = bool((starts[1:] > starts[:-1]).all())  # sorting a large problem takes a second
    return starts if ascending else np.array(sorted(set(meeting.starts)), dtype=np.int64)


def _candidates(meeting: Meeting, person: dict[str, int]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(person[c.person] for c in seat.candidates) for seat in meeting.seats)


def _named(meeting: Meeting, person: dict[str, int]) -> tuple[int, ...]:
    named = (person[c.person] for seat in meeting.seats for c in seat.candidates if c.named)
    return tuple(dict.fromkeys(named))


def _writers(meeting: Meeting, person: dict[str, int]) -> tuple[Seated, ...]:
    return tuple(
        (written(rank), person[c.person])
        for rank, seat in enumerate(meeting.seats)
        if seat.written and meeting.most_written
        for c in seat.candidates
    )


def _deputies(meeting: Meeting, person: dict[str, int]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (rank, person[c.person])
        for rank, seat in enumerate(meeting.seats)
        for c in seat.candidates
        if c.deputy
    )


def _free(
    duration: int,
    starts: Minutes,
    candidates: tuple[tuple[int, ...], ...],
    agenda: tuple[Busy, ...],
) -> dict[int, Truths]:
    people = dict.fromkeys(who for seat in candidates for who in seat)
    always = np.ones(len(starts), dtype=np.bool_)  # shared: large problems have many empty agendas
    always.flags.writeable = False
    return {
        who: agenda[who].free(starts, duration) if len(agenda[who].begins) else always
        for who in people
    }
