"""A room is allowed for the meeting, free, used by one meeting at a time, and large enough.

A meeting already announced may lack a room: that is a gap to report, not a breach.
"""

from collections.abc import Iterator

import numpy as np

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model, meeting_groups
from scheduler.presence import comes


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Meetings without the room they need, or in one they may not or cannot use."""
    times: dict[int, list[tuple[int, int, int]]] = {}
    for meeting, start in draft.starts.items():
        wanted, room = index.problem.meetings[meeting], draft.rooms.get(meeting)
        if room is None:
            if wanted.rooms and not wanted.is_fixed:
                yield Fact(code=Code.ROOM_MISSING, meeting=wanted.id)
            continue
        times.setdefault(room, []).append((start, start + wanted.duration, meeting))
        yield from _unfit(index, draft, meeting, room)
    for room, held in times.items():
        yield from _used_twice(index, room, sorted(held))


def _unfit(index: Index, draft: Draft, meeting: int, room: int) -> Iterator[Fact]:
    wanted, place = index.problem.meetings[meeting], index.problem.rooms[room]
    if room not in index.rooms[meeting]:
        yield Fact(code=Code.ROOM_NOT_ALLOWED, meeting=wanted.id, room=place.id)
    if not index.room_agenda[room].is_free(draft.starts[meeting], wanted.duration):
        start = draft.starts[meeting]
        yield Fact(code=Code.ROOM_BUSY, meeting=wanted.id, room=place.id, start=start)
    people = set(draft.people(meeting))
    inside = sum(comes(index, meeting, person, room) for person in people)
    for code, count, most in (
        (Code.ROOM_TOO_SMALL, inside, place.capacity),
        (Code.TOO_MANY_BY_VIDEO, len(people) - inside, place.connections),
    ):
        if most is not None and count > most:
            yield Fact(code=code, meeting=wanted.id, room=place.id, count=count, of=most)


def _used_twice(index: Index, room: int, held: list[tuple[int, int, int]]) -> Iterator[Fact]:
    for place, (_, end, meeting) in enumerate(held):
        for start, _, other in held[place + 1 :]:
            if start >= end:
                break
            yield Fact(
                code=Code.ROOM_USED_TWICE,
                room=index.problem.rooms[room].id,
                meeting=index.problem.meetings[meeting].id,
                other=index.problem.meetings[other].id,
                start=start,
            )


def enforce(model: Model) -> None:
    """One free room for each held meeting, one meeting in a room, no more people than chairs."""
    users: dict[int, list[int]] = {}
    for meeting, rooms in model.in_room.items():
        _one_room(model, meeting)
        for room, inside in rooms.items():
            free = model.reach[meeting].room_free[room]
            model.cp.add(inside <= model.starting(meeting, np.flatnonzero(free)))
            users.setdefault(room, []).append(meeting)
            _no_more_than_chairs(model, meeting, room)
    for room, meetings in users.items():
        for group in meeting_groups(model, meetings):
            model.cp.add_no_overlap(
                [model.interval(meeting, model.in_room[meeting][room]) for meeting in group]
            )


def _one_room(model: Model, meeting: int) -> None:
    wanted = model.index.problem.meetings[meeting]
    chosen = sum(model.in_room[meeting].values())
    if wanted.is_fixed:
        model.cp.add(chosen <= 1)
    elif wanted.rooms:
        model.cp.add(chosen == 1 - model.absent[meeting])


def _no_more_than_chairs(model: Model, meeting: int, room: int) -> None:
    """As many people as chairs in the room, and as many by video as it has connections."""
    place, chosen = model.index.problem.rooms[room], model.in_room[meeting][room]
    for there, most in ((True, place.capacity), (False, place.connections)):
        people = [
            attends
            for person, attends in model.attends[meeting].items()
            if comes(model.index, meeting, person, room) == there
        ]
        if most is not None and len(people) > most:
            model.cp.add(sum(people) + (len(people) - most) * chosen <= len(people))
