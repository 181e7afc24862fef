"""The stages of one search: weeks apart, all cases at once, then everything together."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from typing import TypeVar

from scheduler.bounds import case_floor, floor
from scheduler.check import placing_cost
from scheduler.crew import Crew, Lost
from scheduler.draft import Draft
from scheduler.evening import evened
from scheduler.greedy import assign, complete
from scheduler.hearing import Agendas, agendas_of
from scheduler.incumbent import Incumbent
from scheduler.index import Index
from scheduler.model import Scope
from scheduler.pieces import Cut, cut_out
from scheduler.placing import FEW_STARTS, MOST_STARTS, Proof, place_piece, prices_of, weeks_of
from scheduler.plan import Plan, Score, Status
from scheduler.problem import Problem
from scheduler.scopes import everything, windows
from scheduler.search import Budget, Control, Outcome, search
from scheduler.transport.solve import Heard, better_choice, heard_apart
from scheduler.warm import mended
from scheduler.wishes import OURS, Objective

SMALL = 60
"""Up to this many meetings everything is improved jointly, and in threads."""
SKETCH_SHARE, WEEKS_SHARE, CASES_SHARE, WINDOW_SHARE = 0.1, 0.3, 0.2, 0.1
"""Parts of the time limit for the weeks' sketch, all weeks, all cases, and one window."""
SKETCH_GAP, WEEK_GAP = 0.01, 0.0002
"""A week is sketched, and proven, well enough at this gap."""
WINDOW_GAP = 0.002
"""A window is searched well enough at this gap."""
EASY = 2.0
"""How much more than its turn one week may take: others take less."""
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


class Planning:
    """One search with its incumbent, its crew and its clock."""

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

    @staticmethod
    def crew_for(problem: Problem, settings: Settings, wishes: Objective) -> Crew:
        """Processes for large problems; wishes not ours may tie the pieces together."""
        apart = len(problem.meetings) > SMALL and wishes is OURS
        return Crew(settings.workers, apart=apart)

    def run(self) -> Plan:
        """All stages, then the answer with its reasons."""
        ours = (self._weeks, self._cases, self._together, self._confirm)
        try:
            if self.index.objective is OURS:
                self.incumbent.raise_bound(floor(self.index))
            self._begin_joint()
            for stage in ours if self.index.objective is OURS else (self._together,):
                if not self._over():
                    stage()
        finally:
            self.control.stop()
        if self.joint is not None:
            self._look_at_joint()
        self._settle()
        seconds = 0.0 if self.settings.deterministic else None
        return self.incumbent.plan(self._status(), seconds=seconds)

    def _settle(self) -> None:
        """Cases for places that were found and never came to be heard; whatever still fits in."""
        if self.placed is not None:
            assign(self.index, self.placed, range(len(self.index.problem.cases)))
            self.incumbent.offer(self.placed)
        self.incumbent.offer(complete(self.index, self.incumbent.best))

    def _status(self) -> Status:
        if self.incumbent.is_proven:
            return Status.OPTIMAL
        return Status.STOPPED if self.asked_to_stop else Status.FEASIBLE

    def _over(self) -> bool:
        """Whether to end: proven, asked to, or out of time; asks `should_stop`."""
        if not self.asked_to_stop and self.should_stop is not None and self.should_stop():
            self.asked_to_stop = True
            self.control.stop()
            self.crew.stop()
        if self.joint is not None:
            self._look_at_joint()
        return self.asked_to_stop or self.incumbent.is_proven or self._left() <= 0

    def _left(self) -> float:
        """Seconds to the end; in a deterministic search they do not count."""
        limit = self.settings.time_limit
        return limit if self.settings.deterministic else limit * (1 - MARGIN) - self._seconds()

    def _seconds(self) -> float:
        return self.incumbent.seconds

    def _budget(self, share: float) -> Budget:
        """For a search of `share` of the limit that begins now."""
        length, seed = self.settings.time_limit * share, self.settings.seed
        if self.settings.deterministic:
            return Budget(length, deterministic=True, seed=seed)
        end = self._seconds() + min(self._left(), length)
        return Budget(self.incumbent.began + end, seed=seed)

    def _ends(self, share: float) -> float:
        """The moment on the clock when a share of the limit, begun now, is over."""
        return math.inf if self.settings.deterministic else self._budget(share).amount

    def _weeks(self) -> None:
        """Meetings and people week by week, no cases: a sketch for the prices, then in full."""
        self.incumbent.enter("weeks")
        best = self.incumbent.best
        base = evened(self.index, Draft(dict(best.starts), dict(best.rooms), dict(best.staff)))
        if len(self.index.problem.meetings) > SMALL:
            base, _ = self._each_week(base, FEW_STARTS, (SKETCH_SHARE, SKETCH_GAP))
        if not self._over():
            self.placed, proof = self._each_week(base, MOST_STARTS, (WEEKS_SHARE, WEEK_GAP))
            self._note_placing(self.placed, proof.bound())

    def _each_week(
        self, base: Draft, most_starts: int, limits: tuple[float, float]
    ) -> tuple[Draft, Proof]:
        """All weeks apart, within a share of the time and up to a gap, and what that proves."""
        share, gap = limits
        proof = Proof(self.index, prices_of(self.index, base), {})
        scopes = weeks_of(self.index, base, proof.prices, most_starts)
        ends = self._seconds() + share * self.settings.time_limit
        self.placed = placed = base
        jobs = (
            self._piece(
                cut_out(self.index, base, scope),
                self._turn(ends, share, scopes, number),
                number,
                gap,
            )
            for number, scope in enumerate(scopes)
        )
        for cut, future in self._running(jobs):
            outcome = self._answer(future)
            if outcome is not None:
                proof.note(cut.scope, outcome, alone=cut.meetings == cut.scope.meetings)
                if outcome.draft is not None:
                    self.placed = placed = cut.home(placed, outcome.draft)
            if self._over():
                break
        self.placed = evened(self.index, mended(self.index, placed))
        return self.placed, proof

    def _note_placing(self, placed: Draft, bound: int) -> None:
        self.incumbent.proofs.note_placing(placing_cost(self.index, placed), bound)
        urgent, comfort = case_floor(self.index)
        self.incumbent.raise_bound(Score(urgent=urgent, comfort=bound + comfort))

    def _turn(self, ends: float, share: float, scopes: list[Scope], number: int) -> float:
        """How long one of the scopes may take so that all are done in time; most take less."""
        workers, limit = self.settings.workers, self.settings.time_limit
        if self.settings.deterministic:
            return share * limit / max(1, -(-len(scopes) // workers))
        left = max(0.0, ends - self._seconds())
        return EASY * left * workers / (len(scopes) - number + workers)

    def _piece(
        self, cut: Cut, length: float, number: int, gap: float
    ) -> tuple[Cut, Future[Outcome]]:
        """Begin a search of so many seconds, or so much work, in a piece."""
        settings = self.settings
        budget = Budget(length, settings.deterministic, settings.seed, gap=gap)
        if self.crew.apart:
            return cut, self.crew.submit(place_piece, cut.piece, budget)
        control = self.control
        return cut, self.crew.submit(place_piece, cut.piece, budget, control, number)

    def _running(self, jobs: Iterable[T]) -> Iterator[T]:
        """The jobs in order, always a few begun ahead, and no more."""
        ahead, waiting = deque[T](), iter(jobs)
        while True:
            ahead.extend(itertools.islice(waiting, self.settings.workers + 1 - len(ahead)))
            if not ahead:
                return
            yield ahead.popleft()

    def _answer(self, future: Future[T]) -> T | None:
        """What the job found; None if its process was ended."""
        while not wait([future], timeout=PAUSE).done:
            self._over()
        try:
            return future.result()
        except Lost:
            return None

    def _cases(self) -> None:
        """All cases at once, for the places just found and, if those are no better, the best."""
        self.incumbent.enter("cases")
        placed, self.placed = self.placed, None
        began = self._seconds()
        if placed is None or not self._hear(placed):
            self._hear(self.incumbent.best)
        if self.crew.apart:
            self.reserve = (self._seconds() - began) / 2

    def _hear(self, draft: Draft) -> bool:
        """Agendas for meetings held like this; whether they made the best plan."""
        agendas, ends = agendas_of(self.index, draft), self._ends(CASES_SHARE)
        heard = self._first_agendas(agendas, ends)
        if heard is None:
            return False
        better = self.incumbent.offer(agendas.filled(heard))
        self.incumbent.proofs.note_agendas(agendas.draft, agendas.bound(heard))
        settings = self.settings
        work = CASES_SHARE * settings.time_limit if settings.deterministic else math.inf
        jobs = (
            (rank, self.crew.submit(better_choice, one, ends, work))
            for rank, one in enumerate(heard)
        )
        for rank, future in self._running(jobs):
            choice = self._answer(future)
            if choice is not None:
                heard[rank] = replace(heard[rank], choice=choice)
            if self._over():
                break
        return self.incumbent.offer(agendas.filled(heard)) or better

    def _first_agendas(self, agendas: Agendas, ends: float) -> list[Heard] | None:
        jobs = (self.crew.submit(heard_apart, one, ends) for one in agendas.parts)
        answers = [self._answer(future) for future in self._running(jobs)]
        found = zip(agendas.parts, answers, strict=True)
        heard = [Heard(part, *answer) for part, answer in found if answer is not None]
        return heard if len(heard) == len(answers) else None

    def _confirm(self) -> None:
        """The load evened once more; bounds for the agendas of the final places."""
        self.incumbent.offer(evened(self.index, self.incumbent.best))
        best = self.incumbent.best
        if self.incumbent.proofs.is_held(best):
            return
        agendas = agendas_of(self.index, best)
        heard = self._first_agendas(agendas, math.inf)
        if heard is not None:
            self.incumbent.proofs.note_agendas(agendas.draft, agendas.bound(heard))
            self.incumbent.offer(agendas.filled(heard))

    def _together(self) -> None:
        """Windows that move over the plan, and the whole at once if it is small enough."""
        self.incumbent.enter("together")
        small = len(self.index.problem.meetings) <= SMALL
        if self.settings.deterministic or (small and self.settings.workers == 1):
            self._in_order(small=small)
        else:
            self._improve()

    def _in_order(self, *, small: bool) -> None:
        """The whole, or each window once."""
        rest = 1 - SKETCH_SHARE - WEEKS_SHARE - CASES_SHARE
        if small:
            share = rest if self.settings.deterministic else 1.0
            self.joint = self._start(everything(self.index), self._budget(share), JOINT)
            while not self._over() and self.joint is not None:
                wait([self.joint], timeout=PAUSE)
            return
        base, scopes = self.incumbent.best, windows(self.index, self.incumbent.best, 0)
        length = rest * self.settings.time_limit * self.settings.workers / max(1, len(scopes))
        jobs = (
            self._piece(cut_out(self.index, base, scope), length, number, WINDOW_GAP)
            for number, scope in enumerate(scopes)
        )
        for cut, future in self._running(jobs):
            self._take(cut, self._answer(future))

    def _start(self, scope: Scope, budget: Budget, number: int) -> Future[Outcome]:
        base = self.incumbent.best
        return self.crew.here(search, self.index, base, scope, budget, self.control, number)

    def _take(self, cut: Cut, outcome: Outcome | None) -> bool:
        if outcome is None or outcome.draft is None:
            return False
        return self.incumbent.offer(cut.home(self.incumbent.best, outcome.draft))

    def _begin_joint(self) -> None:
        """Search the whole beside all stages, if it is small and there are hands for both."""
        settings = self.settings
        small = len(self.index.problem.meetings) <= SMALL
        if small and settings.workers > 1 and not settings.deterministic and not self._over():
            self.joint = self._start(everything(self.index), self._budget(1.0), JOINT)

    def _improve(self) -> None:
        """Windows until time is up, beside the search for the whole if there is one."""
        slots = self.settings.workers - (1 if self.joint else 0)
        moving, running = enumerate(self._windows()), dict[Future[Outcome], Cut]()
        while self._may_improve():
            while len(running) < slots:
                number, scope = next(moving)
                piece = cut_out(self.index, self.incumbent.best, scope)
                cut, future = self._piece(piece, self._window_length(), number, WINDOW_GAP)
                running[future] = cut
            done, _ = wait(running, timeout=PAUSE, return_when=FIRST_COMPLETED)
            for future in [one for one in running if one in done]:
                self._take(running.pop(future), self._answer(future))
        if self.asked_to_stop or self.incumbent.is_proven:
            self.control.stop()
        for future, cut in running.items():
            self._take(cut, self._answer(future))

    def _window_length(self) -> float:
        """Seconds for one window, with some left to prove the last agendas."""
        most = WINDOW_SHARE * self.settings.time_limit
        return max(0.1, min(most, self._left() - self.reserve))

    def _may_improve(self) -> bool:
        return not self._over() and self._left() > self.reserve

    def _look_at_joint(self) -> None:
        """What the search for the whole has found and proven so far."""
        self.incumbent.offer(self.control.found.pop(JOINT, None))
        self.incumbent.raise_bound(self.control.bounds.pop(JOINT, None))
        if self.joint is not None and (self.joint.done() or self.control.stopped.is_set()):
            outcome, self.joint = self.joint.result(), None
            self.incumbent.offer(outcome.draft)
            self.incumbent.raise_bound(outcome.bound)

    def _windows(self) -> Iterator[Scope]:
        """Windows without end, each round cut differently."""
        turn = 0
        while True:
            yield from windows(self.index, self.incumbent.best, turn)
            turn += 1
