"""Judges any plan without a solver: what it breaks, and what it is worth."""

from collections.abc import Iterable

import numpy as np

from scheduler.draft import Draft, draft_of
from scheduler.facts import Fact
from scheduler.index import Index, index
from scheduler.plan import Plan, Score, Term
from scheduler.problem import Problem
from scheduler.rules import ALL
from scheduler.wishes import OURS, CaseWish, Objective, Wish

Violation = Fact


def check(
    problem: Problem, plan: Plan, *, wishes: Objective = OURS
) -> tuple[list[Violation], tuple[Term, ...]]:
    """Every breach of a hard rule, and the objective term by term."""
    numbered = index(problem, wishes)
    draft, unreadable = draft_of(numbered, plan)
    return [*unreadable, *breaches(numbered, draft)], terms(numbered, draft)


def conflicts_of_move(
    problem: Problem, plan: Plan, meeting: str, start: int, room: str | None
) -> list[Violation]:
    """What moving one meeting by hand would newly break, with the same people and cases.

    Raises KeyError for a meeting or room the problem does not have.
    """
    numbered = index(problem)
    draft, _ = draft_of(numbered, plan)
    before = set(breaches(numbered, draft))
    rank = numbered.meeting[meeting]
    draft.starts[rank] = start
    draft.rooms.pop(rank, None)
    if room is not None:
        draft.rooms[rank] = numbered.room[room]
    return [fact for fact in breaches(numbered, draft) if fact not in before]


def breaches(numbered: Index, draft: Draft) -> list[Violation]:
    """Every breach of a hard rule in a plan by rank."""
    return [fact for rule in ALL for fact in rule.violations(numbered, draft)]


def terms(numbered: Index, draft: Draft) -> tuple[Term, ...]:
    """The objective by wish: those compared first, then meetings, then cases."""
    wishes = numbered.objective
    return (
        *(_term(numbered, draft, wish, first=True) for wish in wishes.first),
        *(_case_term(numbered, draft, wish, first=True) for wish in wishes.first_cases),
        *(_term(numbered, draft, wish) for wish in wishes.placing),
        *(_case_term(numbered, draft, wish) for wish in wishes.cases),
    )


def score(numbered: Index, draft: Draft) -> Score:
    """The plan's worth, smaller is better."""
    return score_of(terms(numbered, draft), wishes=numbered.objective)


def placing_cost(numbered: Index, draft: Draft) -> int:
    """What a plan's wishes about meetings and people cost, whatever becomes of its cases."""
    wishes = numbered.objective.placing
    return sum(_term(numbered, draft, wish).cost for wish in wishes)


def score_of(found: Iterable[Term], *, wishes: Objective = OURS) -> Score:
    """The sum of the terms: the units of those compared first, the costs of all others."""
    parts = tuple(found)
    before = {wish.NAME for wish in wishes.first} | {wish.NAME for wish in wishes.first_cases}
    return Score(
        urgent=sum(term.units for term in parts if term.name in before),
        comfort=sum(term.cost for term in parts if term.name not in before),
    )


def _term(numbered: Index, draft: Draft, wish: Wish, *, first: bool = False) -> Term:
    weight = 0 if first else wish.weight(numbered.problem.weights)
    units = wish.units(numbered, draft)
    return Term(name=wish.NAME, units=units, weight=weight, cost=units * weight)


def _case_term(numbered: Index, draft: Draft, wish: CaseWish, *, first: bool = False) -> Term:
    weight = 0 if first else wish.weight(numbered.problem.weights)
    units = _case_units(numbered, draft, wish)
    return Term(name=wish.NAME, units=units, weight=weight, cost=units * weight)


def _case_units(numbered: Index, draft: Draft, wish: CaseWish) -> int:
    heard = draft.meeting_of
    cases = np.fromiter(heard, dtype=np.int64)
    meetings = np.fromiter(heard.values(), dtype=np.int64)
    starts = np.fromiter((draft.starts[one] for one in heard.values()), dtype=np.int64)
    left = np.ones(len(numbered.problem.cases), dtype=np.bool_)
    left[cases] = False
    missed = wish.units_at(numbered, cases, meetings, starts)
    return int(missed.sum() + wish.units_left(numbered, np.flatnonzero(left)).sum())
