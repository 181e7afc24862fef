"""Where the place lacks: another room or none, another hour, a shorter meeting."""

from collections.abc import Iterator

import numpy as np

from scheduler.explain.hours import hours_not_permitted
from scheduler.explain.lacking import OFF_HABIT, PER_QUARTER, Lacking, Way, way
from scheduler.facts import Code, Fact
from scheduler.reach import around, off_habit, possible

NEAREST = 20
"""Starts at which another room is looked for, the most convenient first."""
MOST_STARTS = 2


def rooms(asked: Lacking) -> Iterator[Way]:
    """Another room, or none."""
    if not asked.meeting.rooms:
        return
    for at in asked.best(asked.lacking == 0)[:NEAREST]:
        yield from other_rooms(asked, at)
    if (asked.lacking == 0).any():
        yield way(Fact(code=Code.ALLOW_VIDEO, meeting=asked.meeting.id), 0)


def other_rooms(asked: Lacking, at: int) -> Iterator[Way]:
    """The first room not allowed that is large enough and free at the start of this rank."""
    start = int(asked.view.starts[at])
    wanted = sum(seat.minimum for seat in asked.meeting.seats if seat.mandatory)
    for rank, room in enumerate(asked.index.problem.rooms):
        if (
            room.id not in asked.meeting.rooms
            and room.capacity >= wanted
            and asked.index.room_agenda[rank].is_free(start, asked.duration)
            and _is_empty(asked, rank, start)
        ):
            step = Fact(code=Code.ALLOW_ROOM, meeting=asked.meeting.id, room=room.id)
            yield way(step, int(asked.inconvenience[at]))
            return


def _is_empty(asked: Lacking, room: int, start: int) -> bool:
    return not any(
        asked.draft.rooms.get(one) == room
        and begin < start + asked.duration
        and start < begin + int(asked.index.durations[one])
        for one, begin in asked.draft.starts.items()
    )


def other_starts(asked: Lacking) -> Iterator[Way]:
    """The nearest hours that nobody permitted and that would do."""
    starts = hours_not_permitted(asked.cut)
    if not len(starts):
        return
    index, draft = asked.cut.asking(starts=tuple(starts.tolist())).numbered()
    view = around(index, draft, 0)
    view = view.only(possible(index, 0, view))
    usual = asked.meeting.usual_start
    near = np.abs(view.starts - (usual if usual is not None else int(starts[0])))
    off = OFF_HABIT * off_habit(usual, view.starts, int(index.roads.offset[0]))
    for at in np.lexsort((near, off)).tolist()[:MOST_STARTS]:
        start = int(view.starts[at])
        step = Fact(code=Code.PERMIT_START, meeting=asked.meeting.id, start=start)
        yield way(step, int(off[at]))


def shorter(asked: Lacking) -> Iterator[Way]:
    """The longest meeting that would fit, half of it at least."""
    grain = asked.index.problem.grain
    for minutes in range(asked.duration - grain, (asked.duration - 1) // 2, -grain):
        index, draft = asked.cut.asking(duration=minutes).numbered()
        if possible(index, 0, around(index, draft, 0)).any():
            step = Fact(code=Code.SHORTEN_MEETING, meeting=asked.meeting.id, minutes=minutes)
            yield way(step, PER_QUARTER * (asked.duration - minutes))
            return
