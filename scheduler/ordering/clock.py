"""When a search must end: after some seconds, after some work, or because somebody asks."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

WORK_PER_SECOND = 200_000
"""Sets extended in about a second by one core; a deterministic limit counts them instead."""

ShouldStop = Callable[[], bool]


class TimeIsUp(Exception):
    """The search must end now, with what it has."""


@dataclass(slots=True)
class Clock:
    """Counts seconds, or work if the search must be the same on every machine."""

    limit: float
    deterministic: bool = False
    should_stop: ShouldStop | None = None
    asked_to_stop: bool = False
    work: float = 0.0
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since the search began."""
        return time.monotonic() - self.began

    def spend(self, work: float) -> None:
        """Say how much is about to be done; raises TimeIsUp if there is no time for more."""
        if self.should_stop is not None and self.should_stop():
            self.asked_to_stop = True
            raise TimeIsUp
        self.work += work
        used = self.work / WORK_PER_SECOND if self.deterministic else self.seconds
        if used > self.limit:
            raise TimeIsUp
