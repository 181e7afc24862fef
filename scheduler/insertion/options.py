"""Where one meeting could be put, and how a wish says what each place would add."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from scheduler.draft import Draft, Seated
from scheduler.index import Index, Minutes, Truths

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_ROOM = -1
"""Stands for a room's rank when a meeting is held by video."""

Crew = tuple[Seated, ...]
"""Who sits where in one meeting."""


@dataclass(frozen=True, slots=True)
class Hold:
    """How one meeting is held."""

    start: int
    room: int
    crew: Crew

    @property
    def people(self) -> Minutes:
        """Of the crew."""
        return np.array([who for _, who in self.crew], dtype=np.int64)

    def alone(self, meeting: int) -> Options:
        """The grid of that single place."""
        return Options(
            meeting,
            np.array([self.start], dtype=np.int64),
            np.array([self.room], dtype=np.int64),
            (self.crew,),
            np.zeros((1, 1), dtype=np.int64),
            np.ones((1, 1), dtype=np.bool_),
        )

    def put(self, draft: Draft, meeting: int) -> None:
        """Hold the meeting so in a draft."""
        draft.starts[meeting], draft.staff[meeting] = self.start, self.crew
        if self.room == NO_ROOM:
            draft.rooms.pop(meeting, None)
        else:
            draft.rooms[meeting] = self.room


def hold_of(draft: Draft, meeting: int) -> Hold:
    """How a draft holds a meeting; raises KeyError if it does not."""
    room = draft.rooms.get(meeting, NO_ROOM)
    return Hold(draft.starts[meeting], room, draft.staff.get(meeting, ()))


@dataclass(frozen=True, slots=True)
class Options:
    """The grid of one meeting's places: S starts by R rooms."""

    meeting: int
    starts: Minutes
    """Shape (S,)."""
    rooms: Minutes
    """Shape (R,); NO_ROOM for none."""
    crews: Sequence[Crew]
    """Who would come; nobody is chosen anew by what wishes say."""
    crew: Minutes
    """Rank in `crews` of each place, of a shape that broadcasts to (S, R)."""
    allowed: Truths
    """Whether the rules allow each place, shape (S, R)."""

    def at(self, kept: Minutes) -> Options:
        """The same grid with the starts of these ranks alone."""
        crew = self.crew if len(self.crew) == 1 else self.crew[kept]
        return Options(
            self.meeting, self.starts[kept], self.rooms, self.crews, crew, self.allowed[kept]
        )

    def hold(self, start: int, room: int) -> Hold:
        """The place at these two ranks."""
        rows, columns = self.crew.shape
        crew = int(self.crew[start if rows > 1 else 0, room if columns > 1 else 0])
        return Hold(int(self.starts[start]), int(self.rooms[room]), self.crews[crew])


class Insertion(Protocol):
    """What one wish keeps in mind of the meetings held, to price one more at once."""

    def added(self, options: Options) -> Minutes:
        """Units that each place would add; of a shape that broadcasts to (S, R)."""

    def place(self, meeting: int, hold: Hold) -> None:
        """The meeting is now held so."""

    def remove(self, meeting: int, hold: Hold) -> None:
        """It no longer is."""


@dataclass(frozen=True, slots=True)
class Lone:
    """For a wish that looks at each meeting's start alone."""

    units: Callable[[int, Minutes], Minutes]
    """From a meeting and starts to what each start misses."""

    def added(self, options: Options) -> Minutes:
        """The start's units, whatever the room."""
        return self.units(options.meeting, options.starts)[:, None]

    def place(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""

    def remove(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""


@dataclass(slots=True)
class Paired:
    """For a wish that counts the grains that two meetings both take."""

    index: Index
    units: Minutes
    """For each grain that two meetings share, (meetings, meetings): symmetric, 0 for the same."""
    held: dict[int, tuple[int, int]] = field(default_factory=dict)
    """First grain, and grain after the last, of the meetings held."""

    def added(self, options: Options) -> Minutes:
        """Units of all grains shared with each meeting held."""
        others = np.array(list(self.held), dtype=np.int64)
        spans = np.array(list(self.held.values()), dtype=np.int64).reshape(-1, 2)
        begin, end = self._grains(options.meeting, options.starts)
        common = np.minimum(end[:, None], spans[:, 1]) - np.maximum(begin[:, None], spans[:, 0])
        total = np.maximum(common, 0) @ self.units[options.meeting, others]
        return np.asarray(total[:, None], dtype=np.int64)

    def _grains(self, meeting: int, starts: Minutes) -> tuple[Minutes, Minutes]:
        grain = self.index.problem.grain
        return starts // grain, -(-(starts + self.index.durations[meeting]) // grain)

    def place(self, meeting: int, hold: Hold) -> None:
        """The meeting takes its grains."""
        begin, end = self._grains(meeting, np.array([hold.start], dtype=np.int64))
        self.held[meeting] = int(begin[0]), int(end[0])

    def remove(self, meeting: int, hold: Hold) -> None:
        """It gives them back."""
        del self.held[meeting]


@dataclass(frozen=True, slots=True)
class Crewed:
    """For a wish that looks at each meeting's people and room alone, whatever the start."""

    index: Index
    units: Callable[[Index, Draft], int]
    """As the checker counts them."""
    _known: dict[tuple[int, int, Crew], int] = field(default_factory=dict)
    _empty: list[int] = field(default_factory=list)

    def added(self, options: Options) -> Minutes:
        """The checker's count of a plan with this meeting alone, less that of an empty plan."""
        found = [
            [self._alone(options, crew, room) for room in options.rooms.tolist()]
            for crew in options.crews
        ]
        table = np.array(found, dtype=np.int64)
        return np.asarray(table[options.crew, np.arange(len(options.rooms))])

    def _alone(self, options: Options, crew: Crew, room: int) -> int:
        key = (options.meeting, room, crew)
        if key not in self._known:
            start = int(options.starts[0]) if len(options.starts) else 0
            alone = Draft()
            Hold(start, room, crew).put(alone, options.meeting)
            self._known[key] = self.units(self.index, alone) - self._nothing()
        return self._known[key]

    def _nothing(self) -> int:
        """Units of an empty plan."""
        if not self._empty:
            self._empty.append(self.units(self.index, Draft()))
        return self._empty[0]

    def place(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""

    def remove(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""
