"""Plans for wishes that are not ours: annealing here, exact neighbourhoods in another thread."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.check import breaches
from scheduler.draft import Draft
from scheduler.greedy import complete, greedy
from scheduler.incumbent import Incumbent, OnProgress
from scheduler.index import Index, Minutes
from scheduler.insertion.anneal import Annealing
from scheduler.insertion.held import FAR
from scheduler.insertion.options import hold_of
from scheduler.model import Scope
from scheduler.plan import Plan, Score, Status
from scheduler.scopes import everything, merged
from scheduler.search import Budget, Control, Outcome, search
from scheduler.warm import kept_of

SMALL = 400
"""Up to this many starts of all meetings together, one exact search decides everything."""
MARGIN = 0.02
"""The part of the time limit kept for the answer."""
LOOK = 0.1
"""Seconds between two looks at the clock, at `should_stop` and at the other thread."""
STEPS = 1000
"""Steps that a unit of a deterministic limit stands for."""
EXACT_FROM, EXACT_SECONDS, EXACT_SIZES = 0.6, 3.0, (4, 6, 8)
"""Exact neighbourhoods begin when so much of the time is used, may last so many seconds, and hold
so many meetings."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller of `solve` wants."""

    began: float
    """A moment on the monotonic clock."""
    time_limit: float
    workers: int
    seed: int
    deterministic: bool
    on_progress: OnProgress | None = None
    should_stop: Callable[[], bool] | None = None


def solve_by_insertion(index: Index, asked: Asked, start: Plan | None = None) -> Plan:
    """The best plan found in time, as `scheduler.solve.solve` promises it."""
    return _Search(index, asked, start).run()


class _Search:
    def __init__(self, index: Index, asked: Asked, start: Plan | None) -> None:
        self.index, self.asked, self.began = index, asked, asked.began
        kept = announced(index) if start is None else kept_of(index, start)
        self.annealing = Annealing(index, kept, seed=asked.seed)
        self.annealing.construct()
        self.incumbent = Incumbent(
            index,
            self._first(),
            Score(urgent=0, comfort=0),
            began=self.began,
            seed=asked.seed,
            on_progress=asked.on_progress,
        )
        self.control, self.chance = Control(), random.Random(asked.seed)
        self.stopped = False

    def _first(self) -> Draft:
        """What insertion built, or the greedy plan where rules hold that insertion cannot see."""
        built = complete(self.index, self.annealing.best)
        return greedy(self.index) if breaches(self.index, built) else built

    def run(self) -> Plan:
        """Everything exactly if it is small; else annealing until time is up."""
        if sum(len(starts) for starts in self.index.starts) <= SMALL:
            self._whole()
        elif self.asked.deterministic:
            self._steps(int(self.asked.time_limit * STEPS))
        else:
            self._anneal()
        self.incumbent.offer(complete(self.index, self.incumbent.best))
        seconds = 0.0 if self.asked.deterministic else None
        return self.incumbent.plan(self._status(), seconds=seconds)

    def _status(self) -> Status:
        if self.incumbent.is_proven:
            return Status.OPTIMAL
        return Status.STOPPED if self.stopped else Status.FEASIBLE

    def _over(self) -> bool:
        if not self.stopped and self.asked.should_stop is not None and self.asked.should_stop():
            self.stopped = True
            self.control.stop()
        return self.stopped or self._done() >= 1

    def _done(self) -> float:
        """How much of the time is used."""
        return (time.monotonic() - self.began) / (self.asked.time_limit * (1 - MARGIN))

    def _whole(self) -> None:
        """One exact search for everything, which also proves a bound."""
        self.incumbent.stage = "together"
        limit, exact = self.asked.time_limit, self.asked.deterministic
        budget = Budget(limit if exact else self.began + limit, exact, self.asked.seed)
        with ThreadPoolExecutor(1) as pool:
            whole = everything(self.index)
            future = pool.submit(
                search, self.index, self.incumbent.best, whole, budget, self.control
            )
            while not future.done():
                time.sleep(LOOK / 10)
                self._over()
            self._take(future.result())
            self.incumbent.raise_bound(future.result().bound)

    def _take(self, outcome: Outcome) -> bool:
        if outcome.draft is None:
            return False
        best = self.incumbent.best
        return self.incumbent.offer(merged(self.index, best, outcome.scope, outcome.draft))

    def _steps(self, count: int) -> None:
        """So many steps of annealing, and nothing that a clock decides."""
        self.incumbent.stage = "insertion"
        self.annealing.expect(count)
        for step in range(count):
            self.annealing.step(step / count)
        self._publish()

    def _publish(self) -> None:
        """Offer the best plan of the annealing, with its cases."""
        self.incumbent.offer(complete(self.index, self.annealing.best))

    def _anneal(self) -> None:
        """Annealing here and, once it has begun well, exact neighbourhoods in another thread."""
        self.incumbent.stage = "insertion"
        with ThreadPoolExecutor(1) as pool:
            try:
                self._rounds(pool)
            finally:
                self.control.stop()
        self._publish()

    def _rounds(self, pool: ThreadPoolExecutor) -> None:
        exact: Future[Outcome] | None = None
        self.annealing.expect(self._look() * max(0.0, 1 - self._done()))
        for turn in itertools.count():
            if self._over():
                return
            self._look()
            if exact is not None and exact.done():
                if self._take(exact.result()):
                    self.annealing.adopt(self.incumbent.best)
                exact = None
            if exact is None and self._may_prove():
                exact = self._neighbourhood(pool, turn)

    def _look(self) -> float:
        """Anneal for a moment and offer what is found; steps for all of the time, at this pace."""
        begun, until = self._done(), time.monotonic() + LOOK
        found, steps = False, 0
        while time.monotonic() < until:
            found |= self.annealing.step(self._done())
            steps += 1
        pace = steps / max(1e-9, self._done() - begun)
        if found:
            self._publish()
        return pace

    def _may_prove(self) -> bool:
        left = (1 - self._done()) * self.asked.time_limit
        return self.asked.workers > 1 and self._done() >= EXACT_FROM and left > LOOK

    def _neighbourhood(self, pool: ThreadPoolExecutor, turn: int) -> Future[Outcome]:
        """A few meetings in each other's way, all their places weighed exactly."""
        best, related = self.incumbent.best, self.annealing.related
        one = self.chance.choice(self.annealing.movable)
        count = EXACT_SIZES[turn % len(EXACT_SIZES)]
        chosen = (
            related.in_time(one, _begun(self.index, best), count)
            if turn % 2 and one in best.starts
            else related.by_people(one, count)
        )
        end = min(time.monotonic() + EXACT_SECONDS, self.began + self.asked.time_limit)
        budget = Budget(end, seed=self.asked.seed)
        scope = Scope(meetings=tuple(sorted(chosen)))
        return pool.submit(search, self.index, best, scope, budget, self.control, turn)


def _begun(index: Index, draft: Draft) -> Minutes:
    """When each meeting starts."""
    count = len(index.problem.meetings)
    return np.array([draft.starts.get(one, FAR) for one in range(count)], dtype=np.int64)


def announced(index: Index) -> Draft:
    """The meetings that people have been told of, and no others."""
    fixed = [rank for rank, one in enumerate(index.problem.meetings) if one.is_fixed]
    draft = Draft()
    if fixed:
        whole = greedy(index)
        for meeting in fixed:
            hold_of(whole, meeting).put(draft, meeting)
    return draft
