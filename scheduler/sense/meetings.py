"""What contradicts itself within a meeting, or names what is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.sense.names import twice

if TYPE_CHECKING:
    from scheduler.problem import Meeting, Problem, Seat


def meeting_faults(problem: Problem) -> Iterator[str]:
    """A line for each unknown name and each contradiction within a meeting."""
    people = {person.id for person in problem.people}
    rooms = {room.id for room in problem.rooms}
    for rank, meeting in enumerate(problem.meetings):
        path = f"meetings[{rank}]"
        yield from _time_faults(path, meeting, problem)
        yield from _room_faults(path, meeting, rooms)
        yield from twice(f"{path}.seats", meeting.seats)
        for place, seat in enumerate(meeting.seats):
            yield from _seat_faults(f"{path}.seats[{place}]", seat, people)
        yield from _chair_faults(path, meeting, people)
        yield from _guest_faults(path, meeting, people)


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
    if meeting.fixed_start is not None and meeting.fixed_start + meeting.duration > problem.horizon:
        yield f"{path}.fixed_start: ends after the horizon {problem.horizon}; lengthen the horizon"
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


def _guest_faults(path: str, meeting: Meeting, people: set[str]) -> Iterator[str]:
    seated = {candidate.person for seat in meeting.seats for candidate in seat.candidates}
    for place, guest in enumerate(meeting.guests):
        if guest not in people:
            yield f'{path}.guests[{place}]: unknown person "{guest}"; add the person to people'
        elif guest in seated:
            yield f'{path}.guests[{place}]: "{guest}" is a candidate of a seat; keep one of the two'
        elif guest in meeting.guests[:place]:
            yield f'{path}.guests[{place}]: "{guest}" is listed before; keep one'
