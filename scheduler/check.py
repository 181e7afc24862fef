"""Judges any plan without a solver: what it breaks, and what it is worth."""

from collections.abc import Iterable

import numpy as np

from scheduler.draft import Draft, draft_of
from scheduler.facts import Fact
from scheduler.index import Index, index
from scheduler.plan import Plan, Score, Term
from scheduler.problem import Problem
from scheduler.rules import ALL
from scheduler.wishes import CASES, FIRST, PLACING, CaseWish

Violation = Fact


def check(problem: Problem, plan: Plan) -> tuple[list[Violation], tuple[Term, ...]]:
    """Every breach of a hard rule, and the objective term by term."""
    numbered = index(problem)
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
    """The objective by wish, the urgent one first."""
    weights = numbered.problem.weights
    cases = tuple(
        _term(wish.NAME, _case_units(numbered, draft, wish), wish.weight(weights))
        for wish in (FIRST, *CASES)
    )
    placing = tuple(
        _term(wish.NAME, wish.units(numbered, draft), wish.weight(weights)) for wish in PLACING
    )
    return cases[:1] + placing + cases[1:]


def score(numbered: Index, draft: Draft) -> Score:
    """The plan's worth, smaller is better."""
    return score_of(terms(numbered, draft))


def score_of(found: Iterable[Term]) -> Score:
    """The sum of the terms, with the urgent part apart."""
    parts = tuple(found)
    urgent = sum(term.units for term in parts if term.name == FIRST.NAME)
    return Score(urgent=urgent, comfort=sum(term.cost for term in parts))


def _term(name: str, units: int, weight: int) -> Term:
    return Term(name=name, units=units, weight=weight, cost=units * weight)


def _case_units(numbered: Index, draft: Draft, wish: CaseWish) -> int:
    total = 0
    for case in range(len(numbered.problem.cases)):
        meeting = draft.meeting_of.get(case)
        if meeting is None:
            total += wish.units_left(numbered, case)
            continue
        place, start = np.array([meeting]), np.array([draft.starts[meeting]])
        total += int(wish.units_at(numbered, case, place, start)[0])
    return total
