"""Annealing by ruin and insertion: a few meetings are taken out and put back where they add least.

A place is drawn by its price and a random surcharge that shrinks with the temperature, and the
whole change is kept as in simulated annealing. The best plan met is never lost.
"""

import math
import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.alone import Prices, Worth
from scheduler.insertion.held import Held
from scheduler.insertion.options import Hold, Options, hold_of
from scheduler.insertion.related import Related

HOT, COOLING, HASTY = 10.0, 0.1, 0.04
"""The temperature at the beginning in units of what comes first, and what is left of it at the end
of a long search and of a short one, which has no time to stay where plans are still moving."""
ENOUGH, LONG = 200, 800
"""Steps a meeting that a search needs to begin so hot, with fewer it begins cooler; and those of a
long one."""
UNIT, RANGES = 500.0, 3.0
"""Points that the search pays for one unit of what comes first, at least; or so many times what a
meeting's places differ by in points. The best plan is told by level, not by it."""
MOST = 5
"""Meetings taken out at once, at most; mostly one or two."""
GUILTY = 0.4
"""How often the search begins with a meeting that misses something of what comes first."""
NOWHERE = 1e15
DRAWN = 1 << 16
"""Random surcharges drawn at once, to be used again in other stretches."""
TRIES = 20
"""Constructions from nothing, until one leaves nothing out."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How hot a search is, in units of what comes first."""

    hot: float = HOT
    cooling: float = COOLING
    """What is left of it at the end."""

    def at(self, done: float) -> float:
        """When so much of the search is over, from 0 to 1."""
        return float(self.hot * self.cooling**done)


class Annealing:
    """One search: `step` it until time is up, then take `best`."""

    def __init__(self, index: Index, draft: Draft, *, seed: int) -> None:
        self.chance = random.Random(seed)
        self.noise = np.random.default_rng(seed)
        self.drawn = self.noise.exponential(1.0, DRAWN)
        self.held = Held(index, draft, unit=UNIT)
        self.unit = self.held.unit = max(UNIT, RANGES * self.held.alone.range())
        self.schedule = Schedule()
        self.movable = [rank for rank, one in enumerate(index.problem.meetings) if not one.is_fixed]
        self.related = Related(index, self.movable, self.chance)
        self.idle = {one for one in self.movable if one not in draft.starts}
        self.guilty = dict[int, None]()
        """Meetings that missed something of what comes first where they were last put."""
        self.innocent = dict[int, int]()
        """By meeting, when first asked for: the least it can add to what comes first."""
        self.worth = Worth(0, 0)
        """Of the plan as it stands, less that of the first one."""
        self.best, self.best_worth = self.draft.copy(), self.worth

    @property
    def draft(self) -> Draft:
        """The plan as it stands, not the best one."""
        return self.held.draft

    def construct(self) -> None:
        """Put in all that is left out, the largest meetings first; again if some find no place.

        In the next try those go first: what squeaks gets the grease.
        """
        left_out, squeaks = sorted(self.idle), dict.fromkeys(self.idle, 0)
        for _ in range(TRIES):
            self._take_out(left_out)
            for meeting in sorted(
                left_out, key=lambda one: (-squeaks[one], -self.held.sizes[one], one)
            ):
                self.worth = self.worth + self._insert(meeting, 0.0)
            self._note()
            if not self.idle:
                return
            for meeting in self.idle:
                squeaks[meeting] += 1

    def _take_out(self, meetings: list[int]) -> None:
        for meeting in meetings:
            if meeting in self.draft.starts:
                hold = self.held.remove(meeting)
                self.worth = self.worth - self.held.price_of(meeting, hold)
                self.idle.add(meeting)

    def adopt(self, draft: Draft) -> None:
        """Go on from another plan with the same cases."""
        changed = [one for one in self.movable if _hold(self.draft, one) != _hold(draft, one)]
        self._take_out(changed)
        for meeting in changed:
            hold = _hold(draft, meeting)
            if hold is not None:
                self.worth = self.worth + self.held.price_of(meeting, hold)
                self.held.place(meeting, hold)
                self.idle.discard(meeting)
        self._note()

    def hear(self, draft: Draft, worth: Worth) -> bool:
        """Keep another search's best plan if it is better; whether it is.

        Both worths count from the same first plan.
        """
        if worth >= self.best_worth:
            return False
        self.best, self.best_worth = draft, worth
        return True

    def total(self, worth: Worth) -> float:
        """What the search compares, in points."""
        return self.unit * worth.first + worth.points

    def expect(self, steps: float) -> None:
        """Begin as hot as so many steps can cool."""
        each = steps / max(1, len(self.movable))
        self.schedule = Schedule(HOT * min(1.0, each / ENOUGH), COOLING if each > LONG else HASTY)

    def step(self, done: float) -> bool:
        """One ruin and insertion; whether the best plan is a new one.

        `done` says how much of the search is over, from 0 to 1.
        """
        meetings, heat = self._chosen(), self.unit * self.schedule.at(done)
        gained, before = self._ruin(meetings)
        rise = self._recreate(meetings, before, heat) - gained
        if not self._accepts(rise, heat):
            self._undo(meetings, before)
            return False
        self.worth = self.worth + rise
        return self._note()

    def _ruin(self, meetings: list[int]) -> tuple[Worth, dict[int, Hold]]:
        """Take the meetings out; what all but the last gain by that, and how they were held."""
        gained, before = Worth(0, 0), dict[int, Hold]()
        for meeting in meetings:
            if meeting in self.draft.starts:
                before[meeting] = self.held.remove(meeting)
                if meeting != meetings[-1]:
                    gained = gained + self.held.price_of(meeting, before[meeting])
        return gained, before

    def _recreate(self, meetings: list[int], before: dict[int, Hold], heat: float) -> Worth:
        """Put the meetings back; what they add, less what the last added before.

        The last one taken out is the first put back, since its prices tell both.
        """
        last, others = meetings[-1], meetings[:-1]
        if last not in before or any(one not in before for one in others):
            gained = self.held.price_of(last, before[last]) if last in before else Worth(0, 0)
            added = [self._insert(one, heat) for one in self._order(meetings)]
            return sum(added, Worth(0, 0) - gained)
        rise = self._insert(last, heat, before[last])
        return sum((self._insert(one, heat) for one in self._order(others)), rise)

    def _chosen(self) -> list[int]:
        """Meetings to take out: one and a few of those in its way; idle ones with theirs."""
        draw, starts = self.chance.random, self.draft.starts
        if self.idle and draw() < 0.5:
            return self.related.by_people(
                self.chance.choice(sorted(self.idle)), 2 + int(draw() * 3)
            )
        guilty = list(self.guilty) if draw() < GUILTY else []
        one = self.chance.choice(guilty or self.movable)
        count = 1 + int(self.chance.expovariate(1.0))
        count, kind = min(count, MOST), draw()
        if count == 1:
            return [one]
        if kind < 0.4 and one in starts:
            return self.related.in_time(one, self.held.begun, count)
        if kind < 0.7:
            return self.related.by_people(one, count)
        return self.related.anyone(count)

    def _order(self, meetings: list[int], blur: float = 1.0) -> list[int]:
        """Those that were left out first, then more or less the largest first."""
        size, draw = self.held.sizes, self.chance.random
        key = {
            one: (one not in self.idle, -size[one] * (1 + blur * (draw() - 0.5)))
            for one in meetings
        }
        return sorted(meetings, key=key.__getitem__)

    def _insert(self, meeting: int, heat: float, before: Hold | None = None) -> Worth:
        """Hold the meeting at a cheap place, if there is one.

        What that adds, less what it added where it was before.
        """
        kept = before.start if before else None
        options, prices = self.held.places(
            meeting, kept, lambda count: self._surcharge(count, heat)
        )
        if not len(options.starts):
            self.idle.add(meeting)
            return Worth(0, 0) - (self.held.price_of(meeting, before) if before else Worth(0, 0))
        start, room = self._drawn(options, prices, heat)
        rise = Worth(*prices[:, start, room].tolist())
        if rise.first > self._least(meeting):
            self.guilty[meeting] = None
        else:
            self.guilty.pop(meeting, None)
        if before is not None:
            rise = rise - self._price_in(options, prices, before)
        self.held.place(meeting, options.hold(start, room))
        self.idle.discard(meeting)
        return rise

    def _drawn(self, options: Options, prices: Prices, heat: float) -> tuple[int, int]:
        """Ranks of the start and the room that a random surcharge makes the cheapest."""
        drawn = (self.unit * prices[0] + prices[1]).T
        if heat:
            drawn += self._surcharge(drawn.size, heat).reshape(drawn.shape)
        drawn[~options.allowed.T] = NOWHERE
        room, start = divmod(int(drawn.argmin()), drawn.shape[1])
        return start, room

    def _surcharge(self, count: int, heat: float) -> NDArray[np.float64]:
        """Of so many places: exponential, from somewhere among those drawn once."""
        while count > len(self.drawn) // 2:
            self.drawn = np.concatenate([self.drawn, self.noise.exponential(1.0, len(self.drawn))])
        first = int(self.chance.random() * (len(self.drawn) - count))
        return heat * self.drawn[first : first + count]

    def _least(self, meeting: int) -> int:
        if meeting not in self.innocent:
            self.innocent[meeting] = self.held.alone.least(meeting)
        return self.innocent[meeting]

    def _price_in(self, options: Options, prices: Prices, hold: Hold) -> Worth:
        """The price of one of the places, as it was held before."""
        start = int(options.starts.searchsorted(hold.start))
        room = int(np.flatnonzero(options.rooms == hold.room)[0])
        known = start < len(options.starts) and options.hold(start, room) == hold
        if not known:
            return self.held.price_of(options.meeting, hold)
        return Worth(*prices[:, start, room].tolist())

    def _accepts(self, rise: Worth, heat: float) -> bool:
        total = self.total(rise)
        return total <= 0 or (heat > 0 and self.chance.random() < math.exp(-total / heat))

    def _undo(self, meetings: list[int], before: dict[int, Hold]) -> None:
        for meeting in meetings:
            if meeting in self.draft.starts:
                self.held.remove(meeting)
        for meeting, hold in before.items():
            self.held.place(meeting, hold)
        self.idle.difference_update(before)
        self.idle.update(one for one in meetings if one not in before)

    def _note(self) -> bool:
        """Keep the plan if it is the best so far."""
        if self.worth >= self.best_worth:
            return False
        self.best, self.best_worth = self.draft.copy(), self.worth
        return True


def _hold(draft: Draft, meeting: int) -> Hold | None:
    return hold_of(draft, meeting) if meeting in draft.starts else None
