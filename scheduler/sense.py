"""What a well-formed problem may still get wrong: unknown names and contradictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scheduler.problem import Case, Meeting, Problem, Seat


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def faults(problem: Problem) -> list[str]:
    """One line per fault, as `path: what is wrong; what to do`."""
    return [
        *_twice("people", problem.people),
        *_twice("rooms", problem.rooms),
        *_twice("meetings", problem.meetings),
        *_twice("cases", problem.cases),
        *_bad_intervals(problem),
        *_meeting_faults(problem),
        *_case_faults(problem),
    ]


def _twice(path: str, things: Iterable[_Named]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for rank, thing in enumerate(things):
        if thing.id in seen:
            yield f'{path}[{rank}].id: "{thing.id}" is taken by {path}[{seen[thing.id]}]; rename it'
        seen.setdefault(thing.id, rank)


def _bad_intervals(problem: Problem) -> Iterator[str]:
    agendas = {f"people[{rank}]": one.busy for rank, one in enumerate(problem.people)}
    agendas |= {f"rooms[{rank}]": one.busy for rank, one in enumerate(problem.rooms)}
    for path, busy in agendas.items():
        for place, (begin, end) in enumerate(busy):
            if end <= begin:
                where = f"{path}.busy[{place}]"
                yield f"{where}: ends at {end}, not after its start {begin}; swap or remove it"


def _meeting_faults(problem: Problem) -> Iterator[str]:
    people = {person.id for person in problem.people}
    rooms = {room.id for room in problem.rooms}
    for rank, meeting in enumerate(problem.meetings):
        path = f"meetings[{rank}]"
        yield from _time_faults(path, meeting, problem)
        yield from _room_faults(path, meeting, rooms)
        yield from _twice(f"{path}.seats", meeting.seats)
        for place, seat in enumerate(meeting.seats):
            yield from _seat_faults(f"{path}.seats[{place}]", seat, people)
        yield from _chair_faults(path, meeting, people)


def _time_faults(path: str, meeting: Meeting, problem: Problem) -> Iterator[str]:
    for place, start in enumerate(meeting.starts):
        if start % problem.grain:
            yield (
                f"{path}.starts[{place}]: {start} is not a multiple of the grain "
                f"{problem.grain}; round it or change the grain"
            )
        if start + meeting.duration > problem.horizon:
            yield (
                f"{path}.starts[{place}]: ends at {start + meeting.duration}, after the horizon "
                f"{problem.horizon}; remove it or lengthen the horizon"
            )
    if meeting.reserve > meeting.minutes_for_cases:
        yield (
            f"{path}.reserve: {meeting.reserve} is more than the {meeting.minutes_for_cases} "
            "minutes for cases; lower it"
        )
    if meeting.minutes_for_cases > meeting.duration:
        yield f"{path}.minutes_available: more than the duration {meeting.duration}; lower it"


def _room_faults(path: str, meeting: Meeting, rooms: set[str]) -> Iterator[str]:
    for place, room in enumerate(meeting.rooms):
        if room not in rooms:
            yield f'{path}.rooms[{place}]: unknown room "{room}"; add it to rooms or remove it'
    if not meeting.rooms and not meeting.video:
        yield f"{path}.rooms: no room is allowed and video is off; list a room or set video"


def _seat_faults(path: str, seat: Seat, people: set[str]) -> Iterator[str]:
    for place, candidate in enumerate(seat.candidates):
        if candidate.person not in people:
            yield (
                f'{path}.candidates[{place}]: unknown person "{candidate.person}"; '
                "add the person to people or remove the candidate"
            )
    for person, count in Counter(candidate.person for candidate in seat.candidates).items():
        if count > 1:
            yield f'{path}.candidates: "{person}" is listed {count} times; keep one'


def _chair_faults(path: str, meeting: Meeting, people: set[str]) -> Iterator[str]:
    if meeting.chair is None:
        return
    if meeting.chair not in people:
        yield f'{path}.chair: unknown person "{meeting.chair}"; add the person to people'
    elif all(meeting.chair != c.person for seat in meeting.seats for c in seat.candidates):
        yield (
            f'{path}.chair: "{meeting.chair}" is a candidate of none of its seats; '
            "add a candidate or a seat"
        )


def _case_faults(problem: Problem) -> Iterator[str]:
    people = {person.id for person in problem.people}
    meetings = {meeting.id for meeting in problem.meetings}
    seats = {seat.id for meeting in problem.meetings for seat in meeting.seats}
    for rank, case in enumerate(problem.cases):
        path = f"cases[{rank}]"
        yield from _unknown_in_case(path, case, people, meetings)
        if problem.meetings:
            for place, need in enumerate(case.needs):
                if need not in seats:
                    yield f'{path}.needs[{place}]: unknown seat "{need}"; no meeting has it'


def _unknown_in_case(path: str, case: Case, people: set[str], meetings: set[str]) -> Iterator[str]:
    if case.presenter is not None and case.presenter not in people:
        yield f'{path}.presenter: unknown person "{case.presenter}"; add the person to people'
    if case.fixed_meeting is not None and case.fixed_meeting not in meetings:
        yield f'{path}.fixed_meeting: unknown meeting "{case.fixed_meeting}"; correct or remove it'
