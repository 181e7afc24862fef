"""The best plan so far and the proven bound: only the checker lets a plan in."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.answer import plan_of
from scheduler.check import breaches, score
from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.plan import Plan, Score, Status
from scheduler.proofs import Proofs


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands; `plan` is given, without reasons, when it has just become better."""

    stage: str
    objective: Score
    bound: Score
    seconds: float
    plan: Plan | None = None


OnProgress = Callable[[Progress], None]


class Incumbent:
    """Starts from a first plan that breaks no rule, and only ever becomes better."""

    def __init__(
        self,
        index: Index,
        first: Draft,
        bound: Score,
        *,
        began: float,
        seed: int,
        on_progress: OnProgress | None,
        judge: Index | None = None,
    ) -> None:
        """`judge` knows another objective, by which plans are compared but not told."""
        broken = breaches(index, first)
        if broken:
            raise AssertionError(f"the first plan breaks {broken[0].code}")
        self.index, self.best, self.bound = index, first, bound
        self.score, self.judge = score(index, first), judge or index
        self._worth = score(self.judge, first)
        self.began, self.seed, self.on_progress = began, seed, on_progress
        self.proofs = Proofs()
        self.stage = "first"
        self._report(better=True)

    @property
    def is_proven(self) -> bool:
        """Whether no plan can be better."""
        return self.score == self.bound

    @property
    def seconds(self) -> float:
        """Since the search began."""
        return time.monotonic() - self.began

    def enter(self, stage: str) -> None:
        """Tell that another stage begins."""
        self.stage = stage
        self._report(better=False)

    def offer(self, draft: Draft | None) -> bool:
        """Take the plan if it is sound and better; whether it was."""
        if draft is None:
            return False
        worth = score(self.judge, draft)
        if not worth.better_than(self._worth) or breaches(self.index, draft):
            return False
        self.best, self._worth = draft, worth
        self.score = worth if self.judge is self.index else score(self.index, draft)
        self._report(better=True)
        return True

    def raise_bound(self, found: Score | None) -> None:
        """Believe a bound of the whole; of its comfort only if its urgent part is reached."""
        if found is None or not self.bound.better_than(found):
            return
        comfort = self.bound.comfort
        if found.urgent >= self.score.urgent:
            comfort = min(max(comfort, found.comfort), self.score.comfort)
        raised = Score(urgent=min(found.urgent, self.score.urgent), comfort=comfort)
        if raised != self.bound:
            self.bound = raised
            self._report(better=False)

    def _report(self, *, better: bool) -> None:
        if self.on_progress is not None:
            plan = self.plan(Status.FEASIBLE, reasons=False) if better else None
            self.on_progress(Progress(self.stage, self.score, self.bound, self.seconds, plan))

    def plan(self, status: Status, *, reasons: bool = True, seconds: float | None = None) -> Plan:
        """The best plan so far as callers read it."""
        return plan_of(
            self.index,
            self.best,
            bound=self.bound,
            proofs=self.proofs,
            status=status,
            seconds=round(self.seconds, 3) if seconds is None else seconds,
            seed=self.seed,
            reasons=reasons,
        )
