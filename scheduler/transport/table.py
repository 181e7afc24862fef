"""The transport problem in arrays alone, so that it travels to another process at no cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.draft import Draft
from scheduler.index import Index, Ranks, Truths
from scheduler.places import held_places, price_left
from scheduler.rules.minutes import allowed

Short = NDArray[np.int32]
Points = NDArray[np.float64]
BATCH = 4_000
"""Cases laid out at a time: what leads to the entries takes many times their memory."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cases by meetings: one entry for each place where a case may be heard."""

    case: Ranks
    """By row: the case's rank in the problem."""
    meeting: Ranks
    """By column: the meeting's rank in the problem."""
    start: Ranks
    """By column: when it is held."""
    row: Short
    column: Short
    cost: Points
    """By entry, sorted by row; what comes first counts `ceiling` points a unit."""
    left: Points
    """By row: what leaving the case out costs."""
    minutes: Ranks
    ordinary: Truths
    """By row: whether the case may not use the reserve."""
    room: Ranks
    """By column: minutes for all cases."""
    ordinary_room: Ranks
    """By column: minutes for ordinary ones."""
    now: Ranks
    """By row: the column that hears the case at present, or -1."""
    ceiling: int
    """Above what all points together can come to."""

    def entry_of(self, choice: Ranks) -> Ranks:
        """By row: the entry of the chosen column, or -1 if there is none."""
        found = np.full(len(self.case), -1)
        chosen = np.flatnonzero(choice[self.row] == self.column)
        found[self.row[chosen]] = chosen
        return found

    def worth(self, choice: Ranks) -> float:
        """What the choice of a column, or -1, for each row costs."""
        entry = self.entry_of(choice)
        return float(self.left[entry < 0].sum() + self.cost[entry[entry >= 0]].sum())


def table(index: Index, draft: Draft, cases: Ranks) -> Table:
    """The cases given, in the meetings as held; all others keep the minutes that they take."""
    cases = np.sort(cases[index.asked.fixed[cases] < 0])
    hosts = np.array(sorted(draft.starts), dtype=np.int64)
    urgent, comfort = price_left(index, cases)
    ceiling = 1 + int(comfort.sum()) if urgent.any() else 1
    left = (ceiling * urgent + comfort).astype(np.float64)
    batches = [
        _entries(index, draft, cases, begin, (hosts, left, ceiling))
        for begin in range(0, max(1, len(cases)), BATCH)
    ]
    row, column, cost = (np.concatenate(part) for part in zip(*batches, strict=True))
    asked = index.asked
    room, ordinary_room = _rooms(index, draft, hosts, set(cases.tolist()))
    return Table(
        case=cases,
        meeting=hosts,
        start=np.array([draft.starts[one] for one in hosts.tolist()], dtype=np.int64),
        row=row,
        column=column,
        cost=cost,
        left=left,
        minutes=asked.minutes[cases],
        ordinary=~asked.urgent[cases],
        room=room,
        ordinary_room=ordinary_room,
        now=_now(draft, cases, hosts),
        ceiling=ceiling,
    )


def _entries(
    index: Index, draft: Draft, cases: Ranks, begin: int, about: tuple[Ranks, Points, int]
) -> tuple[Short, Short, Points]:
    """Rows, columns and costs of a batch of cases, where hearing costs less than leaving out."""
    hosts, left, ceiling = about
    found = held_places(index, draft, cases[begin : begin + BATCH], hosts)
    row = np.searchsorted(cases, found.cases)
    cost = (ceiling * found.urgent + found.comfort).astype(np.float64)
    kept = cost < left[row]
    column = np.searchsorted(hosts, found.meetings[kept])
    return row[kept].astype(np.int32), column.astype(np.int32), cost[kept]


def _rooms(index: Index, draft: Draft, hosts: Ranks, free: set[int]) -> tuple[Ranks, Ranks]:
    """Minutes that the other cases leave in each meeting, for all and for ordinary ones."""
    left = {
        one: [allowed(index, one, urgent=True), allowed(index, one, urgent=False)]
        for one in hosts.tolist()
    }
    for case, meeting in draft.meeting_of.items():
        if case not in free:
            wanted = index.problem.cases[case]
            left[meeting][0] -= wanted.minutes
            left[meeting][1] -= 0 if wanted.urgent else wanted.minutes
    pairs = np.array([left[one] for one in hosts.tolist()], dtype=np.int64).reshape(-1, 2)
    pairs = np.maximum(0, pairs)
    return pairs[:, 0].copy(), np.minimum(pairs[:, 0], pairs[:, 1])


def _now(draft: Draft, cases: Ranks, hosts: Ranks) -> Ranks:
    heard = np.array([draft.meeting_of.get(case, -1) for case in cases.tolist()], dtype=np.int64)
    return np.where(heard < 0, -1, np.searchsorted(hosts, np.maximum(0, heard)))


def clusters(whole: Table) -> list[Table]:
    """The table in parts that share no meeting, the largest first."""
    label = np.arange(len(whole.meeting))
    while True:
        least = np.full(len(whole.case), len(label))
        np.minimum.at(least, whole.row, label[whole.column])
        lower = label.copy()
        np.minimum.at(lower, whole.column, least[whole.row])
        lower = lower[lower]
        if (lower == label).all():
            break
        label = lower
    row_label = np.full(len(whole.case), -1)
    row_label[whole.row] = label[whole.column]
    sizes = np.bincount(row_label[row_label >= 0], minlength=len(label))
    wanted = [one for one in np.argsort(-sizes, kind="stable").tolist() if sizes[one]]
    return [part(whole, row_label == one, label == one) for one in wanted]


def part(whole: Table, rows: Truths, columns: Truths) -> Table:
    """The table of these rows and columns alone."""
    inside = rows[whole.row] & columns[whole.column]
    new_row, new_column = np.cumsum(rows) - 1, np.cumsum(columns) - 1
    here = whole.now[rows]
    now = np.where((here >= 0) & columns[here], new_column[here], -1)
    return Table(
        case=whole.case[rows],
        meeting=whole.meeting[columns],
        start=whole.start[columns],
        row=new_row[whole.row[inside]].astype(np.int32),
        column=new_column[whole.column[inside]].astype(np.int32),
        cost=whole.cost[inside],
        left=whole.left[rows],
        minutes=whole.minutes[rows],
        ordinary=whole.ordinary[rows],
        room=whole.room[columns],
        ordinary_room=whole.ordinary_room[columns],
        now=now,
        ceiling=whole.ceiling,
    )
