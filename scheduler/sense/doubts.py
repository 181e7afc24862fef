"""What can be planned and yet cannot come out well: told before any search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.problem import Case, Meeting, Person, Problem, Room


def meeting_doubts(problem: Problem) -> Iterator[str]:
    """Meetings that ask for more than any start could give."""
    people = {person.id: person for person in problem.people}
    rooms = {room.id: room for room in problem.rooms}
    for rank, meeting in enumerate(problem.meetings):
        path = f"meetings[{rank}]"
        yield from _seat_doubts(path, meeting)
        yield from _specialty_doubts(path, meeting, people)
        yield from _room_doubts(path, meeting, rooms)
        yield from _chair_doubts(path, meeting, people)
        if meeting.fixed_start is None and not meeting.starts:
            yield f"{path}.starts: no start is permitted, so it is not held; add one"
        elif meeting.usual_start is not None and not _may_start(meeting, meeting.usual_start):
            yield f"{path}.usual_start: {meeting.usual_start} is not permitted; add it to starts"


def _may_start(meeting: Meeting, start: int) -> bool:
    return meeting.is_fixed or start in meeting.starts


def _seat_doubts(path: str, meeting: Meeting) -> Iterator[str]:
    for place, seat in enumerate(meeting.seats):
        if len(seat.candidates) < seat.minimum:
            yield (
                f"{path}.seats[{place}].minimum: {seat.minimum} people for "
                f"{len(seat.candidates)} candidates; add candidates or lower it"
            )


def _specialty_doubts(path: str, meeting: Meeting, people: dict[str, Person]) -> Iterator[str]:
    able = {people[c.person].specialty for seat in meeting.seats for c in seat.candidates}
    brought = len(able - {None})
    if brought < meeting.min_specialties:
        yield (
            f"{path}.min_specialties: {meeting.min_specialties} asked for, the candidates bring "
            f"{brought}; add candidates or lower it"
        )


def _room_doubts(path: str, meeting: Meeting, rooms: dict[str, Room]) -> Iterator[str]:
    largest = max((rooms[name].capacity for name in meeting.rooms), default=0)
    needed = sum(seat.minimum for seat in meeting.seats if seat.mandatory)
    if meeting.rooms and not meeting.video and largest < needed:
        yield (
            f"{path}.rooms: the mandatory seats bring {needed} people, the largest room takes "
            f"{largest}; allow a larger room or video"
        )


def _chair_doubts(path: str, meeting: Meeting, people: dict[str, Person]) -> Iterator[str]:
    """An announced meeting whose chair is known to be busy."""
    start = meeting.fixed_start
    if start is None or meeting.chair is None:
        return
    busy = people[meeting.chair].busy
    if any(begin < start + meeting.duration and start < end for begin, end in busy):
        yield (
            f'{path}.chair: "{meeting.chair}" is busy at the fixed start {start}; '
            "free the chair or name another"
        )


def clash_doubts(problem: Problem) -> Iterator[str]:
    """Announced meetings at one time that share their only room or somebody indispensable."""
    fixed = sorted(
        (one.fixed_start, rank)
        for rank, one in enumerate(problem.meetings)
        if one.fixed_start is not None
    )
    for place, (begin, rank) in enumerate(fixed):
        meeting = problem.meetings[rank]
        for start, later in fixed[place + 1 :]:
            if start >= begin + meeting.duration:
                break
            yield from _clash(rank, meeting, later, problem.meetings[later])


def _clash(rank: int, meeting: Meeting, other_rank: int, other: Meeting) -> Iterator[str]:
    where = f"meetings[{other_rank}].fixed_start: overlaps the fixed meetings[{rank}]"
    for person in sorted(_indispensable(meeting) & _indispensable(other)):
        yield f'{where}, and both need "{person}"; move one or add candidates'
    if len(meeting.rooms) == 1 and not meeting.video and meeting.rooms == other.rooms:
        yield f'{where}, and both have only the room "{meeting.rooms[0]}"; allow another'


def _indispensable(meeting: Meeting) -> set[str]:
    return {
        candidate.person
        for seat in meeting.seats
        if seat.mandatory and len(seat.candidates) <= seat.minimum
        for candidate in seat.candidates
    }


def case_doubts(problem: Problem) -> Iterator[str]:
    """Cases whose dates or minutes no meeting can meet."""
    last: dict[str, int] = {}
    room: dict[str, int] = {}
    for meeting in problem.meetings:
        starts = meeting.starts if meeting.fixed_start is None else (meeting.fixed_start,)
        last[meeting.board] = max([last.get(meeting.board, -1), *starts])
        room[meeting.board] = max(room.get(meeting.board, 0), meeting.minutes_for_cases)
    for rank, case in enumerate(problem.cases):
        if case.fixed_meeting is None and not case.opposed:
            yield from _case_doubts(f"cases[{rank}]", case, last, room)


def _case_doubts(
    path: str, case: Case, last: dict[str, int], room: dict[str, int]
) -> Iterator[str]:
    if case.deadline < case.ready_from:
        yield (
            f"{path}.deadline: {case.deadline} is before it is ready at {case.ready_from}; "
            "correct one of them"
        )
    known = [board for board in case.boards if board in last]
    if not known:
        yield f"{path}.boards: none of them meets; add a meeting or a board"
        return
    if max(last[board] for board in known) < case.ready_from:
        yield (
            f"{path}.ready_from: {case.ready_from} is after the last start of its boards; "
            "add a later meeting"
        )
    longest = max(room[board] for board in known)
    if longest < case.minutes:
        yield (
            f"{path}.minutes: {case.minutes}, and the longest meeting of its boards has {longest}; "
            "split the case or lengthen a meeting"
        )
