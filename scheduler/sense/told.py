"""What people were told must name things that the problem has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.plan import Assignment, Placement, Staffing
    from scheduler.problem import Problem, Told


def told_faults(problem: Problem) -> Iterator[str]:
    """A line for each unknown name, and for each thing told twice."""
    told = problem.told
    if told is None:
        return
    known = {
        "meeting": {meeting.id for meeting in problem.meetings},
        "room": {room.id for room in problem.rooms},
        "person": {person.id for person in problem.people},
        "case": {case.id for case in problem.cases},
    }
    placed = {one.meeting for one in told.placements}
    for path, one in _parts(told):
        for kind, names in known.items():
            name = getattr(one, kind, None)
            if name is not None and name not in names:
                yield f'{path}.{kind}: unknown {kind} "{name}"; remove the entry'
        if one.meeting in known["meeting"] and one.meeting not in placed:
            yield f'{path}.meeting: "{one.meeting}" is not among told.placements; add it there'
    yield from _seats(problem, told)
    yield from _once(told)


def _parts(told: Told) -> Iterator[tuple[str, Placement | Staffing | Assignment]]:
    for part in ("placements", "staffing", "assignments"):
        for rank, one in enumerate(getattr(told, part)):
            yield f"told.{part}[{rank}]", one


def _seats(problem: Problem, told: Told) -> Iterator[str]:
    seats = {meeting.id: {seat.id for seat in meeting.seats} for meeting in problem.meetings}
    for rank, one in enumerate(told.staffing):
        if one.seat is not None and one.seat not in seats.get(one.meeting, {one.seat}):
            yield f'told.staffing[{rank}].seat: unknown seat "{one.seat}" there; remove the entry'


def _once(told: Told) -> Iterator[str]:
    counts = {
        "placements": Counter(one.meeting for one in told.placements),
        "assignments": Counter(one.case for one in told.assignments),
    }
    for part, names in counts.items():
        for name, count in names.items():
            if count > 1:
                yield f'told.{part}: "{name}" is listed {count} times; keep one'
