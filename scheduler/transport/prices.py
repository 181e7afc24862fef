"""A price for each minute of each meeting: it bounds every plan, and guides the rounding.

The price comes from the linear relaxation; any price at all gives a valid bound.
"""

import math
import time
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver.python import model_builder_helper as glop

from scheduler.index import Ranks, Truths
from scheduler.transport.table import Points, Table

CHEAPEST = 8
"""Entries of a case that the first relaxation knows; others come when their price is right."""
ROUNDS = 4
EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation found."""

    share: Points
    """By entry: how much of the case is heard there."""
    reduced: Points
    """By entry: what it costs, prices paid, beyond the case's best choice."""
    reduced_left: Points
    """By row: the same for leaving the case out."""
    bound: float
    """No choice for all cases costs less."""


def relax(table: Table, seconds: float) -> Relaxed:
    """The linear relaxation, with more entries until none left out would improve it."""
    known = _cheapest(table)
    nothing = np.zeros(len(table.cost))
    found = Relaxed(nothing, nothing, np.zeros(len(table.case)), -np.inf)
    ends = time.monotonic() + seconds
    for _ in range(ROUNDS):
        share, everyone, ordinary = _solve(table, known, ends - time.monotonic())
        bound, reduced, reduced_left = _bound(table, everyone, ordinary)
        if bound > found.bound:
            found = Relaxed(share, reduced, reduced_left, bound)
        missing = (reduced <= EPSILON) & ~known
        if not missing.any() or time.monotonic() > ends:
            break
        known |= missing
    return found


def _cheapest(table: Table) -> Truths:
    order = np.lexsort((table.cost, table.row))
    rank = np.arange(len(order)) - np.searchsorted(table.row, table.row)
    known = np.zeros(len(order), dtype=np.bool_)
    known[order[rank < CHEAPEST]] = True
    return known


def _solve(table: Table, known: Truths, seconds: float) -> tuple[Points, Points, Points]:
    """Shares by entry, and by column the price of a minute: for everyone, for ordinary cases."""
    entries, rows, columns = np.flatnonzero(known), len(table.case), len(table.room)
    solver = glop.ModelSolverHelper("glop")
    if seconds < math.inf:
        solver.set_time_limit_in_seconds(max(0.1, seconds))
    solver.solve(_model(table, entries))
    share = np.zeros(len(known))
    if not solver.has_solution():
        return share, np.zeros(columns), np.zeros(columns)
    share[entries] = solver.variable_values()
    duals = np.maximum(0.0, -np.asarray(solver.dual_values()))
    return share, duals[rows : rows + columns], duals[rows + columns :]


def _model(table: Table, entries: Ranks) -> glop.ModelBuilderHelper:
    """Each case once at most; minutes within what the meetings have, then the ordinary ones."""
    model, rows, columns = glop.ModelBuilderHelper(), len(table.case), len(table.room)
    for _ in entries:
        model.add_var()
    row, column = table.row[entries], table.column[entries]
    for entry, saved in enumerate((table.cost[entries] - table.left[row]).tolist()):
        model.set_var_lower_bound(entry, 0.0)
        model.set_var_upper_bound(entry, 1.0)
        model.set_var_objective_coefficient(entry, saved)
    limits = np.concatenate([np.ones(rows), table.room, table.ordinary_room])
    for limit in limits.tolist():
        model.set_constraint_upper_bound(model.add_linear_constraint(), limit)
    minutes = table.minutes[row].tolist()
    for entry, (case, meeting) in enumerate(zip(row.tolist(), column.tolist(), strict=True)):
        model.set_constraint_coefficient(case, entry, 1.0)
        model.set_constraint_coefficient(rows + meeting, entry, minutes[entry])
    tight = table.ordinary[row] & (table.ordinary_room < table.room)[column]
    for entry in np.flatnonzero(tight).tolist():
        model.set_constraint_coefficient(rows + columns + int(column[entry]), entry, minutes[entry])
    return model


def _bound(table: Table, everyone: Points, ordinary: Points) -> tuple[float, Points, Points]:
    """What these prices prove; what each entry, and being left, costs beyond the best choice."""
    price = everyone[table.column] + ordinary[table.column] * table.ordinary[table.row]
    saving = table.cost - table.left[table.row] + price * table.minutes[table.row]
    best = np.zeros(len(table.case))
    np.minimum.at(best, table.row, saving)
    sold = (everyone * table.room).sum() + (ordinary * table.ordinary_room).sum()
    return float(table.left.sum() + best.sum() - sold), saving - best[table.row], -best
