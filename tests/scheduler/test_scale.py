"""What makes large problems possible: pieces, prices, agendas, processes, plans to begin with."""

import itertools
import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.check import breaches, check, score
from scheduler.crew import Crew, Lost
from scheduler.draft import Draft
from scheduler.evening import even_shares, evened
from scheduler.greedy import greedy
from scheduler.hearing import agendas_of
from scheduler.index import WEEK, index
from scheduler.model import Scope
from scheduler.pieces import cut_out
from scheduler.placing import load_floor, place_piece
from scheduler.plan import Plan, Status
from scheduler.search import Budget, Control, search
from scheduler.sharing import fair_loads
from scheduler.solve import solve
from scheduler.transport.solve import hear, hear_better
from scheduler.transport.table import Table, clusters
from scheduler.warm import kept_of
from scheduler.wishes.load import loads, shared, units

from .builders import DAY, NINE, a_case, a_meeting, a_person, a_plan, a_problem, a_seat, start_of
from .territory import territory


@st.composite
def tables(draw):
    """Up to five cases in up to three meetings, some urgent, some already heard."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    room = draw(st.lists(st.integers(0, 20), min_size=columns, max_size=columns))
    some = st.sets(st.integers(0, columns - 1), min_size=1)
    pairs = [(row, column) for row in range(rows) for column in sorted(draw(some))]
    costs = draw(st.lists(st.integers(0, 9), min_size=len(pairs), max_size=len(pairs)))
    ranks = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    whole = np.array(room, dtype=np.int64)
    return Table(
        case=np.arange(rows),
        meeting=np.arange(columns),
        start=np.arange(columns),
        row=ranks[:, 0].astype(np.int32),
        column=ranks[:, 1].astype(np.int32),
        cost=np.array(costs, dtype=np.float64),
        left=np.full(rows, 10.0),
        minutes=np.array(draw(st.lists(st.sampled_from([2, 5, 12]), min_size=rows, max_size=rows))),
        ordinary=np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows))),
        room=whole,
        ordinary_room=np.maximum(0, whole - draw(st.integers(0, 5))),
        now=np.full(rows, -1),
        ceiling=1,
    )


def is_sound(table, choice):
    allowed = set(zip(table.row.tolist(), table.column.tolist(), strict=True))
    used, ordinary = np.zeros((2, len(table.room)), dtype=np.int64)
    for row, column in enumerate(choice):
        if column >= 0:
            used[column] += table.minutes[row]
            ordinary[column] += table.minutes[row] * table.ordinary[row]
    heard = {(row, int(column)) for row, column in enumerate(choice) if column >= 0}
    fits = (used <= table.room).all() and (ordinary <= table.ordinary_room).all()
    return bool(fits) and heard <= allowed


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables())
def test_agendas_are_sound_and_their_bound_is_never_beaten(table):
    columns = range(-1, len(table.room))
    choices = (np.array(one) for one in itertools.product(columns, repeat=len(table.case)))
    best = min(table.worth(one) for one in choices if is_sound(table, one))
    heard = hear(table)
    better = hear_better(heard)
    assert is_sound(table, heard.choice.tolist())
    assert is_sound(table, better.choice.tolist())
    assert heard.bound <= best + 1e-6
    assert best <= table.worth(better.choice) <= table.worth(heard.choice)


def test_clusters_share_no_meeting_and_lose_no_place():
    numbered = index(territory(boards=12, weeks=4, people=80, cases=40))
    agendas = agendas_of(numbered, greedy(numbered))
    meetings = [set(part.meeting.tolist()) for part in agendas.parts]
    assert len(meetings) > 1
    assert sum(map(len, meetings)) == len(set().union(*meetings))
    for part in agendas.parts:
        assert len(clusters(part)) == 1


def test_agendas_bound_what_any_agendas_of_the_same_meetings_cost():
    numbered = index(territory(boards=6, weeks=4, people=40, cases=80))
    draft = greedy(numbered)
    agendas = agendas_of(numbered, draft)
    heard = [hear_better(hear(part)) for part in agendas.parts]
    found = agendas.filled(heard)
    assert breaches(numbered, found) == []
    assert not score(numbered, draft).better_than(score(numbered, found))
    bound, ours = agendas.bound(heard), numbered.objective
    plan = solve(numbered.problem, time_limit=1)
    names = {wish.NAME for wish in ours.cases}
    assert bound.urgent <= score(numbered, found).urgent
    assert any(term.name in names for term in plan.terms)


def test_a_piece_searched_apart_is_as_good_as_in_the_whole():
    numbered = index(territory(boards=6, weeks=4, people=40, cases=40, seed=2))
    base = greedy(numbered)
    week = [one for one, starts in enumerate(numbered.starts) if starts[0] // WEEK == 1]
    scope = Scope(meetings=tuple(week[:4]))
    bare = base.copy()
    bare.meeting_of = {}
    inside = search(numbered, bare, scope, Budget(20.0, deterministic=True), Control())
    cut = cut_out(numbered, bare, scope)
    apart = place_piece(cut.piece, Budget(20.0, deterministic=True))
    assert inside.proven
    assert apart.proven
    home = cut.home(bare, apart.draft)
    assert breaches(numbered, home) == []
    assert score(numbered, home) == score(numbered, inside.draft)
    assert score(numbered, home).better_than(score(numbered, bare))


def test_evening_out_breaks_no_rule_and_shares_the_load_better():
    numbered = index(territory(boards=8, weeks=6, people=50, cases=0))
    before = greedy(numbered)
    after = evened(numbered, before)
    assert breaches(numbered, after) == []
    assert not score(numbered, before).better_than(score(numbered, after))
    assert sum(n * n for n in loads(after).values()) <= sum(n * n for n in loads(before).values())
    assert after.starts == before.starts


def two_pools(**more):
    """Three meetings that ann or bob may attend, and two that bob or eve may."""
    pools = [("ann", "bob")] * 3 + [("bob", "eve")] * 2
    meetings = [
        a_meeting(f"m{n}", board=f"b{n}", starts=(NINE + n * 60,), seats=[a_seat("onco", *pool)])
        for n, pool in enumerate(pools)
    ]
    return a_problem(meetings=meetings, **more)


def test_the_load_is_evened_along_chains_of_people():
    numbered = index(two_pools())
    ann, bob = numbered.person["ann"], numbered.person["bob"]
    before = Draft({n: NINE + n * 60 for n in range(5)})
    before.staff = {n: ((0, ann if n < 3 else bob),) for n in range(5)}
    after = evened(numbered, before)
    assert breaches(numbered, after) == []
    assert sorted(loads(after).values()) == [1, 2, 2]
    assert loads(after)[ann] == 2
    assert score(numbered, after).better_than(score(numbered, before))
    people = [a_person("ann"), a_person("bob"), a_person("eve", busy=((0, DAY),))]
    alone = evened(index(two_pools(people=people)), before)
    assert sorted(loads(alone).values()) == [2, 3]


def test_nobody_is_asked_to_two_places_at_once_for_an_even_load():
    meetings = [
        a_meeting(f"m{n}", board=f"b{n}", starts=(at,), seats=[a_seat("onco", "ann", other)])
        for n, (at, other) in enumerate([(NINE, "bob"), (NINE + 30, "eve"), (NINE + 210, "eve")])
    ]
    numbered = index(a_problem(meetings=meetings))
    before = Draft({n: meeting.starts[0] for n, meeting in enumerate(meetings)})
    eve, bob = numbered.person["eve"], numbered.person["bob"]
    before.staff = {0: ((0, bob),), 1: ((0, eve),), 2: ((0, eve),)}
    after = evened(numbered, before)
    assert breaches(numbered, after) == []
    assert sorted(loads(after).values()) == [1, 1, 1]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(0, 40))
def test_no_price_of_attendances_bounds_more_than_even_shares_cost(seed, price):
    numbered = index(territory(boards=4, weeks=3, people=24, cases=0, seed=seed))
    even = evened(numbered, greedy(numbered))
    prices = [price] * len(numbered.problem.people)
    cost = numbered.problem.weights.load * units(numbered, even)
    paid = price * sum(shared(numbered, even).values())
    assert load_floor(numbered, prices) <= cost - paid


def test_equal_people_have_equal_prices_however_many_meetings_there_are():
    numbered = index(two_pools())
    fair = fair_loads(even_shares(numbered, greedy(numbered)))
    assert np.allclose(fair, 5 / 3, atol=0.05)


def test_a_search_begins_with_the_plan_that_it_is_given():
    problem = territory(boards=5, weeks=4, people=40, cases=50, seed=1)
    good = solve(problem, time_limit=4)
    seen = []
    again = solve(problem, time_limit=0.05, start=good, on_progress=seen.append)
    assert seen[0].objective == good.score
    assert not good.score.better_than(again.score)


def test_what_breaks_a_rule_in_a_plan_to_begin_with_is_dropped_and_the_rest_kept():
    problem = a_problem(
        people=[a_person("odile", busy=((NINE, NINE + 60),)), a_person("remi")],
        meetings=[
            a_meeting("m1", seats=[a_seat("onco", "odile")], starts=(NINE, NINE + 120)),
            a_meeting("m2", seats=[a_seat("radio", "remi")], starts=(NINE, NINE + 120)),
        ],
        cases=[a_case("c1"), a_case("c2", ready_from=NINE + 300)],
    )
    told = a_plan(
        placed=[("m1", NINE), ("m2", NINE + 120), ("gone", NINE)],
        seated=[("m1", "onco", "odile"), ("m2", "radio", "remi")],
        heard=[("c1", "m2"), ("c2", "m2")],
    )
    draft = kept_of(index(problem), told)
    assert breaches(index(problem), draft) == []
    assert draft.starts == {1: NINE + 120}
    assert draft.staff[1] == ((0, 1),)
    assert draft.meeting_of == {0: 1}
    plan = solve(problem, time_limit=2, start=told)
    assert plan.status is Status.OPTIMAL
    assert start_of(plan, "m1") == NINE + 120


def test_a_plan_made_for_other_agendas_is_mended_until_nothing_is_broken():
    problem = territory(boards=6, weeks=4, people=40, cases=60, seed=5)
    plan = solve(problem, time_limit=1)
    people = tuple(
        one.model_copy(update={"busy": other.busy})
        for one, other in zip(problem.people, problem.people[1:] + problem.people[:1], strict=True)
    )
    changed = problem.model_copy(update={"people": people})
    draft = kept_of(index(changed), plan)
    assert breaches(index(changed), draft) == []
    assert draft.starts


def test_a_large_problem_is_searched_in_processes_and_gives_the_same_plan_again():
    problem = territory(boards=16, weeks=8, people=110, cases=120, seed=4)
    first, second = (solve(problem, time_limit=0.2, deterministic=True) for _ in range(2))
    assert len(problem.meetings) > 60
    assert check(problem, first)[0] == []
    assert first == second
    placing, cases, whole = first.stages
    assert placing.bound <= placing.objective
    assert cases.bound is None or cases.bound <= cases.objective
    assert whole.bound <= whole.objective
    assert Plan.model_validate_json(first.to_json()) == first


def test_a_crew_does_jobs_in_processes_and_passes_their_errors_on():
    with Crew(2, apart=True) as crew:
        jobs = [crew.submit(operator.floordiv, 84, one) for one in (2, 0)]
        assert jobs[0].result() == 42
        with pytest.raises(ZeroDivisionError):
            jobs[1].result()


def test_a_stopped_crew_loses_what_it_was_doing():
    with Crew(1, apart=True) as crew:
        crew.stop()
        with pytest.raises(Lost):
            crew.submit(operator.add, 1, 1).result()
