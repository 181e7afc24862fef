"""One cluster of boards: the relaxation rounded at once, then better window by window."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from scheduler.index import Ranks
from scheduler.transport.prices import Relaxed, relax
from scheduler.transport.rounding import fill, improve, rounded
from scheduler.transport.table import Table


@dataclass(frozen=True, slots=True)
class Heard:
    """Which column hears each row, and what no choice can beat."""

    table: Table
    choice: Ranks
    relaxed: Relaxed

    @property
    def bound(self) -> float:
        """In the table's costs."""
        return self.relaxed.bound


def hear(table: Table, ends: float = math.inf) -> Heard:
    """The rounded relaxation, or the present agendas if they are better."""
    relaxed = relax(table, ends - time.monotonic())
    choice, now = rounded(table, relaxed), table.now.copy()
    fill(table, choice)
    fill(table, now)
    return Heard(table, now if table.worth(now) < table.worth(choice) else choice, relaxed)


def heard_apart(table: Table, ends: float = math.inf) -> tuple[Ranks, Relaxed]:
    """What `hear` finds, without the table and the shares, which need not travel back."""
    found = hear(table, ends)
    return found.choice, replace(found.relaxed, share=np.zeros(0))


def better_choice(heard: Heard, ends: float = math.inf, work: float = math.inf) -> Ranks:
    """What `hear_better` chooses, alone."""
    return hear_better(heard, ends, work).choice


def hear_better(heard: Heard, ends: float = math.inf, work: float = math.inf) -> Heard:
    """The same cases heard at no higher cost by `ends`, a moment on the monotonic clock.

    `work` is a limit in CP-SAT's deterministic measure.
    """
    left = (lambda: ends - time.monotonic()) if ends < math.inf else (lambda: math.inf)
    found = improve(heard.table, heard.relaxed, heard.choice, left, work)
    return replace(heard, choice=found)
