"""Meet at hours that people wish for, and not at those they would rather avoid."""

from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.insertion.options import Hold, Insertion, Options
from scheduler.model import Expr, Model, Var
from scheduler.weights import Weights

NAME = "avoid"
WORST = 2
"""Units of an attendance at an hour to avoid; one merely outside wished hours counts 1."""


def weight(weights: Weights) -> int:
    """Points per unit."""
    return weights.avoid


def dislike(index: Index, person: int, starts: Minutes, duration: int) -> Minutes:
    """At each start: 2 if it touches hours to avoid, 1 if it leaves the wished ones, else 0."""
    preferred, avoided = index.preferred[person], index.avoided[person]
    outside = np.zeros(len(starts), dtype=np.int64)
    if len(preferred.begins):
        outside += ~preferred.covers(starts, duration)
    return np.asarray(np.where(avoided.free(starts, duration), outside, WORST))


def units(index: Index, draft: Draft) -> int:
    """How much people dislike the hours of the meetings they attend."""
    return sum(
        int(dislike(index, person, np.array([start]), index.problem.meetings[meeting].duration)[0])
        for meeting, start in draft.starts.items()
        for person in set(draft.people(meeting))
        if _minds(index, person)
    )


def _minds(index: Index, person: int) -> bool:
    return bool(index.problem.people[person].prefers or index.problem.people[person].avoids)


def insertion(index: Index) -> Insertion:
    """How much those who would come dislike each start."""
    return _Hours(index)


@dataclass(frozen=True, slots=True)
class _Hours:
    index: Index

    def added(self, options: Options) -> Minutes:
        disliked = np.stack([self._crew(options, {who for _, who in one}) for one in options.crews])
        return np.asarray(disliked[options.crew, np.arange(len(options.starts))[:, None]])

    def _crew(self, options: Options, people: set[int]) -> Minutes:
        duration = self.index.problem.meetings[options.meeting].duration
        total = np.zeros(len(options.starts), dtype=np.int64)
        for person in people:
            if _minds(self.index, person):
                total += dislike(self.index, person, options.starts, duration)
        return total

    def place(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""

    def remove(self, meeting: int, hold: Hold) -> None:
        """Changes nothing for other meetings."""


def missed(model: Model) -> Expr:
    """The same for the scope's meetings."""
    return sum(
        _disliked(model, meeting, person, attends)
        for meeting, people in model.attends.items()
        for person, attends in people.items()
        if _minds(model.index, person)
    )


def _disliked(model: Model, meeting: int, person: int, attends: Var) -> Expr:
    starts, duration = model.starts[meeting], model.index.problem.meetings[meeting].duration
    cost = dislike(model.index, person, starts, duration)
    there = person in model.base.people(meeting)
    found: list[Expr] = []
    for level in range(1, WORST + 1):
        chosen = np.flatnonzero(cost >= level)
        if len(chosen) == len(starts):
            found.append(attends)
        elif len(chosen):
            hint = there and model.base.starts.get(meeting) in starts[chosen]
            disliked = model.bool(hint, f"disliked {meeting} {person} {level}")
            model.cp.add(attends + model.starting(meeting, chosen) - 1 <= disliked)
            found.append(disliked)
    return sum(found)
