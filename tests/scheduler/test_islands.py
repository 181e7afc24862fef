"""Meetings solved alone, and together only where they are in each other's way."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.check import breaches, placing_cost
from scheduler.draft import Draft
from scheduler.greedy import greedy
from scheduler.index import index
from scheduler.islands import search_apart, tied
from scheduler.model import Scope
from scheduler.search import Budget, Control, search
from scheduler.wishes.load import shared, units

from .builders import NINE, a_meeting, a_problem, a_seat
from .territory import territory

WORK = Budget(30.0, deterministic=True)


def one_week(seed):
    """A crowded week with prices on all attendances: the index, a plan, and the scope."""
    numbered = index(territory(boards=4, weeks=1, people=24, cases=0, seed=seed))
    prices = tuple(7 * who % 40 for who in range(len(numbered.problem.people)))
    everything = tuple(range(len(numbered.problem.meetings)))
    return numbered, greedy(numbered).without_cases(), Scope(everything, prices=prices)


def cost(numbered, scope, draft):
    """All placing wishes, with the prices in place of the shared load."""
    load = numbered.problem.weights.load * units(numbered, draft)
    paid = sum(scope.prices[who] * count for who, count in shared(numbered, draft).items())
    return placing_cost(numbered, draft) - load + paid


@settings(max_examples=6, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_a_week_costs_the_same_whether_solved_by_islands_or_at_once(seed):
    numbered, base, scope = one_week(seed)
    apart = search_apart(numbered, base, scope, WORK, Control())
    whole = search(numbered, base, scope, WORK, Control())
    assert breaches(numbered, apart.draft) == []
    assert whole.proven
    assert apart.bound.comfort == whole.worth.comfort == cost(numbered, scope, apart.draft)


def test_meetings_that_want_the_same_person_at_a_time_pay_for_it_once():
    seats = [a_seat("onco", "odile")]
    times = {"starts": (NINE, NINE + 60, NINE + 120), "usual_start": NINE, "seats": seats}
    meetings = [a_meeting(name, board=name, **times) for name in ("m1", "m2", "m3")]
    numbered = index(a_problem(meetings=meetings))
    scope = Scope((0, 1, 2), prices=(10,))
    found = search_apart(numbered, Draft(), scope, WORK, Control())
    assert sorted(found.draft.starts.values()) == [NINE, NINE + 60, NINE + 120]
    assert found.bound.comfort == cost(numbered, scope, found.draft) == 2 * 40 + 3 * (10 + 4)


@pytest.mark.parametrize("work", [0.0, 1e-4, 1e-3])
def test_a_week_that_is_cut_short_still_keeps_to_the_rules(work):
    numbered, base, scope = one_week(3)
    found = search_apart(numbered, base, scope, replace(WORK, amount=work), Control())
    assert breaches(numbered, found.draft) == []
    assert set(found.draft.starts) >= set(base.starts)


def test_a_search_whose_time_is_over_keeps_the_plan_it_began_with():
    numbered, base, scope = one_week(5)
    late = Budget(time.monotonic() - 1)
    found = search_apart(numbered, base, scope, late, Control())
    assert breaches(numbered, found.draft) == []


def test_only_meetings_of_a_board_whose_days_may_change_places_are_tied():
    seats = [a_seat("onco", "odile")]
    day = 24 * 60
    meetings = [
        a_meeting("m1", starts=(NINE, day + NINE), seats=seats),
        a_meeting("m2", starts=(day + NINE, 2 * day + NINE), seats=seats),
        a_meeting("m3", starts=(5 * day + NINE,), seats=seats),
        a_meeting("m4", board="other", starts=(NINE,), seats=seats),
    ]
    numbered = index(a_problem(meetings=meetings))
    assert tied(numbered, range(4)) == [(0, 1), (2,), (3,)]


def test_the_same_week_is_solved_the_same_way_again():
    numbered, base, scope = one_week(8)
    first, second = (search_apart(numbered, base, scope, WORK, Control()) for _ in range(2))
    assert first == second
