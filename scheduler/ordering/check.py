"""The judge of an order: plain arithmetic, no solver, no arrays."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.ordering.plan import (
    Breach,
    BreachCode,
    Heard,
    OrderPlan,
    OrderScore,
    OrderTerm,
    Stretch,
)
from scheduler.ordering.problem import OrderItem, OrderProblem


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one order amounts to."""

    order: tuple[Heard, ...]
    pause_start: int | None
    stretches: tuple[Stretch, ...]
    breaches: tuple[Breach, ...]
    terms: tuple[OrderTerm, ...]

    @property
    def score(self) -> OrderScore:
        """The terms added up."""
        cost = {term.name: term.cost for term in self.terms}
        return OrderScore(
            missed=cost["away"] + cost["window"], comfort=cost["waiting"] + cost["complex"]
        )

    def agrees_with(self, plan: OrderPlan) -> bool:
        """Whether the answer's own times, stretches, breaches and costs are these."""
        claimed = (plan.order, plan.pause_start, plan.stretches, plan.breaches, plan.terms)
        own = (self.order, self.pause_start, self.stretches, self.breaches, self.terms)
        return claimed == own and plan.score == self.score


def faults(problem: OrderProblem, order: Sequence[str]) -> list[Breach]:
    """What keeps these item ids from being an order of the problem."""
    known = {item.id: item for item in problem.items}
    heard = Counter(order)
    found = [Breach(code=BreachCode.UNKNOWN_ITEM, item=one) for one in heard if one not in known]
    found += [
        Breach(code=BreachCode.HEARD_TWICE, item=one) for one, count in heard.items() if count > 1
    ]
    found += [Breach(code=BreachCode.NOT_HEARD, item=one) for one in known if one not in heard]
    for place, one in enumerate(order, start=1):
        if one in known and known[one].position not in (None, place):
            found.append(Breach(code=BreachCode.POSITION_MOVED, item=one))
    return found


def judge(problem: OrderProblem, order: Sequence[str]) -> Judgement:
    """What hearing the items in this order means; `faults` must have found nothing."""
    items = {item.id: item for item in problem.items}
    chosen = [items[one] for one in order]
    heard, pause_start = _times(problem, chosen)
    stretches = tuple(_stretches(problem, chosen, heard))
    away = tuple(_away(problem, chosen, heard))
    window = tuple(_outside(chosen, heard))
    weights = {person.id: person.weight for person in problem.people}
    delays = [(item, one.start - problem.start) for item, one in zip(chosen, heard, strict=True)]
    return Judgement(
        heard,
        pause_start,
        stretches,
        (*away, *window),
        (
            _counted("away", away),
            _counted("window", window),
            OrderTerm(
                name="waiting",
                minutes=sum(one.waits for one in stretches),
                cost=sum(one.waits * weights[one.person] for one in stretches),
            ),
            OrderTerm(
                name="complex",
                minutes=sum(delay for item, delay in delays if item.complexity),
                cost=sum(delay * item.complexity for item, delay in delays),
            ),
        ),
    )


def check(problem: OrderProblem, plan: OrderPlan) -> tuple[list[Breach], Judgement | None]:
    """What is wrong with an answer, and what its order amounts to if it is an order at all."""
    order = [one.item for one in plan.order]
    found = faults(problem, order)
    return (found, None) if found else ([], judge(problem, order))


def _times(
    problem: OrderProblem, chosen: Sequence[OrderItem]
) -> tuple[tuple[Heard, ...], int | None]:
    """When each item is heard, and when the break begins if there is one."""
    pause, pause_start = problem.pause, None
    heard: list[Heard] = []
    at, minutes_heard = problem.start, 0
    for item in chosen:
        due = pause is not None and minutes_heard + item.minutes > pause.after
        if pause is not None and due and heard and pause_start is None:
            pause_start = at
            at += pause.minutes
        heard.append(Heard(item=item.id, start=at, end=at + item.minutes))
        at += item.minutes
        minutes_heard += item.minutes
    return tuple(heard), pause_start


def _stretches(
    problem: OrderProblem, chosen: Sequence[OrderItem], heard: Sequence[Heard]
) -> Iterator[Stretch]:
    for person in problem.people:
        needed = [one for item, one in zip(chosen, heard, strict=True) if person.id in item.people]
        if needed:
            start, end = needed[0].start, needed[-1].end
            waits = end - start - sum(one.end - one.start for one in needed)
            yield Stretch(person=person.id, start=start, end=end, waits=waits)


def _away(
    problem: OrderProblem, chosen: Sequence[OrderItem], heard: Sequence[Heard]
) -> Iterator[Breach]:
    people = {person.id: person for person in problem.people}
    for item, one in zip(chosen, heard, strict=True):
        for name in item.people:
            before = max(0, min(one.end, people[name].arrives or 0) - one.start)
            leaves = people[name].leaves
            after = 0 if leaves is None else max(0, one.end - max(one.start, leaves))
            if before + after:
                yield Breach(
                    code=BreachCode.PERSON_AWAY, item=item.id, person=name, minutes=before + after
                )


def _outside(chosen: Sequence[OrderItem], heard: Sequence[Heard]) -> Iterator[Breach]:
    for item, one in zip(chosen, heard, strict=True):
        early = (item.earliest or 0) - one.start
        late = 0 if item.latest is None else one.end - item.latest
        if early > 0:
            yield Breach(code=BreachCode.STARTS_TOO_EARLY, item=item.id, minutes=early)
        if late > 0:
            yield Breach(code=BreachCode.ENDS_TOO_LATE, item=item.id, minutes=late)


def _counted(name: str, breaches: Sequence[Breach]) -> OrderTerm:
    minutes = sum(breach.minutes or 0 for breach in breaches)
    return OrderTerm(name=name, minutes=minutes, cost=minutes)
