"""Meetings at given prices, each solved alone; those in each other's way are solved together.

At prices nothing ties meetings together but the people, the rooms and the roads that they share,
and the order of a board. Most never need the same of them at one time. What they cost alone is a
bound, and as soon as none is in the way of another it is what they cost together.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scheduler.check import breaches
from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.model import Scope
from scheduler.plan import Score
from scheduler.search import Budget, Control, Outcome, search

ASIDE = 2
"""Islands of up to so many meetings are asked to stay out of the way; larger ones are joined."""


@dataclass(frozen=True, slots=True)
class Island:
    """Meetings that are solved together."""

    meetings: tuple[int, ...]
    held: Draft
    """These meetings alone, as they are held."""
    cost: int
    bound: int
    """No way to hold them costs less, whatever the others do."""

    @property
    def above(self) -> int:
        """Points paid for staying out of the way of others."""
        return self.cost - self.bound

    def with_others(self, others: Draft) -> Draft:
        """The same plan with these meetings held like this."""
        return _joined(others.without(self.meetings), [self.held])


def search_apart(
    index: Index, base: Draft, scope: Scope, budget: Budget, control: Control, number: int = 0
) -> Outcome:
    """The best way to hold the scope's meetings at its prices; it has no cases."""
    return _Islands(index, base, scope, budget, (control, number)).run()


class _Islands:
    def __init__(
        self,
        index: Index,
        base: Draft,
        scope: Scope,
        budget: Budget,
        control: tuple[Control, int],
    ) -> None:
        self.index, self.base, self.scope = index, base, scope
        self.budget, self.control = budget, control
        self.around = base.without(scope.meetings)
        self.islands = dict[int, Island]()
        """By each of its meetings."""

    def run(self) -> Outcome:
        for part in tied(self.index, self.scope.meetings):
            self._keep(self._alone(part))
        if len(self.islands) < len(self.scope.meetings):
            return Outcome(self.scope, self._mixed(), None)
        clear = self._clear()
        bound = Score(urgent=0, comfort=sum(one.bound for one in self._all()))
        return Outcome(self.scope, self._together() if clear else self._mixed(), bound)

    def _all(self) -> list[Island]:
        return [one for meeting, one in self.islands.items() if meeting == one.meetings[0]]

    def _keep(self, island: Island | None) -> None:
        if island is not None:
            self.islands.update(dict.fromkeys(island.meetings, island))

    def _together(self, but: Island | None = None) -> Draft:
        """All islands, or all but one, as they are held."""
        return _joined(self.around, (one.held for one in self._all() if one is not but))

    def _clear(self) -> bool:
        """Move islands, or join them, until none is in another's way; false if cut short."""
        while pair := min(self._in_the_way(), key=_size, default=None):
            found = self._aside(*pair) or self._alone(_meetings(pair))
            if found is None:
                return False
            self._keep(found)
        return True

    def _in_the_way(self) -> Iterator[tuple[Island, Island]]:
        """Those that need the same people or rooms at a time, the smaller of the two first."""
        rank = self.index.meeting
        for fact in breaches(self.index, self._together()):
            pair = [rank[name] for name in (fact.meeting, fact.other) if name is not None]
            if len(pair) == 2 and all(one in self.islands for one in pair):
                one, other = sorted((self.islands[at] for at in pair), key=lambda at: _size((at,)))
                yield one, other

    def _aside(self, smaller: Island, larger: Island) -> Island | None:
        """The one that stays out of everybody's way for less, if that is as good as nothing."""
        least: Island | None = None
        for one in (smaller, larger):
            if least is not None and (_size((one,)) > ASIDE or not self._price(least)):
                break
            found = self._solved(one.meetings, self._together(one), one.held)
            moved = None if found is None else replace(found, bound=one.bound)
            if moved and (least is None or self._price(moved) < self._price(least)):
                least = moved
        return least if least is not None and self._is_cheap(least) else None

    def _price(self, moved: Island) -> int:
        """What an island pays for moving, beyond what it paid before."""
        return moved.above - self.islands[moved.meetings[0]].above

    def _is_cheap(self, moved: Island) -> bool:
        """Whether what is paid for staying out of the way remains within the gap allowed."""
        above = sum(one.above for one in self._all()) + self._price(moved)
        return above <= self.budget.gap * sum(one.bound for one in self._all())

    def _alone(self, meetings: tuple[int, ...]) -> Island | None:
        """These meetings as if no other of the scope were held."""
        return self._solved(meetings, self.around, self.base)

    def _solved(self, meetings: tuple[int, ...], around: Draft, hinted: Draft) -> Island | None:
        """The best for these meetings, the rest as it is; none if time is up before."""
        base = _joined(around, [hinted.only(meetings)])
        scope = replace(self.scope, meetings=meetings)
        budget = replace(self.budget, gap=0.0, presolve=False)
        outcome = search(self.index, base, scope, budget, *self.control)
        if budget.deterministic:
            self.budget = replace(self.budget, amount=max(0.0, budget.amount - outcome.work))
        if outcome.draft is None or outcome.worth is None or outcome.bound is None:
            return None
        held = outcome.draft.only(meetings)
        return Island(meetings, held, outcome.worth.comfort, outcome.bound.comfort)

    def _mixed(self) -> Draft:
        """The islands as found where they are in nobody's way, the others as they were."""
        draft = self.base
        for one in self._all():
            tried = one.with_others(draft)
            if not breaches(self.index, tried):
                draft = tried
        return draft


def tied(index: Index, meetings: Iterable[int]) -> list[tuple[int, ...]]:
    """The meetings one by one, but those of a board together whose days may change places."""
    inside, found = set(meetings), list[tuple[int, ...]]()
    for board in index.series:
        part: tuple[int, ...] = ()
        for one in (one for one in board if one in inside):
            if part and not _may_swap(index, part[-1], one):
                found.append(part)
                part = ()
            part = (*part, one)
        found += [part] if part else []
    return sorted(found)


def _may_swap(index: Index, before: int, after: int) -> bool:
    first, second = index.starts[before], index.starts[after]
    if not len(first) or not len(second):
        return False
    return index.day(before, int(first[-1])) >= index.day(after, int(second[0]))


def _meetings(islands: Iterable[Island]) -> tuple[int, ...]:
    return tuple(sorted(itertools.chain.from_iterable(one.meetings for one in islands)))


def _size(islands: Iterable[Island]) -> int:
    return sum(len(one.meetings) for one in islands)


def _joined(around: Draft, parts: Iterable[Draft]) -> Draft:
    draft = around.copy()
    for part in parts:
        draft.starts.update(part.starts)
        draft.rooms.update(part.rooms)
        draft.staff.update(part.staff)
    return draft
