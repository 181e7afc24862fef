"""From a problem to a plan: a first one at once, then better ones until time is up."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from scheduler.answer import plan_of
from scheduler.bounds import floor
from scheduler.check import breaches, score
from scheduler.draft import Draft
from scheduler.greedy import complete, greedy
from scheduler.index import Index, index
from scheduler.model import Scope
from scheduler.plan import Plan, Score, Status
from scheduler.problem import Problem
from scheduler.scopes import cases_alone, everything, merged, weeks
from scheduler.search import Budget, Control, Outcome, search

SMALL = 60
"""Up to this many meetings everything is improved jointly."""
WEEKS_SHARE, CASES_SHARE = 0.3, 0.15
"""Parts of the time limit that the first two stages may use."""
MARGIN = 0.3
"""Seconds kept for the answer and its reasons."""
PAUSE = 0.1
"""Seconds between two looks at `should_stop`."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands; `plan` is given when it has just become better."""

    stage: str
    objective: Score
    bound: Score
    seconds: float
    plan: Plan | None = None


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def solve(
    problem: Problem,
    *,
    time_limit: float = 10.0,
    workers: int = 2,
    seed: int = 1,
    deterministic: bool = False,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Plan:
    """The best plan found within `time_limit` seconds, confirmed by the checker.

    `deterministic` makes the limit CP-SAT's own measure of work instead of seconds: the same
    problem, limit, workers and seed then give the same plan. Callbacks run in this thread.
    """
    settings = Settings(time_limit, max(1, workers), seed, deterministic)
    planning = Planning(index(problem), settings, on_progress, should_stop)
    return planning.run()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the caller asked for."""

    time_limit: float
    workers: int
    seed: int
    deterministic: bool


class Planning:
    """One search: the incumbent lives here, and only the checker lets a plan in."""

    def __init__(
        self,
        numbered: Index,
        settings: Settings,
        on_progress: OnProgress | None,
        should_stop: ShouldStop | None,
    ) -> None:
        self.began = time.monotonic()
        self.index, self.settings = numbered, settings
        self.on_progress, self.should_stop = on_progress, should_stop
        self.control = Control()
        self.bound = floor(numbered)
        self.best = Draft()
        self.score = Score(urgent=0, comfort=0)
        self.stage = "first"
        self.reported_bound = self.bound

    def run(self) -> Plan:
        """All stages, then the answer with its reasons."""
        self.best = greedy(self.index)
        broken = breaches(self.index, self.best)
        if broken:
            raise AssertionError(f"the first plan breaks {broken[0].code}")
        self.score = score(self.index, self.best)
        self._report(better=True)
        for stage in (self._weeks, self._cases, self._together):
            if not self.stopped() and not self.is_proven():
                stage()
        self._offer(complete(self.index, self.best))
        return self._plan()

    def is_proven(self) -> bool:
        """Whether no plan can be better."""
        return self.score == self.bound

    def stopped(self) -> bool:
        """Whether somebody asked to stop; searches are told at once."""
        if not self.control.stopped.is_set() and self.should_stop and self.should_stop():
            self.control.stop()
        return self.control.stopped.is_set()

    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.began

    def _left(self) -> float:
        if self.settings.deterministic:
            return self.settings.time_limit
        return max(0.05, self.settings.time_limit - self.seconds())

    def _weeks(self) -> None:
        """Each week on its own: its meetings, their people, their cases."""
        self.stage = "weeks"
        scopes = weeks(self.index, self.best)
        rounds = -(-len(scopes) // self.settings.workers) or 1
        self._search(scopes, min(self._left(), self.settings.time_limit * WEEKS_SHARE / rounds))

    def _cases(self) -> None:
        """All cases at once, meetings and people as they are."""
        self.stage = "cases"
        limit = min(self._left(), self.settings.time_limit * CASES_SHARE)
        self._search([cases_alone(self.index, self.best)], limit)

    def _together(self) -> None:
        """Everything jointly, if it is small enough."""
        if len(self.index.problem.meetings) > SMALL:
            return
        self.stage = "together"
        scope = everything(self.index)
        spent = WEEKS_SHARE + CASES_SHARE if self.settings.deterministic else 0
        for outcome in self._search([scope], self._left() * (1 - spent)):
            self._raise_bound(outcome.bound)

    def _raise_bound(self, found: Score | None) -> None:
        """Believe a bound of the whole; of its comfort only if its urgent part is reached."""
        if found is None or not self.bound.better_than(found):
            return
        comfort = self.bound.comfort
        if found.urgent >= self.score.urgent:
            comfort = min(max(comfort, found.comfort), self.score.comfort)
        self.bound = Score(urgent=min(found.urgent, self.score.urgent), comfort=comfort)

    def _budget(self, limit: float, round_: int) -> Budget:
        """The limit of the searches that start in a round, each round as long as `limit`."""
        if self.settings.deterministic:
            return Budget(limit, deterministic=True, seed=self.settings.seed)
        end = min(self.seconds() + limit * (1 + round_), self.settings.time_limit - MARGIN)
        return Budget(self.began + end, seed=self.settings.seed)

    def _search(self, scopes: list[Scope], limit: float) -> list[Outcome]:
        base, control = self.best, self.control
        with ThreadPoolExecutor(self.settings.workers) as pool:
            futures = [
                pool.submit(
                    search,
                    self.index,
                    base,
                    scope,
                    self._budget(limit, number // self.settings.workers),
                    control,
                    number,
                )
                for number, scope in enumerate(scopes)
            ]
            try:
                return [self._take(futures, number) for number in range(len(futures))]
            finally:
                if any(not future.done() for future in futures):
                    control.stop()

    def _take(self, futures: list[Future[Outcome]], number: int) -> Outcome:
        """Wait for one search, looking after the caller meanwhile, and keep what is better."""
        while not wait([futures[number]], timeout=PAUSE).done:
            self.stopped()
            if len(futures) == 1 and not self.settings.deterministic:
                self._offer(self.control.found.pop(number, None))
            self._report(better=False)
        outcome = futures[number].result()
        self.control.found.pop(number, None)
        if outcome.draft is not None:
            self._offer(merged(self.index, self.best, outcome.scope, outcome.draft))
        return outcome

    def _offer(self, draft: Draft | None) -> None:
        """Make it the incumbent if the checker finds it sound and better."""
        if draft is None:
            return
        worth = score(self.index, draft)
        if worth.better_than(self.score) and not breaches(self.index, draft):
            self.best, self.score = draft, worth
            self._report(better=True)

    def _report(self, *, better: bool) -> None:
        if self.on_progress is None:
            return
        if better or self.bound != self.reported_bound:
            self.reported_bound = self.bound
            plan = self._plan(reasons=False) if better else None
            self.on_progress(Progress(self.stage, self.score, self.bound, self.seconds(), plan))

    def _plan(self, *, reasons: bool = True) -> Plan:
        status = Status.OPTIMAL if self.is_proven() else Status.FEASIBLE
        if status is Status.FEASIBLE and self.control.stopped.is_set():
            status = Status.STOPPED
        return plan_of(
            self.index,
            self.best,
            bound=self.bound,
            status=status,
            seconds=0.0 if self.settings.deterministic else round(self.seconds(), 3),
            seed=self.settings.seed,
            reasons=reasons,
        )
