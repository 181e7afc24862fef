"""Share attendances fairly: each weighs as much as the person already has, plus one.

The meetings that somebody chairs are their own: they weigh nothing, but the person has them.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.insertion.options import Hold, Insertion, Options
from scheduler.model import Expr, Model, Var
from scheduler.weights import Weights

NAME = "load"


def weight(weights: Weights) -> int:
    """Points per unit."""
    return weights.load


def loads(draft: Draft) -> Counter[int]:
    """Attendances by person, those as chair included."""
    return Counter(person for meeting in draft.staff for person in draft.people(meeting))


def own(index: Index) -> Counter[int]:
    """By person: meetings that they chair, whether they come or not."""
    return Counter(chair for chair in index.chair if chair is not None)


def shared(index: Index, draft: Draft) -> Counter[int]:
    """Attendances by person but for those as chair, which are not for others to take over."""
    return Counter(
        person
        for meeting in draft.staff
        for person in draft.people(meeting)
        if person != index.chair[meeting]
    )


def counted(index: Index, draft: Draft) -> Counter[int]:
    """By person: meetings of their own and other attendances; one more weighs this, plus one."""
    return own(index) + shared(index, draft)


def units(index: Index, draft: Draft) -> int:
    """Of each person's attendances but as chair: the first weighs their own meetings plus one."""
    mine = own(index)
    return sum(
        count * mine[who] + count * (count + 1) // 2 for who, count in shared(index, draft).items()
    )


def insertion(index: Index) -> Insertion:
    """Each attendance weighs what the person already has, plus one."""
    return _Loads(index, own(index))


@dataclass(frozen=True, slots=True)
class _Loads:
    index: Index
    loads: Counter[int]

    def added(self, options: Options) -> Minutes:
        chair = self.index.chair[options.meeting]
        found = [
            sum(self.loads[who] + 1 for _, who in crew if who != chair) for crew in options.crews
        ]
        return np.array(found, dtype=np.int64)[options.crew]

    def place(self, meeting: int, hold: Hold) -> None:
        self.loads.update(self._sharing(meeting, hold))

    def remove(self, meeting: int, hold: Hold) -> None:
        self.loads.subtract(self._sharing(meeting, hold))

    def _sharing(self, meeting: int, hold: Hold) -> list[int]:
        return [who for _, who in hold.crew if who != self.index.chair[meeting]]


def missed(model: Model) -> Expr:
    """What the scope's attendances add to those outside it; nothing where they have a price."""
    if model.scope.prices is not None:
        return 0
    inside, attending = Counter[int](), dict[int, list[Var]]()
    for meeting, people in model.attends.items():
        chair = model.index.chair[meeting]
        inside.update(who for who in model.base.people(meeting) if who != chair)
        for person, attends in people.items():
            if person != chair:
                attending.setdefault(person, []).append(attends)
    outside = counted(model.index, model.base)
    outside.subtract(inside)
    outside.update(dict(enumerate(model.scope.elsewhere or ())))
    return sum(
        _steps(model, person, found, outside[person], inside[person])
        for person, found in attending.items()
    )


def _steps(model: Model, person: int, found: list[Var], already: int, now: int) -> Expr:
    if len(found) == 1:
        return (already + 1) * found[0]
    steps = [model.bool(rank < now, f"load {person} {rank}") for rank in range(len(found))]
    model.cp.add(sum(steps) == sum(found))
    return sum((already + rank + 1) * step for rank, step in enumerate(steps))
