"""Where cases may be heard, for many cases at once: one entry per case, meeting and start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index, Minutes, Ranks, Truths
from scheduler.rules.needs import is_filled
from scheduler.rules.ready import is_ready

if TYPE_CHECKING:
    from scheduler.wishes import CaseWish


@dataclass(frozen=True, slots=True)
class Places:
    """Entries sorted by case, then by board as the case prefers them, then by start."""

    cases: Ranks
    meetings: Ranks
    starts: Minutes
    urgent: Minutes
    comfort: Minutes

    def only(self, kept: Truths | Ranks) -> Places:
        """These entries alone, in the order given."""
        return Places(
            self.cases[kept],
            self.meetings[kept],
            self.starts[kept],
            self.urgent[kept],
            self.comfort[kept],
        )


def places(
    index: Index,
    cases: Ranks,
    open_starts: Mapping[int, Minutes],
    *,
    earliest: bool = False,
    wishes: Sequence[CaseWish] | None = None,
) -> Places:
    """Every start of the meetings given at which one of the cases may be heard.

    With `earliest` only the first of each board; `wishes` are those that make the price.
    """
    case, meeting, start = _crossed(index, np.sort(cases), open_starts, earliest=earliest)
    ready = is_ready(index, case, start)
    case, meeting, start = case[ready], meeting[ready], start[ready]
    return Places(case, meeting, start, *price(index, case, meeting, start, wishes))


def held_places(index: Index, draft: Draft, cases: Ranks, hosts: Ranks) -> Places:
    """The same for meetings as they are held, where the seats the cases need are filled."""
    starts = {
        one: np.array([draft.starts[one]], dtype=np.int64)
        for one in hosts.tolist()
        if one in draft.starts
    }
    found = places(index, cases, starts)
    met = needs_met(index, draft, starts)
    asked = index.asked
    fits = met[asked.needs[found.cases], found.meetings] | (asked.fixed[found.cases] >= 0)
    return found.only(fits)


def joined(one: Places, other: Places) -> Places:
    """The entries of both, by case; those of `one` first."""
    both = Places(
        np.concatenate([one.cases, other.cases]),
        np.concatenate([one.meetings, other.meetings]),
        np.concatenate([one.starts, other.starts]),
        np.concatenate([one.urgent, other.urgent]),
        np.concatenate([one.comfort, other.comfort]),
    )
    return both.only(np.argsort(both.cases, kind="stable"))


def needs_met(index: Index, draft: Draft, meetings: Mapping[int, object]) -> Truths:
    """By kind of needs and by meeting, whether all of the seats are filled."""
    met = np.zeros((len(index.needs), len(index.problem.meetings)), dtype=np.bool_)
    for kind, seats in enumerate(index.needs):
        for meeting in meetings:
            met[kind, meeting] = all(is_filled(index, draft, meeting, seat) for seat in seats)
    return met


def price(
    index: Index,
    cases: Ranks,
    meetings: Ranks,
    starts: Minutes,
    wishes: Sequence[CaseWish] | None = None,
) -> tuple[Minutes, Minutes]:
    """What hearing each case there costs, allowed or not: units compared first, then points."""
    urgent, comfort = np.zeros((2, len(cases)), dtype=np.int64)
    for wish in index.objective.first_cases:
        urgent += wish.units_at(index, cases, meetings, starts)
    for wish in index.objective.cases if wishes is None else wishes:
        weight = wish.weight(index.problem.weights)
        comfort += weight * wish.units_at(index, cases, meetings, starts)
    return urgent, comfort


def price_left(index: Index, cases: Ranks) -> tuple[Minutes, Minutes]:
    """What leaving each case out costs: units compared first, then points."""
    urgent, comfort = np.zeros((2, len(cases)), dtype=np.int64)
    for wish in index.objective.first_cases:
        urgent += wish.units_left(index, cases)
    for wish in index.objective.cases:
        comfort += wish.weight(index.problem.weights) * wish.units_left(index, cases)
    return urgent, comfort


def case_points(index: Index, draft: Draft) -> Minutes:
    """By case: what hearing it in its meeting, or leaving it out, costs in points."""
    points = price_left(index, np.arange(len(index.problem.cases)))[1]
    cases = np.fromiter(draft.meeting_of, dtype=np.int64)
    meetings = np.fromiter(draft.meeting_of.values(), dtype=np.int64)
    starts = np.array([draft.starts[one] for one in meetings.tolist()], dtype=np.int64)
    points[cases] = price(index, cases, meetings, starts)[1]
    return points


def _crossed(
    index: Index, cases: Ranks, open_starts: Mapping[int, Minutes], *, earliest: bool
) -> tuple[Ranks, Ranks, Minutes]:
    """Cases with the starts of their boards' meetings that are not before they are ready."""
    rows, columns, first, last, table = _spans(index, cases, open_starts)
    sizes = np.clip(last - first, 0, 1 if earliest else None)
    total = int(sizes.sum())
    offsets = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    entry = (offsets + np.arange(total)).astype(np.int64)
    case, rank = np.repeat(cases[rows], sizes), np.repeat(columns, sizes)
    order = np.lexsort((rank, case))
    return case[order], table[0][entry][order], table[1][entry][order]


def _spans(
    index: Index, cases: Ranks, open_starts: Mapping[int, Minutes]
) -> tuple[Ranks, Ranks, Ranks, Ranks, tuple[Ranks, Minutes]]:
    """By case and board: from where to where of one table of meetings and starts."""
    asked, found = index.asked, _Spans()
    free = (asked.fixed[cases] < 0) & ~asked.opposed[cases]
    for board, column in _boards_asked(index, cases[free]):
        own = np.flatnonzero(free & (asked.boards[cases, column] == board))
        found.add(own, column, _table(index.series[board], open_starts), asked.ready[cases[own]])
    bound = (asked.fixed[cases] >= 0) & ~asked.opposed[cases]
    for home in np.unique(asked.fixed[cases[bound]]).tolist():
        own = np.flatnonzero(bound & (asked.fixed[cases] == home))
        found.add(own, 0, _table((home,), open_starts), np.zeros(len(own), dtype=np.int64))
    return found.joined()


def _boards_asked(index: Index, cases: Ranks) -> list[tuple[int, int]]:
    boards = index.asked.boards[cases]
    return [
        (board, column)
        for column in range(boards.shape[1])
        for board in np.unique(boards[:, column]).tolist()
        if board >= 0
    ]


def _table(meetings: tuple[int, ...], open_starts: Mapping[int, Minutes]) -> tuple[Ranks, Minutes]:
    """Meetings beside their starts, by start."""
    held = [one for one in meetings if one in open_starts]
    ranks = np.repeat(np.array(held, dtype=np.int64), [len(open_starts[one]) for one in held])
    starts = np.concatenate([np.zeros(0, dtype=np.int64), *(open_starts[one] for one in held)])
    order = np.lexsort((ranks, starts))
    return ranks[order], starts[order]


class _Spans:
    def __init__(self) -> None:
        nothing = np.zeros(0, dtype=np.int64)
        self.parts = [(nothing, nothing, nothing, nothing)]
        self.meetings, self.starts, self.length = [nothing], [nothing], 0

    def add(self, rows: Ranks, column: int, table: tuple[Ranks, Minutes], ready: Minutes) -> None:
        """These rows may take every entry of the table that starts when they are ready."""
        meetings, starts = table
        first = self.length + np.searchsorted(starts, ready)
        self.length += len(starts)
        self.parts.append(
            (rows, np.full(len(rows), column), first, np.full(len(rows), self.length))
        )
        self.meetings.append(meetings)
        self.starts.append(starts)

    def joined(self) -> tuple[Ranks, Ranks, Ranks, Ranks, tuple[Ranks, Minutes]]:
        """All rows, columns, firsts and lasts, and the one table they point into."""
        rows, columns, first, last = (
            np.concatenate(column) for column in zip(*self.parts, strict=True)
        )
        return (
            rows,
            columns,
            first,
            last,
            (
                np.concatenate(self.meetings),
                np.concatenate(self.starts),
            ),
        )
