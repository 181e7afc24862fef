"""From shares to whole cases, and from one choice to better ones, window by window."""

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from scheduler.index import Ranks, Truths
from scheduler.transport.prices import Relaxed
from scheduler.transport.table import Table, part

WHOLE = 0.999
CLOSE = 60.0
"""Points beyond a case's best choice at which an entry is still worth a variable."""
CASES = 600
"""Cases that are decided together."""
ENOUGH = 0.001
"""The gap at which a window is good enough."""
MOST_SECONDS, MOST_WORK = 5.0, 4.0
"""For one window, in seconds and in CP-SAT's measure of work."""


def rounded(table: Table, relaxed: Relaxed) -> Ranks:
    """By row a column or -1: the whole shares, then the rest where it still fits."""
    choice = np.full(len(table.case), -1)
    whole = np.flatnonzero(relaxed.share > WHOLE)
    choice[table.row[whole]] = table.column[whole]
    fill(table, choice)
    return choice


def fill(table: Table, choice: Ranks) -> None:
    """Give each row without a column its cheapest one with minutes left, the dearest rows first."""
    room, ordinary_room = left_over(table, choice)
    missing = np.flatnonzero(choice < 0)
    first = np.searchsorted(table.row, missing)
    last = np.searchsorted(table.row, missing, side="right")
    order = np.lexsort((missing, -table.minutes[missing], -table.left[missing]))
    for rank in order.tolist():
        case = int(missing[rank])
        own = np.arange(first[rank], last[rank])
        needed, column = table.minutes[case], table.column[own]
        fits = room[column] >= needed
        if table.ordinary[case]:
            fits &= ordinary_room[column] >= needed
        if fits.any():
            chosen = int(column[fits][np.argmin(table.cost[own][fits])])
            choice[case] = chosen
            room[chosen] -= needed
            ordinary_room[chosen] -= needed * table.ordinary[case]


def left_over(table: Table, choice: Ranks) -> tuple[Ranks, Ranks]:
    """By column: minutes left for all cases, and for ordinary ones."""
    heard = np.flatnonzero(choice >= 0)
    used, ordinary = np.zeros((2, len(table.room)), dtype=np.int64)
    np.add.at(used, choice[heard], table.minutes[heard])
    np.add.at(ordinary, choice[heard], table.minutes[heard] * table.ordinary[heard])
    return table.room - used, np.minimum(table.ordinary_room - ordinary, table.room - used)


def improve(
    table: Table,
    relaxed: Relaxed,
    choice: Ranks,
    seconds_left: Callable[[], float],
    work: float = math.inf,
) -> Ranks:
    """Windows over time, each solved with the rest as it is, until none is left or time is up.

    `work` limits all of them together, in CP-SAT's measure.
    """
    close = relaxed.reduced <= CLOSE
    for rows in _windows(table, relaxed, choice):
        seconds = seconds_left()
        if seconds <= 0 or work <= 0:
            break
        window, entries = _opened(table, choice, rows)
        found, done = _solved(window, close[entries], _solver(seconds, work))
        work -= done
        if found is not None and window.worth(found) < window.worth(window.now):
            choice = choice.copy()
            choice[rows] = found
    return choice


def _windows(table: Table, relaxed: Relaxed, choice: Ranks) -> list[Truths]:
    """Rows that are heard at about the same time, where most is to be gained first."""
    entry = table.entry_of(choice)
    lost = np.where(entry < 0, relaxed.reduced_left, relaxed.reduced[np.maximum(entry, 0)])
    cheapest = np.lexsort((table.cost, table.row))
    first = cheapest[np.searchsorted(table.row, np.arange(len(table.case)))]
    order = np.argsort(table.start[table.column[first]], kind="stable")
    found = []
    for begin in range(0, max(1, len(order) - CASES // 2), CASES // 2):
        rows = np.zeros(len(order), dtype=np.bool_)
        rows[order[begin : begin + CASES]] = True
        found.append((float(lost[rows].sum()), begin, rows))
    ranked = sorted(found, key=lambda one: (-one[0], one[1]))
    return [rows for gain, _, rows in ranked if gain > ENOUGH * table.worth(choice) / len(found)]


def _opened(table: Table, choice: Ranks, rows: Truths) -> tuple[Table, Truths]:
    """The table of these rows with the minutes that the others leave, and its entries."""
    others = np.where(rows, -1, choice)
    room, ordinary_room = left_over(table, others)
    freed = replace(table, now=choice, room=room, ordinary_room=ordinary_room)
    return part(freed, rows, np.ones(len(table.meeting), dtype=np.bool_)), rows[table.row]


def _solved(table: Table, close: Truths, solver: cp_model.CpSolver) -> tuple[Ranks | None, float]:
    """The best choice among entries that are close, or taken now, if any; the work it was."""
    close = close | (table.now[table.row] == table.column)
    model = cp_model.CpModel()
    amounts, used = list[cp_model.IntVar](), dict[int, list[tuple[int, int]]]()
    costs: list[int] = []
    dealt: list[tuple[list[int], list[tuple[int, int]]]] = []
    for rows, entries in _alike(table, close):
        first, hinted = len(amounts), table.now[rows].tolist()
        for entry in entries:
            column = int(table.column[entry])
            amount = model.new_int_var(0, len(rows), "")
            model.add_hint(amount, hinted.count(column))
            used.setdefault(column, []).append((len(amounts), int(rows[0])))
            costs.append(int(table.cost[entry] - table.left[rows[0]]))
            amounts.append(amount)
        model.add(cp_model.LinearExpr.sum(amounts[first:]) <= len(rows))
        columns = table.column[entries].tolist()
        dealt.append((rows, list(enumerate(columns, first))))
    _limit(model, table, amounts, used)
    model.minimize(cp_model.LinearExpr.weighted_sum(amounts, costs))
    status = solver.solve(model)
    done = float(solver.response_proto.deterministic_time)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, done
    choice = np.full(len(table.case), -1)
    for rows, offers in dealt:
        columns = [column for rank, column in offers for _ in range(solver.value(amounts[rank]))]
        choice[rows[: len(columns)]] = columns
    return choice, done


def _solver(seconds: float, work: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    if seconds < math.inf:
        solver.parameters.max_time_in_seconds = min(seconds, MOST_SECONDS)
    solver.parameters.max_deterministic_time = min(work, MOST_WORK)
    solver.parameters.relative_gap_limit = ENOUGH
    return solver


def _alike(table: Table, close: Truths) -> Iterator[tuple[list[int], list[int]]]:
    """Rows that the open entries cannot tell apart, with the entries of the first."""
    groups: dict[object, list[int]] = {}
    own: dict[int, list[int]] = {}
    entries = np.flatnonzero(close)
    first = np.searchsorted(table.row[entries], np.arange(len(table.case))).tolist()
    for row, (begin, end) in enumerate(itertools.pairwise([*first, len(entries)])):
        mine = entries[begin:end]
        if len(mine):
            key = (
                int(table.minutes[row]),
                bool(table.ordinary[row]),
                float(table.left[row]),
                table.column[mine].tobytes(),
                table.cost[mine].tobytes(),
            )
            groups.setdefault(key, []).append(row)
            own[row] = mine.tolist()
    for rows in groups.values():
        yield rows, own[rows[0]]


def _limit(
    model: cp_model.CpModel,
    table: Table,
    amounts: list[cp_model.IntVar],
    used: dict[int, list[tuple[int, int]]],
) -> None:
    """Minutes of all cases, and of ordinary ones, within what each meeting has left."""
    for column, taken in used.items():
        for room, counted in (
            (table.room, taken),
            (table.ordinary_room, [one for one in taken if table.ordinary[one[1]]]),
        ):
            model.add(
                cp_model.LinearExpr.weighted_sum(
                    [amounts[rank] for rank, _ in counted],
                    [int(table.minutes[row]) for _, row in counted],
                )
                <= int(room[column])
            )
