"""How patient a worker is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 2 * 60, 10 * 60))


@dataclass(frozen=True, slots=True)
class Pace:
    """Waiting times, in seconds unless they say otherwise; tests shorten them.

    A run that is not prolonged within `lease` counts as abandoned. A worker that has given no
    sign for `silence` counts as dead. The children of a killed embedded worker keep its lock until
    the kernel has ended them: hence `lock_wait`.
    """

    look: float = 0.25
    lease: timedelta = timedelta(seconds=30)
    heartbeat: float = 5.0
    silence: float = 30.0
    upkeep: float = 10.0
    drain: float = 30.0
    lock_wait: float = 5.0
    retry_after: tuple[timedelta, ...] = RETRY_AFTER
