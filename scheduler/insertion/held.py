"""Meetings held so far, kept so that all places of one more are known at once."""

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scheduler.draft import Draft
from scheduler.index import Index, Minutes, Truths
from scheduler.insertion.alone import ONE, Alone, Prices, Worth
from scheduler.insertion.bookings import Bookings, span
from scheduler.insertion.frames import Frame, Frames, fits
from scheduler.insertion.options import (
    NO_ROOM,
    Crew,
    Crewed,
    Hold,
    Insertion,
    Lone,
    Options,
    Paired,
    hold_of,
)
from scheduler.insertion.overlaps import Overlaps
from scheduler.seating import seat_people

__all__ = ["Held", "Prices", "Worth", "sharp"]

Bytes = NDArray[np.uint8]
WIDTH = 48
"""Starts looked at closely: the best before wishes are asked that look around each place."""
FAR = 1 << 40
"""When meetings that are not held are held."""

Blur = Callable[[int], NDArray[np.float64]]
"""So many random surcharges."""


def sharp(count: int) -> NDArray[np.float64]:
    """No surcharge."""
    return np.zeros(count)


class Held:
    """A draft that changes one meeting at a time; cases stay as they are."""

    def __init__(self, index: Index, draft: Draft, *, unit: float) -> None:
        """`unit` is the price of one unit of what comes first, in points."""
        self.index, self.draft, self.unit = index, Draft(meeting_of=dict(draft.meeting_of)), unit
        self.grain, self.durations = index.problem.grain, index.durations.tolist()
        self.people = Bookings(len(index.problem.people))
        self.rooms = Bookings(len(index.problem.rooms))
        self.loads = [0] * len(index.problem.people)
        self.begun = np.full(len(index.problem.meetings), FAR, dtype=np.int64)
        """When each meeting starts; FAR if it is not held."""
        self.frames = Frames(index)
        self.sizes = [
            one.duration * sum(seat.minimum for seat in one.seats) for one in index.problem.meetings
        ]
        self._sort()
        self._holds: dict[int, Hold] = {}
        self._seatings: dict[tuple[int, bytes], tuple[Crew | None, Crew | None]] = {}
        for meeting in sorted(draft.starts):
            self.place(meeting, hold_of(draft, meeting))

    def _sort(self) -> None:
        """Wishes by what they look at: each meeting alone, pairs that overlap, all around."""
        wishes, weights = self.index.objective, self.index.problem.weights
        asked: list[tuple[Worth, Insertion]] = [
            (Worth(1, 0), wish.insertion(self.index)) for wish in wishes.first
        ]
        asked += [
            (Worth(0, wish.weight(weights)), wish.insertion(self.index)) for wish in wishes.placing
        ]
        self.alone = Alone(
            self.index,
            self.frames,
            [(worth, wish) for worth, wish in asked if isinstance(wish, Lone)],
            [(worth, wish) for worth, wish in asked if isinstance(wish, Crewed)],
        )
        paired = [(one.first, one.points, wish) for one, wish in asked if isinstance(wish, Paired)]
        grains = -(-self.index.problem.horizon // self.grain) + 1
        self.overlaps = Overlaps(len(self.sizes), grains, paired)
        known = Lone | Crewed | Paired
        self.around = [(worth, wish) for worth, wish in asked if not isinstance(wish, known)]

    def place(self, meeting: int, hold: Hold) -> None:
        """Hold the meeting so, whatever the rules say."""
        hold.put(self.draft, meeting)
        self._holds[meeting], self.begun[meeting] = hold, hold.start
        begin, end = self._grains(meeting, hold)
        people, taken = [who for _, who in hold.crew], span(begin, end)
        self.people.add(people, taken)
        for who in people:
            self.loads[who] += 1
        if hold.room != NO_ROOM:
            self.rooms.add((hold.room,), taken)
        self.overlaps.add(meeting, begin, end)
        for _, wish in self.around:
            wish.place(meeting, hold)

    def remove(self, meeting: int) -> Hold:
        """Hold it no more; how it was held."""
        hold, self.begun[meeting] = self._holds.pop(meeting), FAR
        self.draft.drop(meeting)
        begin, end = self._grains(meeting, hold)
        people, taken = [who for _, who in hold.crew], span(begin, end)
        self.people.remove(people, taken)
        for who in people:
            self.loads[who] -= 1
        if hold.room != NO_ROOM:
            self.rooms.remove((hold.room,), taken)
        self.overlaps.remove(meeting, begin, end)
        for _, wish in self.around:
            wish.remove(meeting, hold)
        return hold

    def _grains(self, meeting: int, hold: Hold) -> tuple[int, int]:
        return hold.start // self.grain, -(-(hold.start + self.durations[meeting]) // self.grain)

    def price_of(self, meeting: int, hold: Hold) -> Worth:
        """What holding the meeting so would add."""
        options = hold.alone(meeting)
        first, points = self.alone.at(meeting, hold)
        shared = self.overlaps.at(meeting, *self._grains(meeting, hold))
        first, points = first + shared[0], points + shared[1]
        for worth, wish in self.around:
            units = int(wish.added(options)[0, 0])
            first, points = first + worth.first * units, points + worth.points * units
        return Worth(first, points)

    def places(
        self, meeting: int, kept: int | None = None, blur: Blur = sharp
    ) -> tuple[Options, Prices]:
        """The best starts of a meeting that is not held, and what each place would add.

        The start `kept` is among them, if it is allowed; `blur` surcharges them at random, so that
        not only the cheapest are. Prices are what comes first, then points,
        of shape (2, S, R), starts next to each other; some of the places are not allowed.
        """
        crew = self.frames[meeting].crew
        find = self._choices if crew is None else self._with_crew
        options, prices = find(meeting, kept, blur)
        for worth, wish in self.around:
            added = wish.added(options)
            if worth.first:
                prices[0] += added
            elif worth.points != 1:
                prices[1] += worth.points * added
            else:
                prices[1] += added
        return options, prices

    def _with_crew(self, meeting: int, kept: int | None, blur: Blur) -> tuple[Options, Prices]:
        """The most promising starts of a meeting whose people are known."""
        frame, (by_start, by_room) = self.frames[meeting], self.alone.of(meeting)
        allowed = self._house(frame, self.people.taken(frame.crew_ranks))
        found = np.flatnonzero(np.any(allowed, axis=0))
        by_start = by_start.take(found, axis=1) + self.overlaps.around(meeting, frame, found)
        allowed = allowed.take(found, axis=1)
        if len(found) > WIDTH:
            cheapest = self.unit * by_room[0] + by_room[1]
            total = np.where(allowed, cheapest[:, None], np.inf).min(axis=0)
            total += self.unit * by_start[0] + by_start[1]
            best = _best(frame.starts.take(found), total, kept, blur)
            found, by_start = found.take(best), by_start.take(best, axis=1)
            allowed = allowed.take(best, axis=1)
        prices = by_start[:, None] + by_room[:, :, None]
        starts = frame.starts.take(found)
        options = Options(meeting, starts, frame.rooms, (frame.crew or (),), ONE, allowed.T)
        return options, prices.transpose(0, 2, 1)

    def _house(self, frame: Frame, taken: int) -> Truths:
        """Whether each room can be used at each start, beside grains that are `taken`, (R, S)."""
        layers, rooms = self.rooms.layers, frame.room_ranks
        if frame.rooms[0] == NO_ROOM:
            busy = [taken]
        elif len(layers) == 1:
            busy = [layers[0][room] | taken for room in rooms]
        else:
            busy = [self.rooms.taken((room,)) | taken for room in rooms]
        return np.greater(frame.open, frame.used(busy))

    def _choices(self, meeting: int, kept: int | None, blur: Blur) -> tuple[Options, Prices]:
        """Places with the people that would be seated at each, from those free then."""
        frame = self.frames[meeting]
        taken = [self.people.taken((who,)) for who in frame.people.tolist()]
        free = np.greater(frame.free, frame.used(taken))
        kinds, kind = np.unique(np.packbits(free, axis=0), axis=1, return_inverse=True)
        seatings = [self._seat(meeting, frame, kinds[:, one]) for one in range(kinds.shape[1])]
        fitting = self._fitting(meeting, frame, seatings)
        crew = np.where(fitting[:, 0], 0, 1) + 2 * np.arange(len(seatings))[:, None]
        crews = [one or () for pair in seatings for one in pair]
        kind = kind.reshape(-1)
        seated: Truths = np.any(fitting, axis=1)
        allowed = self._house(frame, 0).T & seated[kind]
        options = Options(meeting, frame.starts, frame.rooms, crews, crew[kind], allowed)
        found = np.flatnonzero(np.any(allowed, axis=1))
        options = options.at(found)
        shared = self.overlaps.around(meeting, frame, found)
        prices = shared[:, :, None] + self.alone.prices(options)
        if len(found) <= WIDTH:
            return options, prices
        total = np.where(options.allowed, self.unit * prices[0] + prices[1], np.inf)
        best = _best(options.starts, total.min(axis=1), kept, blur)
        return options.at(best), prices[:, best]

    def _fitting(
        self, meeting: int, frame: Frame, seatings: list[tuple[Crew | None, Crew | None]]
    ) -> Truths:
        """Whether each seating, the full one and the lean one, fits in each room."""
        fitting = [
            [[fits(self.index, meeting, crew, room) for room in frame.room_ranks] for crew in pair]
            for pair in seatings
        ]
        shape = (len(seatings), 2, len(frame.rooms))
        return np.array(fitting, dtype=np.bool_).reshape(shape)

    def _seat(self, meeting: int, frame: Frame, kind: Bytes) -> tuple[Crew | None, Crew | None]:
        """Everybody useful among the people of a bit pattern, and as few as the rules allow."""
        key = (meeting, kind.tobytes())
        if key not in self._seatings:
            there = np.unpackbits(kind, count=len(frame.people)).astype(np.bool_)
            people = frame.people[there].tolist()
            loads = Counter({who: self.loads[who] for who in people})
            self._seatings[key] = (
                seat_people(self.index, meeting, people, loads),
                seat_people(self.index, meeting, people, loads, lean=True),
            )
        return self._seatings[key]


def _best(
    starts: Minutes, total: NDArray[np.float64], kept: int | None, blur: Blur
) -> NDArray[np.intp]:
    """Ranks of the starts to look at closely, in their order."""
    total += blur(len(total))
    if kept is not None:
        total[starts == kept] = -np.inf
    best = total.argpartition(WIDTH)[:WIDTH]
    best.sort()
    return best
