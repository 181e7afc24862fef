"""What never changes about the places of each meeting, worked out when first asked for."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scheduler import presence
from scheduler.index import Index, Minutes, Truths
from scheduler.insertion.bookings import span, windows
from scheduler.insertion.options import NO_ROOM, Crew


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
    room_ranks: tuple[int, ...]
    """The same."""
    open: Truths
    """Whether each room's agenda is free at each start, and has a chair for the `crew`, (R, S)."""
    crew: Crew | None
    """The people who must all come, if there is no choice."""
    crew_ranks: tuple[int, ...]
    """Their ranks."""
    people: Minutes
    """Of the crew, or all candidates."""
    free: Truths
    """With people to choose from: whether each one's agenda is free at each start, (P, S)."""
    width: int
    """Grains of the meeting; 0 if that depends on the start."""

    def used(self, taken: list[int]) -> NDArray[np.uint8]:
        """For rows of bits, one a grain: 1 where any is set from each start on, (N, S)."""
        if not self.width:
            return self._used_by_sums(taken)
        bits = self._bits([windows(one, self.width) for one in taken])
        return bits.take(self.begin, axis=1)

    def _used_by_sums(self, taken: list[int]) -> NDArray[np.uint8]:
        sums = np.zeros((len(taken), self.high - self.low + 1), dtype=np.int32)
        np.cumsum(self._bits(taken)[:, : self.high - self.low], axis=1, out=sums[:, 1:])
        return np.asarray(sums[:, self.begin] != sums[:, self.end], dtype=np.uint8)

    def _bits(self, taken: list[int]) -> NDArray[np.uint8]:
        """A byte for each grain from `low` on."""
        length, whole = -(-(self.high - self.low) // 8), span(0, self.high - self.low)
        packed = b"".join([(one >> self.low & whole).to_bytes(length, "little") for one in taken])
        rows = np.frombuffer(packed, dtype=np.uint8).reshape(len(taken), length)
        return np.unpackbits(rows, axis=1, bitorder="little")


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
    free = np.ones((0, len(starts)), dtype=np.bool_)
    if crew is None:
        free = np.array([index.free[meeting][who] for who in people], dtype=np.bool_)
    else:
        starts = starts[_all_free(index, meeting)]
    grain = index.problem.grain
    begin, end = starts // grain, -(-(starts + index.durations[meeting]) // grain)
    low, high = (int(begin[0]), int(end[-1])) if len(starts) else (0, 0)
    width = int(end[0] - begin[0]) if len(starts) else 0
    rooms = index.rooms[meeting] or (NO_ROOM,)
    house = [_house(index, meeting, room, starts, crew) for room in rooms]
    return Frame(
        starts=starts,
        begin=begin - low,
        end=end - low,
        low=low,
        high=high,
        rooms=np.array(rooms, dtype=np.int64),
        room_ranks=tuple(rooms),
        open=np.array(house, dtype=np.bool_).reshape(len(rooms), len(starts)),
        crew=crew,
        crew_ranks=tuple(who for _, who in crew or ()),
        people=np.array(people, dtype=np.int64),
        free=free.reshape(-1, len(starts)),
        width=width if (end - begin == width).all() else 0,
    )


def _all_free(index: Index, meeting: int) -> Truths:
    """Whether the agenda of every candidate allows each start."""
    all_free = np.ones(len(index.starts[meeting]), dtype=np.bool_)
    for who, free in index.free[meeting].items():
        if len(index.agenda[who].begins):
            all_free &= free
    return all_free


def _house(index: Index, meeting: int, room: int, starts: Minutes, crew: Crew | None) -> Truths:
    if crew is not None and not fits(index, meeting, crew, room):
        return np.zeros(len(starts), dtype=np.bool_)
    if room == NO_ROOM:
        return np.ones(len(starts), dtype=np.bool_)
    return index.room_agenda[room].free(starts, index.problem.meetings[meeting].duration)


def fits(index: Index, meeting: int, crew: Crew | None, room: int) -> bool:
    """Whether there is a crew at all, and a chair or a connection for each of them."""
    if crew is None or room == NO_ROOM:
        return crew is not None
    return presence.fits(index, meeting, [who for _, who in crew], room)


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
