"""One cluster of boards from first to last: relaxation, rounding, windows."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from scheduler.index import Ranks
from scheduler.transport.prices import relax
from scheduler.transport.rounding import fill, improve, rounded
from scheduler.transport.table import Table


@dataclass(frozen=True, slots=True)
class Heard:
    """Which column hears each row, and what no choice can beat."""

    table: Table
    choice: Ranks
    bound: float


def hear(table: Table, ends: float, *, windows: bool = True) -> Heard:
    """A choice for all rows by the moment `ends` on the monotonic clock, at least as good as now.

    Without `windows` the rounded relaxation is taken as it is.
    """
    relaxed = relax(table, ends - time.monotonic())
    choice, now = rounded(table, relaxed), table.now.copy()
    fill(table, now)
    if table.worth(now) < table.worth(choice):
        choice = now
    if windows:
        choice = improve(table, relaxed, choice, lambda: ends - time.monotonic())
    bound = max(relaxed.bound, -np.inf)
    return Heard(table, choice, bound)
