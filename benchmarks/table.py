"""What every part of the benchmarks answers: one row per work, and how much to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of a part to run; what is left out is what the table asks for."""

    size: str | None = None
    """Only the instance of this name, in parts that have several."""
    seconds: float | None = None
    """Seconds for each search instead of the table's."""


@dataclass(frozen=True, slots=True)
class Row:
    """One work, what is required of it, and what this machine measured."""

    work: str
    required: str
    measured: str
    ok: bool | None = None
    """None where nothing is required."""


def milliseconds(work: Callable[[], object], *, times: int) -> float:
    """The median of several runs after a first one that is not counted."""
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken) * 1000
