"""Plans for wishes that are not ours: exact if they are small, annealing in two programs else.

Where rules hold that insertion cannot see, a few meetings at a time are searched exactly.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scheduler.check import breaches
from scheduler.crew import Crew
from scheduler.draft import Draft
from scheduler.greedy import complete, greedy
from scheduler.incumbent import Incumbent, OnProgress
from scheduler.index import Index
from scheduler.insertion.alone import Worth
from scheduler.insertion.anneal import Annealing
from scheduler.insertion.exact import Neighbourhoods, sees_all_rules
from scheduler.insertion.options import hold_of
from scheduler.insertion.twin import Clock, Twin
from scheduler.model import Scope
from scheduler.plan import Plan, Score, Status
from scheduler.scopes import everything, merged
from scheduler.search import Budget, Control, Outcome, search
from scheduler.warm import kept_of

SMALL = 400
"""Up to this many starts of all meetings together, one exact search decides everything."""
MARGIN = 0.02
"""The part of the time limit kept for the answer."""
TOLD = 2.0
"""How often the time is kept that it took to check the first plan and to tell it."""
LOOK = 0.05
"""Seconds between two looks at `should_stop` and at the other program."""
TURNS, SHORTEST = 40, 0.5
"""Neighbourhoods that a search has time for if each takes all of its own; seconds of the least."""
STEPS = 1000
"""Steps that a unit of a deterministic limit stands for."""
SPARED = 20
"""How much longer than it takes to check and tell a better plan the search goes on before it may
tell another."""
ALONE = 0.5
"""Seconds up to which a second program would begin too late."""


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
        self.small = sum(len(starts) for starts in index.starts) <= SMALL
        self.blind = not sees_all_rules(index.problem)
        self.crew = Crew(1, apart=True) if self._has_twin() else None
        try:
            self._begin(kept)
        except BaseException:
            self._close()
            raise

    def _has_twin(self) -> bool:
        asked = self.asked
        alone = asked.deterministic or asked.workers < 2 or asked.time_limit <= ALONE
        return not (self.small or self.blind or alone)

    def _begin(self, kept: Draft) -> None:
        """A first plan; the second program gets ready meanwhile."""
        index, asked = self.index, self.asked
        self.twin = Twin(self.crew, index, kept, asked.seed + 1) if self.crew else None
        self.annealing = Annealing(index, kept, seed=asked.seed)
        self.annealing.construct()
        built = time.monotonic()
        self.incumbent = Incumbent(
            index,
            self._first(),
            Score(urgent=0, comfort=0),
            began=self.began,
            seed=asked.seed,
            on_progress=asked.on_progress,
        )
        self.control, self.stopped = Control(), False
        told = time.monotonic() - built
        margin = max(MARGIN * asked.time_limit, TOLD * told)
        self.clock = Clock(self.began, self.began + asked.time_limit - margin)

    def _first(self) -> Draft:
        """What insertion built, or the greedy plan where rules hold that insertion cannot see."""
        built = complete(self.index, self.annealing.best)
        return greedy(self.index) if breaches(self.index, built) else built

    def run(self) -> Plan:
        """Everything exactly if it is small; else annealing until time is up."""
        try:
            if self.small:
                self._whole()
            elif self.blind:
                self._neighbourhoods()
            elif self.asked.deterministic:
                self._steps(int(self.asked.time_limit * STEPS))
            else:
                self._anneal()
        finally:
            self._close()
        if self.index.problem.cases:
            self.incumbent.offer(complete(self.index, self.incumbent.best))
        seconds = 0.0 if self.asked.deterministic else None
        return self.incumbent.plan(self._status(), seconds=seconds)

    def _close(self) -> None:
        if self.crew is not None:
            self.crew.close()

    def _status(self) -> Status:
        if self.incumbent.is_proven:
            return Status.OPTIMAL
        return Status.STOPPED if self.stopped else Status.FEASIBLE

    def _over(self) -> bool:
        if not self.stopped and self.asked.should_stop is not None and self.asked.should_stop():
            self.stopped = True
            self.control.stop()
        return self.stopped or (not self.asked.deterministic and self.clock.done >= 1)

    def _whole(self) -> None:
        """One exact search for everything, which also proves a bound."""
        self.incumbent.stage = "together"
        outcome = self._searched(everything(self.index), self.asked.time_limit)
        self._take(outcome)
        self.incumbent.raise_bound(outcome.bound)

    def _neighbourhoods(self) -> None:
        """A few meetings at a time, searched exactly, since insertion would break rules."""
        self.incumbent.stage = "neighbourhoods"
        near, asked = Neighbourhoods(self.index, self.asked.seed), self.asked
        length = asked.time_limit / TURNS
        if not asked.deterministic:
            length = max(SHORTEST, length)
        for _ in range(TURNS) if asked.deterministic else itertools.count():
            if self._over():
                return
            scope = near.around(self.incumbent.best)
            self._take(self._searched(scope, length))

    def _searched(self, scope: Scope, length: float) -> Outcome:
        """An exact search of so many seconds at most, or so much work."""
        ends = min(time.monotonic() + length, self.clock.end)
        exact = self.asked.deterministic
        budget = Budget(length if exact else ends, exact, self.asked.seed)
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(
                search, self.index, self.incumbent.best, scope, budget, self.control
            )
            while not future.done():
                time.sleep(LOOK / 10)
                self._over()
            return future.result()

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
        self._publish(None)

    def _publish(self, known: Worth | None) -> Worth:
        """Offer the best plan of the annealing, with its cases, if it is better than was known."""
        worth = self.annealing.best_worth
        if known is None or worth < known:
            self.incumbent.offer(complete(self.index, self.annealing.best))
        return worth

    def _anneal(self) -> None:
        """Annealing here and in another program, until time is up."""
        self.incumbent.stage = "insertion"
        begun, found = time.monotonic(), self.annealing.best_worth
        steps = self.clock.anneal(self.annealing, begun + LOOK)
        self.annealing.expect(steps / LOOK * max(0.0, self.clock.end - begun))
        due = 0.0
        while not self._over():
            self.clock.anneal(self.annealing, time.monotonic() + LOOK)
            if self.twin is not None:
                self.twin.meet(self.annealing, self.clock)
            if time.monotonic() >= due:
                asked = time.monotonic()
                found = self._publish(found)
                due = asked + SPARED * (time.monotonic() - asked)
        self._publish(found)


def announced(index: Index) -> Draft:
    """The meetings that people have been told of, and no others."""
    fixed = [rank for rank, one in enumerate(index.problem.meetings) if one.is_fixed]
    draft = Draft()
    if fixed:
        whole = greedy(index)
        for meeting in fixed:
            hold_of(whole, meeting).put(draft, meeting)
    return draft
