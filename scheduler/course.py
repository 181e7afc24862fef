"""One search on its way: best plan, crew and clock, and how a stage puts them to use."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import TypeVar

from scheduler.crew import Crew, Lost
from scheduler.draft import Draft
from scheduler.incumbent import Incumbent
from scheduler.index import Index
from scheduler.model import Scope
from scheduler.pieces import Cut
from scheduler.placing import place_piece
from scheduler.search import Budget, Control, Outcome, search

SMALL = 60
"""Up to this many meetings everything is improved jointly, and in threads."""
MARGIN = 0.03
"""The part of the time limit kept for the answer and its reasons."""
PAUSE = 0.1
"""Seconds between two looks at `should_stop`."""
JOINT = -1
"""The number of the search for the whole; no other search has it."""

ShouldStop = Callable[[], bool]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the caller asked for."""

    time_limit: float
    workers: int
    seed: int
    deterministic: bool


class Course:
    """What the stages of one search share."""

    def __init__(
        self,
        numbered: Index,
        incumbent: Incumbent,
        settings: Settings,
        crew: Crew,
        should_stop: ShouldStop | None,
    ) -> None:
        self.index, self.incumbent, self.settings = numbered, incumbent, settings
        self.crew, self.should_stop = crew, should_stop
        self.control = Control()
        self.asked_to_stop = False
        self.joint: Future[Outcome] | None = None
        """The search for the whole, which proves the bound while the others find better plans."""
        self.placed: Draft | None = None
        """Places better than the best plan's, whose cases are not assigned yet."""
        self.reserve = 0.0
        """Seconds kept to prove the agendas of the last plan."""

    @property
    def is_small(self) -> bool:
        """Whether the whole can be searched at once."""
        return len(self.index.problem.meetings) <= SMALL

    def is_over(self) -> bool:
        """Whether to end: proven, asked to, or out of time; asks `should_stop`."""
        if not self.asked_to_stop and self.should_stop is not None and self.should_stop():
            self.asked_to_stop = True
            self.control.stop()
            self.crew.stop()
        if self.joint is not None:
            self.look_at_joint()
        return self.asked_to_stop or self.incumbent.is_proven or self.left() <= 0

    def left(self) -> float:
        """Seconds to the end; in a deterministic search they do not count."""
        limit = self.settings.time_limit
        return limit if self.settings.deterministic else limit * (1 - MARGIN) - self.seconds()

    def seconds(self) -> float:
        """Since the search began."""
        return self.incumbent.seconds

    def budget(self, share: float) -> Budget:
        """For a search of `share` of the limit that begins now."""
        length, seed = self.settings.time_limit * share, self.settings.seed
        if self.settings.deterministic:
            return Budget(length, deterministic=True, seed=seed)
        end = self.seconds() + min(self.left(), length)
        return Budget(self.incumbent.began + end, seed=seed)

    def ends(self, share: float) -> float:
        """The moment on the clock when a share of the limit, begun now, is over."""
        return math.inf if self.settings.deterministic else self.budget(share).amount

    def begin_piece(
        self, cut: Cut, length: float, number: int, gap: float
    ) -> tuple[Cut, Future[Outcome]]:
        """Begin a search of so many seconds, or so much work, in a piece."""
        settings, presolve = self.settings, not self.crew.apart
        budget = Budget(length, settings.deterministic, settings.seed, gap=gap, presolve=presolve)
        if self.crew.apart:
            return cut, self.crew.submit(place_piece, cut.piece, budget)
        control = self.control
        return cut, self.crew.submit(place_piece, cut.piece, budget, control, number)

    def running(self, jobs: Iterable[T]) -> Iterator[T]:
        """The jobs in order, always a few begun ahead, and no more."""
        ahead, waiting = deque[T](), iter(jobs)
        while True:
            ahead.extend(itertools.islice(waiting, self.settings.workers + 1 - len(ahead)))
            if not ahead:
                return
            yield ahead.popleft()

    def answer(self, future: Future[T]) -> T | None:
        """What the job found; None if its process was ended."""
        while not wait([future], timeout=PAUSE).done:
            self.is_over()
        try:
            return future.result()
        except Lost:
            return None

    def take(self, cut: Cut, outcome: Outcome | None) -> bool:
        """Offer what a piece's search found as part of the best plan; whether it made it better."""
        if outcome is None or outcome.draft is None:
            return False
        return self.incumbent.offer(cut.home(self.incumbent.best, outcome.draft))

    def begin_joint(self, scope: Scope, budget: Budget) -> None:
        """Search all of the problem at once, in a thread."""
        base, control = self.incumbent.best, self.control
        self.joint = self.crew.here(search, self.index, base, scope, budget, control, JOINT)

    def look_at_joint(self) -> None:
        """What the search for the whole has found and proven so far."""
        self.incumbent.offer(self.control.found.pop(JOINT, None))
        self.incumbent.raise_bound(self.control.bounds.pop(JOINT, None))
        if self.joint is not None and (self.joint.done() or self.control.stopped.is_set()):
            outcome, self.joint = self.joint.result(), None
            self.incumbent.offer(outcome.draft)
            self.incumbent.raise_bound(outcome.bound)
