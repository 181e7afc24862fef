"""What never changes about the places of each meeting, worked out when first asked for."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scheduler.index import Index, Minutes, Truths
from scheduler.insertion.options import NO_ROOM, Crew
from scheduler.presence import comes


@dataclass(frozen=True, slots=True)
class Frame:
    """One meeting's places: S starts, R rooms, P candidates."""

    starts: Minutes
    """All permitted starts; with a `crew`, only those that its agendas allow."""
    begin: Minutes
    """First grain of each start, counted from `low`."""
    end: Minutes
    """Grain after the last of each start, counted from `low`."""
    low: int
    high: int
    rooms: Minutes
    open: Truths
    """Whether each room's agenda is free at each start, and has a chair for the `crew`, (S, R)."""
    crew: Crew | None
    """The people who must all come, if there is no choice."""
    people: Minutes
    """Of the crew, or all candidates."""
    free: Truths
    """Whether each candidate's agenda is free at each start, (P, S)."""

    def unused(self, counts: NDArray[np.int32]) -> Truths:
        """For rows of counts from `low` to `high`: whether all are 0 from each start on, (N, S)."""
        summed = np.zeros((len(counts), counts.shape[1] + 1), dtype=np.int32)
        np.cumsum(counts, axis=1, out=summed[:, 1:])
        return np.asarray(summed[:, self.begin] == summed[:, self.end])


@dataclass(frozen=True, slots=True)
class Frames:
    """By meeting."""

    index: Index
    _known: dict[int, Frame] = field(default_factory=dict)

    def __getitem__(self, meeting: int) -> Frame:
        """The meeting's frame."""
        if meeting not in self._known:
            self._known[meeting] = _frame(self.index, meeting)
        return self._known[meeting]


def _frame(index: Index, meeting: int) -> Frame:
    starts, crew = index.starts[meeting], only_crew(index, meeting)
    people = list(index.free[meeting])
    free = np.array([index.free[meeting][who] for who in people], dtype=np.bool_)
    free = free.reshape(len(people), len(starts))
    if crew is not None:
        starts = starts[free.all(axis=0)]
    duration, grain = index.problem.meetings[meeting].duration, index.problem.grain
    begin, end = starts // grain, -(-(starts + duration) // grain)
    low, high = (int(begin[0]), int(end[-1])) if len(starts) else (0, 0)
    rooms = index.rooms[meeting] or (NO_ROOM,)
    house = [_house(index, meeting, room, starts, crew) for room in rooms]
    return Frame(
        starts=starts,
        begin=begin - low,
        end=end - low,
        low=low,
        high=high,
        rooms=np.array(rooms, dtype=np.int64),
        open=np.ascontiguousarray(np.array(house, dtype=np.bool_).T),
        crew=crew,
        people=np.array(people, dtype=np.int64),
        free=free,
    )


def _house(index: Index, meeting: int, room: int, starts: Minutes, crew: Crew | None) -> Truths:
    if room == NO_ROOM:
        return np.ones(len(starts), dtype=np.bool_)
    free: Truths = index.room_agenda[room].free(starts, index.problem.meetings[meeting].duration)
    large = crew is None or fits(index, meeting, crew, room)
    return free if large else np.zeros_like(free)


def fits(index: Index, meeting: int, crew: Crew | None, room: int) -> bool:
    """Whether there is a crew at all, and a chair for each of those who come to the room."""
    if crew is None or room == NO_ROOM:
        return crew is not None
    inside = sum(comes(index, meeting, who, room) for _, who in crew)
    return inside <= index.problem.rooms[room].capacity


def only_crew(index: Index, meeting: int) -> Crew | None:
    """All candidates of the meeting if each of them must come, else None."""
    wanted, candidates = index.problem.meetings[meeting], index.candidates[meeting]
    crew = [(seat, who) for seat, people in enumerate(candidates) for who in people]
    needed = all(
        one.mandatory and one.minimum == len(people)
        for one, people in zip(wanted.seats, candidates, strict=True)
    )
    different = len({who for _, who in crew}) == len(crew)
    return tuple(sorted(crew)) if needed and different and not wanted.min_specialties else None
