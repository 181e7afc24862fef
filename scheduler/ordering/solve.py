"""From an order problem to an order: a first one at once, then better ones, then the proof."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.ordering.arrays import Arrays, arrays_of
from scheduler.ordering.bounds import Floor, cheap_floor, strong_floor
from scheduler.ordering.check import faults, judge
from scheduler.ordering.clock import Clock, ShouldStop, TimeIsUp
from scheduler.ordering.levels import passage
from scheduler.ordering.plan import OrderPlan, OrderScore
from scheduler.ordering.polish import Polish
from scheduler.ordering.problem import OrderProblem
from scheduler.ordering.sets import MOST_ITEMS
from scheduler.ordering.waits import waits_of
from scheduler.plan import Status

__all__ = ["OrderProgress", "order"]

QUICK, NARROW, WIDE = (32, 1_000), (16_000,), (100_000, 500_000)
"""Sets of items kept at each level: for a good order, for an easy proof, and for a hard one
with the strong bounds."""
EASY = 22
"""So many items are proven with the cheap bounds."""
ATTEMPTS = 50
"""To leave a local optimum, before a long proof and after it failed."""


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """Where a search stands; `order` holds item ids when it has just become better."""

    stage: str
    objective: OrderScore
    bound: OrderScore
    seconds: float
    order: tuple[str, ...] | None = None


OnProgress = Callable[[OrderProgress], None]


def order(
    problem: OrderProblem,
    *,
    time_limit: float = 10.0,
    seed: int | None = None,
    deterministic: bool = False,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> OrderPlan:
    """The best order found within `time_limit` seconds, confirmed by the checker.

    `deterministic` makes the limit a measure of work instead of seconds: the same problem, limit
    and seed then give the same order. Callbacks run in this thread; what they raise ends the
    search and is passed on.
    """
    clock = Clock(time_limit, deterministic, should_stop)
    chosen = problem.seed if seed is None else seed
    return Ordering(problem, clock, chosen, on_progress).run()


class Ordering:
    """One search: the best order so far, what is proven, and the stages."""

    def __init__(
        self, problem: OrderProblem, clock: Clock, seed: int, on_progress: OnProgress | None
    ) -> None:
        self.problem, self.clock, self.seed, self.on_progress = problem, clock, seed, on_progress
        self.arrays = arrays_of(problem)
        self.waits, self.polish = waits_of(self.arrays), Polish(self.arrays, clock)
        self.draw = np.random.default_rng(seed)
        self.best = _as_given(self.arrays)
        self.cost, self.bound = self.polish.cost(self.best), 0
        self._tell("first", better=True)

    def run(self) -> OrderPlan:
        """All stages until the proof or the end of time, then the answer."""
        try:
            for stage in (self._quick, self._kicks, self._wide, self._kicks):
                if not self.is_proven:
                    stage()
        except TimeIsUp:
            pass
        return self._plan()

    @property
    def is_proven(self) -> bool:
        """Whether no order is better."""
        return self.cost == self.bound

    def _quick(self) -> None:
        """Passes so narrow that they are ready at once."""
        floor = cheap_floor(self.waits, self.clock.spend)
        self._raise("bounds", int(floor.rest(np.zeros(1, dtype=np.int64))[0]))
        self._passes(floor, QUICK)
        if not self.is_proven:
            self._descend()
            self._passes(floor, NARROW if self.arrays.count > EASY else WIDE)

    def _wide(self) -> None:
        self._passes(strong_floor(self.waits, self.clock.spend), WIDE)

    def _passes(self, floor: Floor, widths: Sequence[int]) -> None:
        for width in widths:
            if self.is_proven or self.arrays.count > MOST_ITEMS:
                return
            self._pass(floor, width)

    def _pass(self, floor: Floor, width: int) -> None:
        found = passage(floor, self.cost, width, self.clock.spend)
        if found.order is not None:
            self._offer("sets", found.order)
        self._raise("sets", min(found.bound, self.cost))

    def _descend(self) -> None:
        for found in self.polish.better(self.best):
            self._offer("moves", found)

    def _kicks(self) -> None:
        for _ in range(ATTEMPTS):
            self._offer("moves", self.polish.kicked(self.best, self.draw))

    def _offer(self, stage: str, found: Sequence[int]) -> None:
        cost = self.polish.cost(found)
        if cost < self.cost:
            self.best, self.cost = tuple(found), cost
            self._tell(stage, better=True)

    def _raise(self, stage: str, bound: int) -> None:
        if bound > self.bound:
            self.bound = bound
            self._tell(stage, better=False)

    def _names(self) -> tuple[str, ...]:
        return tuple(self.problem.items[item].id for item in self.best)

    def _tell(self, stage: str, *, better: bool) -> None:
        if self.on_progress is not None:
            score, bound = self.arrays.score(self.cost), self.arrays.score(self.bound)
            names = self._names() if better else None
            self.on_progress(OrderProgress(stage, score, bound, self.clock.seconds, names))

    def _plan(self) -> OrderPlan:
        names = self._names()
        judged = judge(self.problem, names)
        if faults(self.problem, names) or judged.score != self.arrays.score(self.cost):
            raise AssertionError("the checker judges the order otherwise than the search did")
        return OrderPlan(
            order=judged.order,
            pause_start=judged.pause_start,
            stretches=judged.stretches,
            breaches=judged.breaches,
            terms=judged.terms,
            score=judged.score,
            bound=self.arrays.score(self.bound),
            status=self._status(),
            seconds=0.0 if self.clock.deterministic else round(self.clock.seconds, 3),
            seed=self.seed,
        )

    def _status(self) -> Status:
        if self.is_proven:
            return Status.OPTIMAL
        return Status.STOPPED if self.clock.asked_to_stop else Status.FEASIBLE


def _as_given(arrays: Arrays) -> tuple[int, ...]:
    """The problem's own order, pinned items in their places."""
    free = iter([item for item in range(arrays.count) if item not in arrays.pinned])
    return tuple(item if item >= 0 else next(free) for item in arrays.pinned)
