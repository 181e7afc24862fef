"""Share attendances fairly: each weighs as much as the person already has, plus one."""

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
    """Attendances by person."""
    return Counter(person for meeting in draft.staff for person in draft.people(meeting))


def units(index: Index, draft: Draft) -> int:
    """1 + 2 + ... up to each person's number of attendances."""
    return sum(count * (count + 1) // 2 for count in loads(draft).values())


def insertion(index: Index) -> Insertion:
    """Each attendance weighs what the person already has, plus one."""
    return _Loads(Counter())


@dataclass(frozen=True, slots=True)
class _Loads:
    loads: Counter[int]

    def added(self, options: Options) -> Minutes:
        found = [sum(self.loads[who] + 1 for _, who in crew) for crew in options.crews]
        return np.array(found, dtype=np.int64)[options.crew]

    def place(self, meeting: int, hold: Hold) -> None:
        self.loads.update(who for _, who in hold.crew)

    def remove(self, meeting: int, hold: Hold) -> None:
        self.loads.subtract(who for _, who in hold.crew)


def missed(model: Model) -> Expr:
    """What the scope's attendances add to those outside it; nothing where they have a price."""
    if model.scope.prices is not None:
        return 0
    inside, attending = Counter[int](), dict[int, list[Var]]()
    for meeting, people in model.attends.items():
        inside.update(model.base.people(meeting))
        for person, attends in people.items():
            attending.setdefault(person, []).append(attends)
    outside = loads(model.base)
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
