"""Keep a board's meetings in order, each on a day of its own."""

import itertools
from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.index import DAY, Index, Minutes
from scheduler.insertion.options import Hold, Insertion, Options
from scheduler.model import Expr, Model
from scheduler.weights import Weights

NAME = "series"


def weight(weights: Weights) -> int:
    """Points per pair."""
    return weights.series


def units(index: Index, draft: Draft) -> int:
    """Successive meetings of a board that are both held, the second not on a later day."""
    return sum(
        1
        for first, second in _pairs(index)
        if first in draft.starts
        and second in draft.starts
        and index.day(second, draft.starts[second]) <= index.day(first, draft.starts[first])
    )


def _pairs(index: Index) -> list[tuple[int, int]]:
    return [pair for board in index.series for pair in itertools.pairwise(board)]


def insertion(index: Index) -> Insertion:
    """Neighbours of the board that would be on a later or the same day, or on an earlier one."""
    before, after = dict[int, int](), dict[int, int]()
    for first, second in _pairs(index):
        after[first], before[second] = second, first
    return _Days(index, before, after, {})


@dataclass(frozen=True, slots=True)
class _Days:
    index: Index
    before: dict[int, int]
    after: dict[int, int]
    day: dict[int, int]
    """By held meeting."""

    def added(self, options: Options) -> Minutes:
        days = (options.starts + self.index.roads.offset[options.meeting]) // DAY
        found = np.zeros(len(days), dtype=np.int64)
        earlier = self.day.get(self.before.get(options.meeting, -1))
        later = self.day.get(self.after.get(options.meeting, -1))
        if earlier is not None:
            found += days <= earlier
        if later is not None:
            found += days >= later
        return found[:, None]

    def place(self, meeting: int, hold: Hold) -> None:
        self.day[meeting] = self.index.day(meeting, hold.start)

    def remove(self, meeting: int, hold: Hold) -> None:
        del self.day[meeting]


def missed(model: Model) -> Expr:
    """The same pairs, where the scope decides at least one of the two."""
    return sum(
        _clash(model, first, second)
        for first, second in _pairs(model.index)
        if first in model.at or second in model.at
    )


def _clash(model: Model, first: int, second: int) -> Expr:
    days_before, days_after = _days(model, first), _days(model, second)
    if not days_before or not days_after or max(days_before) < min(days_after):
        return 0
    starts, day_of = model.base.starts, model.index.day
    held = first in starts and second in starts
    hint = held and day_of(second, starts[second]) <= day_of(first, starts[first])
    clash = model.bool(hint, f"series {first} {second}")
    for day in sorted(set(days_before) | set(days_after)):
        late = sum(one for when, one in days_before.items() if when >= day)
        early = sum(one for when, one in days_after.items() if when <= day)
        model.cp.add(late + early - 1 <= clash)
    return clash


def _days(model: Model, meeting: int) -> dict[int, Expr]:
    """Whether the meeting is on each day that is open to it, by its own clocks."""
    if meeting not in model.at:
        start = model.base.starts.get(meeting)
        in_scope = meeting in model.scope.meetings
        return {} if start is None or in_scope else {model.index.day(meeting, start): 1}
    days: dict[int, Expr] = {}
    for start, literal in zip(model.starts[meeting], model.at[meeting], strict=True):
        day = model.index.day(meeting, int(start))
        days[day] = days.get(day, 0) + literal
    return days
