"""A second annealing in a program of its own, which now and then compares plans with the first."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass

from scheduler.crew import Crew
from scheduler.draft import Draft
from scheduler.index import Index, index
from scheduler.insertion.alone import Worth
from scheduler.insertion.anneal import Annealing, Schedule
from scheduler.problem import Problem
from scheduler.wishes import Objective

SHORTEST, TALKS = 0.15, 40
"""Seconds between two comparisons, at least; and how many there are at most in a search."""
BATCH = 10
"""Steps between two looks at the clock."""
LAST = 0.04
"""Seconds before the end that the twin gives its last answer."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a search began and ends, on the monotonic clock."""

    began: float
    end: float

    @property
    def done(self) -> float:
        """How much of the time is used, from 0 to 1 and beyond."""
        return (time.monotonic() - self.began) / max(1e-9, self.end - self.began)

    def anneal(self, annealing: Annealing, until: float) -> int:
        """Steps made until a moment."""
        steps = 0
        while time.monotonic() < min(until, self.end):
            done = self.done
            for _ in range(BATCH):
                annealing.step(done)
            steps += BATCH
        return steps


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an annealing stands: its plan and the best one it met."""

    draft: Draft
    worth: Worth
    best: Draft
    best_worth: Worth


def standing(annealing: Annealing) -> Standing:
    """Where it stands now; worths count from the plan it was given first."""
    return Standing(annealing.draft.copy(), annealing.worth, annealing.best, annealing.best_worth)


_annealings: list[Annealing] = []
"""The one of this program."""


def begin(problem: Problem, wishes: Objective, kept: Draft, seed: int) -> None:
    """Number the problem and be ready to go on from any plan."""
    _annealings[:] = [Annealing(index(problem, wishes), kept, seed=seed)]


def leg(clock: Clock, until: float, schedule: Schedule, draft: Draft | None) -> Standing:
    """Go on until a moment, from this plan if there is one."""
    annealing = _annealings[0]
    annealing.schedule = schedule
    if draft is not None:
        annealing.adopt(draft)
    clock.anneal(annealing, until)
    return standing(annealing)


class Twin:
    """The other annealing, seen from here; nothing happens once it is lost."""

    def __init__(self, crew: Crew, numbered: Index, kept: Draft, seed: int) -> None:
        self.crew, self.started = crew, False
        self.asked: Future[Standing] | Future[None] | None = crew.submit(
            begin, numbered.problem, numbered.objective, kept, seed
        )

    def meet(self, annealing: Annealing, clock: Clock) -> bool:
        """Compare plans if the other is ready: the worse goes on from the better one.

        Whether the best plan here is a new one.
        """
        if self.asked is None or not self.asked.done():
            return False
        try:
            theirs = self.asked.result()
        except Exception:  # wishes that cannot travel to another program, or a program that died
            self.asked = None
            return False
        better = False
        given: Draft | None = annealing.draft
        if theirs is not None:
            better = annealing.hear(theirs.best, theirs.best_worth)
            if annealing.total(theirs.worth) < annealing.total(annealing.worth):
                annealing.adopt(theirs.draft)
                given = None
        self._go_on(annealing, clock, given)
        return better

    def _go_on(self, annealing: Annealing, clock: Clock, given: Draft | None) -> None:
        now, latest = time.monotonic(), clock.end - LAST
        until = min(latest, now + max(SHORTEST, (clock.end - clock.began) / TALKS))
        self.asked = None
        if until > now:
            copied = None if given is None else given.copy()
            self.asked = self.crew.submit(leg, clock, until, annealing.schedule, copied)
