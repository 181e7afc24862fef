"""From a problem to a plan: a first one at once, then better ones until time is up."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from scheduler.bounds import floor
from scheduler.greedy import complete, greedy
from scheduler.incumbent import Incumbent, OnProgress, Progress
from scheduler.index import Index, index
from scheduler.model import Scope
from scheduler.plan import Plan, Status
from scheduler.problem import Problem
from scheduler.scopes import cases_alone, everything, merged, weeks, windows
from scheduler.search import Budget, Control, Outcome, search
from scheduler.wishes import OURS, Objective

__all__ = ["Progress", "solve"]

SMALL = 60
"""Up to this many meetings everything is improved jointly."""
WEEKS_SHARE, CASES_SHARE, WINDOW_SHARE = 0.3, 0.15, 0.3
"""Parts of the time limit that all weeks, all cases, and one window may use."""
MARGIN = 0.03
"""The part of the time limit kept for the answer and its reasons."""
JOINT = -1
"""The number of the search for the whole; no other search has it."""
PAUSE = 0.1
"""Seconds between two looks at `should_stop`."""

ShouldStop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the caller asked for."""

    time_limit: float
    workers: int
    seed: int
    deterministic: bool


def solve(
    problem: Problem,
    *,
    wishes: Objective = OURS,
    time_limit: float = 10.0,
    workers: int = 2,
    seed: int = 1,
    deterministic: bool = False,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Plan:
    """The best plan found within `time_limit` seconds, confirmed by the checker.

    `deterministic` makes the limit CP-SAT's own measure of work instead of seconds: the same
    problem, limit, workers and seed then give the same plan. `wishes` replaces the engine's own,
    with their levels; the hard rules stay. Callbacks run in this thread; what
    they raise ends the search and is passed on.
    """
    numbered, began = index(problem, wishes), time.monotonic()
    settings = Settings(time_limit, max(1, workers), seed, deterministic)
    incumbent = Incumbent(
        numbered,
        greedy(numbered),
        floor(numbered),
        began=began,
        seed=seed,
        on_progress=on_progress,
    )
    return Planning(numbered, incumbent, settings, should_stop).run()


class Planning:
    """The stages of one search, run in a pool of threads (CP-SAT leaves Python's lock alone)."""

    def __init__(
        self,
        numbered: Index,
        incumbent: Incumbent,
        settings: Settings,
        should_stop: ShouldStop | None,
    ) -> None:
        self.index, self.incumbent, self.settings = numbered, incumbent, settings
        self.should_stop = should_stop
        self.control = Control()
        self.asked_to_stop = False

    def run(self) -> Plan:
        """All stages, then the answer with its reasons."""
        with ThreadPoolExecutor(self.settings.workers) as pool:
            try:
                for stage in (self._weeks, self._cases, self._together):
                    if not self._over():
                        stage(pool)
            finally:
                self.control.stop()
        self.incumbent.offer(complete(self.index, self.incumbent.best))
        seconds = 0.0 if self.settings.deterministic else None
        return self.incumbent.plan(self._status(), seconds=seconds)

    def _status(self) -> Status:
        if self.incumbent.is_proven:
            return Status.OPTIMAL
        return Status.STOPPED if self.asked_to_stop else Status.FEASIBLE

    def _over(self) -> bool:
        """Whether to end: proven, asked to, or out of time; asks `should_stop`."""
        if not self.asked_to_stop and self.should_stop is not None and self.should_stop():
            self.asked_to_stop = True
            self.control.stop()
        return self.asked_to_stop or self.incumbent.is_proven or self._left() <= 0

    def _left(self) -> float:
        """Seconds to the end; in a deterministic search they do not count."""
        limit = self.settings.time_limit
        return limit if self.settings.deterministic else limit * (1 - MARGIN) - self._seconds()

    def _seconds(self) -> float:
        return self.incumbent.seconds

    def _budget(self, share: float, turn: int = 0) -> Budget:
        """For a search of `share` of the limit that begins after `turn` others like it."""
        length = self.settings.time_limit * share
        if self.settings.deterministic:
            return Budget(length, deterministic=True, seed=self.settings.seed)
        end = self._seconds() + min(self._left(), length * (1 + turn))
        return Budget(self.incumbent.began + end, seed=self.settings.seed)

    def _weeks(self, pool: ThreadPoolExecutor) -> None:
        """Each week on its own: its meetings, their people, their cases."""
        self.incumbent.stage = "weeks"
        scopes = weeks(self.index, self.incumbent.best)
        turns = max(1, -(-len(scopes) // self.settings.workers))
        self._batch(pool, scopes, WEEKS_SHARE / turns)

    def _cases(self, pool: ThreadPoolExecutor) -> None:
        """All cases at once, meetings and people as they are."""
        self.incumbent.stage = "cases"
        self._batch(pool, [cases_alone(self.index, self.incumbent.best)], CASES_SHARE)

    def _together(self, pool: ThreadPoolExecutor) -> None:
        """Everything jointly if it is small enough, beside windows that move over the plan."""
        self.incumbent.stage = "together"
        small = len(self.index.problem.meetings) <= SMALL
        rest = 1 - WEEKS_SHARE - CASES_SHARE if self.settings.deterministic else 1.0
        if not self.settings.deterministic:
            self._improve(pool, everything(self.index) if small else None)
        elif small:
            (outcome,) = self._batch(pool, [everything(self.index)], rest)
            self.incumbent.raise_bound(outcome.bound)
        else:
            scopes = windows(self.index, self.incumbent.best, 0)
            self._batch(pool, scopes, rest * self.settings.workers / max(1, len(scopes)))

    def _start(
        self, pool: ThreadPoolExecutor, scope: Scope, budget: Budget, number: int
    ) -> Future[Outcome]:
        base = self.incumbent.best
        return pool.submit(search, self.index, base, scope, budget, self.control, number)

    def _batch(self, pool: ThreadPoolExecutor, scopes: list[Scope], share: float) -> list[Outcome]:
        """Search all scopes from the same plan, and put the pieces together in order."""
        futures = [
            self._start(pool, scope, self._budget(share, rank // self.settings.workers), rank)
            for rank, scope in enumerate(scopes)
        ]
        outcomes = []
        for future in futures:
            while not wait([future], timeout=PAUSE).done:
                self._over()
            outcomes.append(future.result())
            self._take(outcomes[-1])
        return outcomes

    def _take(self, outcome: Outcome) -> bool:
        if outcome.draft is None:
            return False
        best = self.incumbent.best
        return self.incumbent.offer(merged(self.index, best, outcome.scope, outcome.draft))

    def _improve(self, pool: ThreadPoolExecutor, whole: Scope | None) -> None:
        """Until time is up: the whole in one thread, windows in the others."""
        joint = whole and self._start(pool, whole, self._budget(1.0), JOINT)
        slots = self.settings.workers - (1 if joint else 0)
        moving, running = enumerate(self._windows()), set[Future[Outcome]]()
        while not self._over() and not (joint and joint.done()):
            while len(running) < slots:
                number, scope = next(moving)
                running.add(self._start(pool, scope, self._budget(WINDOW_SHARE), number))
            waiting = [*running, *([joint] if joint else [])]
            done, _ = wait(waiting, timeout=PAUSE, return_when=FIRST_COMPLETED)
            for future in done - {joint}:
                running.remove(future)
                self._take(future.result())
            if joint:
                self._look_at_joint()
        self.control.stop()
        if joint:
            self._take(joint.result())
            self.incumbent.raise_bound(joint.result().bound)

    def _look_at_joint(self) -> None:
        """What the joint search has found and proven so far."""
        self.incumbent.offer(self.control.found.pop(JOINT, None))
        self.incumbent.raise_bound(self.control.bounds.pop(JOINT, None))

    def _windows(self) -> Iterator[Scope]:
        """Windows without end, each round cut differently."""
        turn = 0
        while True:
            yield from windows(self.index, self.incumbent.best, turn)
            turn += 1
