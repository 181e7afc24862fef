"""What to search exactly, where rules hold that insertion cannot see."""

from __future__ import annotations

import random

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.insertion.related import Related
from scheduler.model import Scope
from scheduler.problem import Problem

FEW = 5
"""Meetings searched together."""
STARTS = 60
"""Starts tried for each of them, the best taken alone."""


def sees_all_rules(problem: Problem) -> bool:
    """Whether insertion respects every rule here: it knows nothing of roads and buffers between
    meetings, nor of opinions in writing."""
    written = (one.most_written and seat.written for one in problem.meetings for seat in one.seats)
    return not (problem.travel or problem.buffer or any(written))


class Neighbourhoods:
    """Draws few meetings that might change places; those left out come first, by turns."""

    def __init__(self, index: Index, seed: int) -> None:
        self.chance = random.Random(seed)
        self.movable = [one for one, of in enumerate(index.problem.meetings) if not of.is_fixed]
        self.related = Related(index, self.movable, self.chance)

    def around(self, draft: Draft) -> Scope:
        """A meeting and those that want the same people; the cases stay."""
        idle = [one for one in self.movable if one not in draft.starts]
        first = self.chance.choice(idle if idle and self.chance.random() < 0.5 else self.movable)
        meetings = tuple(sorted(self.related.by_people(first, FEW)))
        return Scope(meetings=meetings, most_starts=STARTS)
