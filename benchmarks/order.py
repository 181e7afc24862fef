"""The order of one meeting: seeded agendas, proven or beside the best known of long searches."""

from __future__ import annotations

import random
from statistics import median

from benchmarks.table import Limit, Row
from scheduler.ordering.plan import OrderPlan
from scheduler.ordering.problem import OrderItem, OrderPerson, OrderProblem, Pause
from scheduler.ordering.solve import order

PEOPLE = 10
SEEDS = range(5)
PROOF_SECONDS = 10.0
"""Given to searches of which the proof's time is measured."""
LONG_SECONDS = 60.0
"""Given to the searches that set the best known."""


def talent(count: int, seed: int) -> OrderProblem:
    """Talent scheduling as in its literature: each person in a random number of items, at random;
    1 to 10 minutes, weights 1 to 100."""
    draw = random.Random(seed)
    weights = [draw.randint(1, 100) for _ in range(PEOPLE)]
    needs: list[list[str]] = [[] for _ in range(count)]
    for person in range(PEOPLE):
        for item in sorted(draw.sample(range(count), draw.randint(2, count))):
            needs[item].append(f"person-{person}")
    return OrderProblem(
        people=tuple(
            OrderPerson(id=f"person-{rank}", weight=weight) for rank, weight in enumerate(weights)
        ),
        items=tuple(
            OrderItem(id=f"item-{rank}", minutes=draw.randint(1, 10), people=tuple(needed))
            for rank, needed in enumerate(needs)
        ),
    )


def agenda(count: int, seed: int) -> OrderProblem:
    """A meeting: cases of 2, 5 and 12 minutes, some urgent, a break, people who come and go."""
    draw = random.Random(seed)
    items = []
    for rank in range(count):
        minutes = draw.choices((2, 5, 12), weights=(4, 4, 2))[0]
        called = [f"person-{who}" for who in range(PEOPLE) if draw.random() < 0.35]
        complexity = (2 if minutes == 12 else 0) + (6 if draw.random() < 0.1 else 0)
        items.append(
            OrderItem(
                id=f"item-{rank}", minutes=minutes, people=tuple(called), complexity=complexity
            )
        )
    length = sum(item.minutes for item in items)
    items[0] = items[0].model_copy(update={"position": 3})
    people = [OrderPerson(id=f"person-{who}", weight=draw.randint(1, 5)) for who in range(PEOPLE)]
    people[0] = people[0].model_copy(update={"arrives": length // 4})
    people[1] = people[1].model_copy(update={"leaves": 3 * length // 4})
    pause = Pause(minutes=10, after=60)
    return OrderProblem(people=tuple(people), items=tuple(items), pause=pause)


KINDS = {"talent": talent, "agenda": agenda}
BEST_KNOWN = {"talent": (3980, 9844, 2076, 9777, 5036), "agenda": (2335, 4921, 1577, 2251, 2692)}
"""Comfort of 30 items by seed, from `best_known`; proven for talent, and for the first agenda.
The orders compared miss as little as can be."""


def best_known(kind: str) -> tuple[int, ...]:
    """BEST_KNOWN measured anew: the best of two seeds given LONG_SECONDS each."""
    return tuple(
        min(
            order(KINDS[kind](30, seed), time_limit=LONG_SECONDS, seed=turn).score.comfort
            for turn in (1, 2)
        )
        for seed in SEEDS
    )


def rows(limit: Limit) -> list[Row]:
    """20 items to the proof, 30 items beside the best known."""
    found = []
    for kind in KINDS:
        found += [_proofs(kind, 20, limit), _beside_best(kind, limit)]
    return found


def _proofs(kind: str, count: int, limit: Limit) -> Row:
    plans = [order(KINDS[kind](count, seed), time_limit=PROOF_SECONDS) for seed in SEEDS]
    proven, longest = sum(plan.is_proven for plan in plans), max(plan.seconds for plan in plans)
    return Row(
        f"order, {count} cases, {PEOPLE} weighted people ({kind})",
        "proven optimal < 2 s",
        f"{proven} of {len(plans)} proven, {_median(plans):.2f} s, at most {longest:.2f} s",
        proven == len(plans) and longest < 2,
    )


def _beside_best(kind: str, limit: Limit) -> Row:
    plans = [order(KINDS[kind](30, seed), time_limit=limit.seconds or 5.0) for seed in SEEDS]
    off = max(
        plan.score.comfort / best - 1 for plan, best in zip(plans, BEST_KNOWN[kind], strict=True)
    )
    proven = sum(plan.is_proven for plan in plans)
    return Row(
        f"order, 30 cases ({kind})",
        "within 1 % of the best known in 5 s",
        f"at most {off:.2%} above it; {proven} of {len(plans)} proven, {_median(plans):.2f} s",
        off <= 0.01,
    )


def _median(plans: list[OrderPlan]) -> float:
    return median(plan.seconds for plan in plans)
