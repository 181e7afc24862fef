"""Meetings held so far, kept so that all places of one more are known at once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.draft import Draft
from scheduler.index import Index, Truths
from scheduler.insertion.frames import Frame, Frames, fits
from scheduler.insertion.options import (
    NO_ROOM,
    Crew,
    Crewed,
    Hold,
    Lone,
    Options,
    hold_of,
)
from scheduler.seating import seat_people

Counts = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Prices = NDArray[np.int64]
ONE = np.zeros((1, 1), dtype=np.int64)
"""Every place has the same people: the first and only crew."""
WIDTH = 48
"""Starts looked at closely, the best by what comes first and by what a meeting costs alone."""

Blur = Callable[[int], NDArray[np.float64]]
"""So many random surcharges."""


def sharp(count: int) -> NDArray[np.float64]:
    """No surcharge."""
    return np.zeros(count)


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """What comes first, and points; compared in that order."""

    first: int
    points: int

    def __add__(self, other: "Worth") -> "Worth":
        return Worth(self.first + other.first, self.points + other.points)

    def __sub__(self, other: "Worth") -> "Worth":
        return Worth(self.first - other.first, self.points - other.points)


class Held:
    """A draft that changes one meeting at a time; cases stay as they are."""

    def __init__(self, index: Index, draft: Draft, *, unit: float) -> None:
        """`unit` is the price of one unit of what comes first, in points."""
        self.index, self.draft = index, Draft(meeting_of=dict(draft.meeting_of))
        self.grain = index.problem.grain
        grains = -(-index.problem.horizon // self.grain) + 1
        self.people: Counts = np.zeros((len(index.problem.people), grains), dtype=np.int32)
        self.rooms: Counts = np.zeros((len(index.problem.rooms), grains), dtype=np.int32)
        self.loads = np.zeros(len(index.problem.people), dtype=np.int64)
        self.frames = Frames(index)
        self.unit = unit
        self.sizes = [
            one.duration * sum(seat.minimum for seat in one.seats) for one in index.problem.meetings
        ]
        self._sort()
        self._holds: dict[int, Hold] = {}
        self._alone: dict[int, Prices] = {}
        self._seatings: dict[tuple[int, bytes], tuple[Crew | None, Crew | None]] = {}
        for meeting in sorted(draft.starts):
            self.place(meeting, hold_of(draft, meeting))

    def _sort(self) -> None:
        """Wishes that look at each meeting alone, and those that look around it, by level."""
        wishes, weights = self.index.objective, self.index.problem.weights
        priced = [(Worth(1, 0), wish.insertion(self.index)) for wish in wishes.first]
        priced += [
            (Worth(0, wish.weight(weights)), wish.insertion(self.index)) for wish in wishes.placing
        ]
        alone = [isinstance(wish, Lone | Crewed) for _, wish in priced]
        self.alone = [one for one, is_alone in zip(priced, alone, strict=True) if is_alone]
        around = [one for one, is_alone in zip(priced, alone, strict=True) if not is_alone]
        self.first = [wish for worth, wish in around if worth.first]
        self.points = [(worth.points, wish) for worth, wish in around if not worth.first]
        self.around = [wish for _, wish in around]

    def place(self, meeting: int, hold: Hold) -> None:
        """Hold the meeting so, whatever the rules say."""
        hold.put(self.draft, meeting)
        self._holds[meeting] = hold
        self._count(meeting, hold, 1)
        for wish in self.around:
            wish.place(meeting, hold)

    def remove(self, meeting: int) -> Hold:
        """Hold it no more; how it was held."""
        hold = self._holds.pop(meeting)
        self.draft.drop(meeting)
        self._count(meeting, hold, -1)
        for wish in self.around:
            wish.remove(meeting, hold)
        return hold

    def _count(self, meeting: int, hold: Hold, change: int) -> None:
        begin = hold.start // self.grain
        end = -(-(hold.start + self.index.problem.meetings[meeting].duration) // self.grain)
        crew = hold.people
        self.people[crew, begin:end] += change
        self.loads[crew] += change
        if hold.room != NO_ROOM:
            self.rooms[hold.room, begin:end] += change

    def least(self, meeting: int) -> int:
        """The least that the meeting, taken alone, adds to what comes first."""
        frame = self.frames[meeting]
        if frame.crew is None or not frame.open.any():
            return 0
        return int(self._everywhere_alone(meeting)[0][frame.open].min())

    def range(self) -> float:
        """By how many points the places of a usual meeting differ, taken alone."""
        ranges = [
            float(np.ptp(self._everywhere_alone(one)[1]))
            for one in range(len(self.sizes))
            if self.frames[one].crew is not None and self.frames[one].open.any()
        ]
        return float(np.median(ranges)) if ranges else 0.0

    def _everywhere_alone(self, meeting: int) -> Prices:
        """What all places cost taken alone, for a meeting whose people are known."""
        if meeting not in self._alone:
            frame = self.frames[meeting]
            crews = (frame.crew or (),)
            options = Options(meeting, frame.starts, frame.rooms, crews, ONE, frame.open)
            self._alone[meeting] = self._lone_prices(options)
        return self._alone[meeting]

    def price_of(self, meeting: int, hold: Hold) -> Worth:
        """What holding the meeting so would add."""
        options = hold.alone(meeting)
        first, points = self._lone_prices(options)[:, 0, 0].tolist()
        first += sum(int(wish.added(options)[0, 0]) for wish in self.first)
        points += sum(weight * int(wish.added(options)[0, 0]) for weight, wish in self.points)
        return Worth(first, points)

    def places(
        self, meeting: int, kept: int | None = None, blur: Blur = sharp
    ) -> tuple[Options, Prices]:
        """The best starts of a meeting that is not held, and what each place would add.

        The start `kept` is among them, if it is allowed; `blur` surcharges them at random, so that
        not only the cheapest are. Prices are what comes first, then points,
        of shape (2, S, R); some of the places are not allowed.
        """
        options, prices = self._allowed(meeting)
        for wish in self.first:
            prices[0] += wish.added(options)
        if len(options.starts) > WIDTH:
            options, prices = self._best(options, prices, kept, blur)
        for weight, wish in self.points:
            prices[1] += weight * wish.added(options)
        return options, prices

    def _best(
        self, options: Options, prices: Prices, kept: int | None, blur: Blur
    ) -> tuple[Options, Prices]:
        """The most promising starts, in their order."""
        total = np.where(options.allowed, self.unit * prices[0] + prices[1], np.inf).min(axis=1)
        total += blur(len(total))
        if kept is not None:
            total[options.starts == kept] = -np.inf
        best = np.argpartition(total, WIDTH)[:WIDTH]
        best.sort()
        return options.at(best), prices[:, best]

    def _allowed(self, meeting: int) -> tuple[Options, Prices]:
        """Starts with an allowed place, and what each place costs taken alone."""
        options = self.options(meeting)
        kept = np.flatnonzero(options.allowed.any(axis=1))
        options = options.at(kept)
        if self.frames[meeting].crew is None:
            return options, self._lone_prices(options)
        return options, self._everywhere_alone(meeting)[:, kept]

    def _lone_prices(self, options: Options) -> Prices:
        total: Prices = np.zeros((2, *options.allowed.shape), dtype=np.int64)
        for worth, wish in self.alone:
            added = wish.added(options)
            total[0] += worth.first * added
            total[1] += worth.points * added
        return total

    def options(self, meeting: int) -> Options:
        """All places of a meeting that is not held, those that break a rule not allowed."""
        frame = self.frames[meeting]
        house = self._house(frame)
        if frame.crew is None:
            return self._choices(meeting, frame, house)
        counts = self.people[:, frame.low : frame.high].take(frame.people, axis=0)
        free: Truths = frame.unused(counts.sum(axis=0, keepdims=True))[0]
        return Options(
            meeting, frame.starts, frame.rooms, (frame.crew,), ONE, house & free[:, None]
        )

    def _house(self, frame: Frame) -> Truths:
        """Whether each room can be used at each start, (S, R)."""
        if frame.rooms[0] == NO_ROOM:
            return frame.open
        counts = self.rooms[:, frame.low : frame.high].take(frame.rooms, axis=0)
        return np.asarray(frame.open & frame.unused(counts).T)

    def _choices(self, meeting: int, frame: Frame, house: Truths) -> Options:
        """Places with the people that would be seated at each, from those free then."""
        counts = self.people[:, frame.low : frame.high].take(frame.people, axis=0)
        free = np.stack([frame.free, frame.unused(counts)]).all(axis=0)
        kinds, kind = np.unique(np.packbits(free, axis=0), axis=1, return_inverse=True)
        seatings = [self._seat(meeting, frame, kinds[:, one]) for one in range(kinds.shape[1])]
        rooms = frame.rooms.tolist()
        fitting = np.array(
            [
                [[fits(self.index, meeting, crew, room) for room in rooms] for crew in pair]
                for pair in seatings
            ],
            dtype=np.bool_,
        ).reshape(len(seatings), 2, len(rooms))
        crew = np.where(fitting[:, 0], 0, 1) + 2 * np.arange(len(seatings))[:, None]
        crews = [one or () for pair in seatings for one in pair]
        kind = kind.reshape(-1)
        seated: Truths = np.any(fitting, axis=1)
        allowed = house & seated[kind]
        return Options(meeting, frame.starts, frame.rooms, crews, crew[kind], allowed)

    def _seat(self, meeting: int, frame: Frame, kind: Bytes) -> tuple[Crew | None, Crew | None]:
        """Everybody useful among the people of a bit pattern, and as few as the rules allow."""
        key = (meeting, kind.tobytes())
        if key not in self._seatings:
            there = np.unpackbits(kind, count=len(frame.people)).astype(np.bool_)
            people = frame.people[there].tolist()
            loads = Counter({who: int(self.loads[who]) for who in people})
            self._seatings[key] = (
                seat_people(self.index, meeting, people, loads),
                seat_people(self.index, meeting, people, loads, lean=True),
            )
        return self._seatings[key]
