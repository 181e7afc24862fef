"""The order of one meeting: what it costs, what is proven, what the format says."""

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from benchmarks.rehearsal import CSPLIB, rehearsal
from scheduler.__main__ import main
from scheduler.ordering.arrays import arrays_of, costs_of
from scheduler.ordering.bounds import floor_of
from scheduler.ordering.check import check, faults, judge
from scheduler.ordering.levels import passage
from scheduler.ordering.plan import BreachCode
from scheduler.ordering.problem import OrderItem, OrderPerson, OrderProblem, Pause
from scheduler.ordering.solve import order
from scheduler.ordering.waits import waits_of
from scheduler.plan import Status
from scheduler.problem import fault_lines

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plan-format.md").read_text(encoding="utf-8")


def an_item(name, *people, minutes=10, **more):
    return OrderItem(id=name, minutes=minutes, people=people, **more)


def an_order_problem(*items, people=(), **more):
    """People whom items need are there from start to end, and weigh 1, unless given."""
    known = {person.id for person in people}
    called = dict.fromkeys(who for item in items for who in item.people if who not in known)
    others = tuple(OrderPerson(id=who) for who in called)
    return OrderProblem(items=items, people=(*people, *others), **more)


def names(plan):
    return [one.item for one in plan.order]


def waits(plan):
    return {one.person: one.waits for one in plan.stretches}


def test_nobody_waits_when_each_is_needed_for_neighbours_only():
    plan = order(
        an_order_problem(
            an_item("a", "odile"), an_item("b", "remi"), an_item("c", "odile"), an_item("d", "remi")
        )
    )
    assert plan.status is Status.OPTIMAL
    assert plan.score.comfort == 0
    assert [(one.person, one.end - one.start) for one in plan.stretches] == [
        ("odile", 20),
        ("remi", 20),
    ]


def test_who_weighs_more_waits_less():
    """One of the two must wait: four cases in a circle of needs."""
    items = [
        an_item("a", "odile", "remi"),
        an_item("b", "remi", "lin"),
        an_item("c", "lin", "odile"),
    ]
    spared = OrderPerson(id="odile", weight=9)
    assert waits(order(an_order_problem(*items, people=[spared])))["odile"] == 0


def test_complex_cases_come_early():
    items = [an_item("plain"), an_item("hard", complexity=2), an_item("harder", complexity=3)]
    assert names(order(an_order_problem(*items))) == ["harder", "hard", "plain"]


def test_a_pinned_case_keeps_its_place_whatever_it_costs():
    items = [an_item("a", "odile"), an_item("b", "remi", position=2), an_item("c", "odile")]
    plan = order(an_order_problem(*items))
    assert names(plan)[1] == "b"
    assert waits(plan)["odile"] == 10


def test_the_break_comes_as_late_as_allowed_and_those_who_stay_wait_through_it():
    items = [an_item(name, "odile", minutes=20) for name in "abc"]
    plan = order(an_order_problem(*items, start=600, pause=Pause(minutes=15, after=45)))
    assert plan.pause_start == 640
    assert [one.start for one in plan.order] == [600, 620, 655]
    assert waits(plan) == {"odile": 15}


def test_who_leaves_early_is_heard_before_that():
    items = [an_item(name, minutes=20) for name in "abc"]
    items.append(an_item("d", "odile", minutes=20))
    plan = order(an_order_problem(*items, start=600, people=[OrderPerson(id="odile", leaves=620)]))
    assert names(plan)[0] == "d"
    assert plan.score.missed == 0
    assert plan.breaches == ()


def test_an_impossible_stay_gives_an_order_all_the_same_and_names_who_misses_what():
    items = [an_item("a", "odile"), an_item("b", "odile")]
    plan = order(an_order_problem(*items, people=[OrderPerson(id="odile", arrives=15)]))
    assert plan.score.missed == 15
    assert {(one.code, one.person) for one in plan.breaches} == {("person_away", "odile")}
    assert sum(one.minutes for one in plan.breaches) == 15


def test_no_comfort_pays_for_a_missed_minute():
    items = [an_item(str(rank), "odile", minutes=60) for rank in range(5)]
    late = an_item("late", "odile", earliest=1, complexity=1000)
    tight = an_item("tight", minutes=1, latest=1)
    people = [OrderPerson(id="odile", weight=1000)]
    plan = order(an_order_problem(*items, late, tight, people=people))
    assert names(plan)[:2] == ["tight", "late"]
    assert plan.score.missed == 0


PEOPLE = ("odile", "remi", "lin", "sami")


@st.composite
def order_problems(draw, *, most=6):
    def stay():
        times = sorted(draw(st.lists(st.integers(0, 90), min_size=2, max_size=2, unique=True)))
        return times if draw(st.booleans()) else (None, None)

    people = []
    for name in PEOPLE:
        arrives, leaves = stay()
        weight = draw(st.integers(0, 5))
        people.append(OrderPerson(id=name, weight=weight, arrives=arrives, leaves=leaves))
    count = draw(st.integers(1, most))
    places = draw(st.permutations(range(1, count + 1)))
    items = []
    for rank in range(count):
        minutes = draw(st.integers(1, 20))
        earliest = draw(st.none() | st.integers(0, 60))
        late = draw(st.none() | st.integers(0, 40))
        items.append(
            OrderItem(
                id=f"item-{rank}",
                minutes=minutes,
                people=tuple(name for name in PEOPLE if draw(st.booleans())),
                complexity=draw(st.integers(0, 3)),
                position=places[rank] if draw(st.integers(0, 4)) == 0 else None,
                earliest=earliest,
                latest=None if late is None else (earliest or 0) + minutes + late,
            )
        )
    pause = draw(st.none() | st.builds(Pause, minutes=st.integers(1, 15), after=st.integers(1, 60)))
    return OrderProblem(start=draw(st.integers(0, 30)), people=people, items=items, pause=pause)


def brute_force(problem):
    every = (
        judge(problem, one).score
        for one in permutations([x.id for x in problem.items])
        if not faults(problem, one)
    )
    return min(every, key=lambda score: (score.missed, score.comfort))


@given(order_problems())
@settings(max_examples=60, deadline=None)
def test_the_proven_order_is_the_best_of_all_orders(problem):
    plan = order(problem)
    assert plan.status is Status.OPTIMAL
    assert plan.bound == plan.score == brute_force(problem)
    assert check(problem, plan)[1].stretches == plan.stretches


def no_limit(work):
    """More is always allowed."""


@pytest.mark.parametrize(("blocks", "chosen"), [(1, 1), (2, 1), (3, 2), (4, 1)])
@given(problem=order_problems())
@settings(max_examples=25, deadline=None)
def test_bounds_from_parts_of_the_items_prove_the_same(blocks, chosen, problem):
    waits = waits_of(arrays_of(problem))
    floor = floor_of(waits, blocks, chosen, no_limit)
    best = waits.arrays.cost(brute_force(problem))
    assert floor.rest(np.zeros(1, dtype=np.int64))[0] <= best
    assert passage(floor, best + 1, 10_000, no_limit).bound == best
    narrow = passage(floor, 1 << 60, 1, no_limit)
    assert narrow.bound <= best
    assert costs_of(waits.arrays, np.array([narrow.order]))[0] >= best


def test_cases_alike_are_heard_as_listed():
    """Nothing tells them apart, so that the answer is the same every time."""
    items = [an_item(f"{who}{rank}", who) for rank in range(4) for who in ("odile", "remi")]
    plan = order(an_order_problem(*items, an_item("both", "odile", "remi")))
    for who in ("odile", "remi"):
        assert [name for name in names(plan) if name.startswith(who)] == [
            f"{who}{rank}" for rank in range(4)
        ]


@given(order_problems(most=7), st.data())
@settings(max_examples=40, deadline=None)
def test_somebody_needed_less_never_makes_the_meeting_worse(problem, data):
    person = data.draw(st.sampled_from(PEOPLE))
    fewer = [
        item.model_copy(update={"people": tuple(x for x in item.people if x != person)})
        for item in problem.items
    ]
    without = problem.model_copy(update={"items": tuple(fewer)})
    assert not order(problem).score.better_than(order(without).score)


def many(count, *, seed=1, people=10):
    """A meeting of `count` cases in which everybody is needed for some, at random."""
    rng = np.random.default_rng(seed)
    called = rng.random((count, people)) < 0.4
    items = [
        an_item(
            f"item-{rank}",
            *(f"person-{who}" for who in np.flatnonzero(row)),
            minutes=int(rng.integers(1, 12)),
        )
        for rank, row in enumerate(called)
    ]
    return an_order_problem(*items)


def test_the_rehearsal_problem_is_solved_and_proven():
    plan = order(rehearsal(CSPLIB))
    assert (plan.status, plan.score.comfort) == (Status.OPTIMAL, 17)
    with pytest.raises(ValueError, match="9 pieces and 5 players, but 44 entries"):
        rehearsal(CSPLIB.strip()[:-2])


def test_the_same_problem_and_limit_give_the_same_order():
    first, again = (order(many(24), time_limit=0.3, deterministic=True) for _ in range(2))
    assert first == again


def test_better_orders_are_streamed_and_the_last_is_the_answer():
    told = []
    plan = order(many(18), on_progress=told.append)
    costs = [one.objective.comfort for one in told if one.order]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == plan.score.comfort
    assert next(one.order for one in told[::-1] if one.order) == tuple(names(plan))
    bounds = [one.bound.comfort for one in told]
    assert bounds == sorted(bounds)


def test_stopping_gives_the_best_order_so_far():
    plan = order(many(30), should_stop=lambda: True)
    assert plan.status is Status.STOPPED
    assert sorted(names(plan)) == sorted(item.id for item in many(30).items)


def test_a_day_of_seventy_cases_is_ordered_too():
    """More than a number has bits: moves alone, and a bound all the same."""
    problem = many(70, people=4)
    plan = order(problem, time_limit=0.2, deterministic=True)
    as_given = judge(problem, [item.id for item in problem.items])
    assert 0 < plan.bound.comfort <= plan.score.comfort < as_given.score.comfort


def test_a_meeting_without_cases_has_nothing_to_order():
    plan = order(an_order_problem())
    assert (plan.order, plan.status) == ((), Status.OPTIMAL)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"people": [OrderPerson(id="a"), OrderPerson(id="a")]}, "people[1].id"),
        ({"people": [OrderPerson(id="a", arrives=9, leaves=9)]}, "people[0].leaves"),
        ({"items": [an_item("x"), an_item("x")]}, "items[1].id"),
        ({"items": [an_item("x", "nobody")]}, "items[0].people[0]"),
        (
            {"items": [an_item("x", "a", "a")], "people": [OrderPerson(id="a")]},
            "items[0].people[1]",
        ),
        ({"items": [an_item("x", position=2)]}, "items[0].position"),
        ({"items": [an_item("x", position=1), an_item("y", position=1)]}, "items[1].position"),
        ({"items": [an_item("x", earliest=5, latest=14)]}, "items[0].latest"),
    ],
)
def test_an_order_problem_that_makes_no_sense_is_told_with_path_and_remedy(changes, path):
    with pytest.raises(ValidationError) as caught:
        OrderProblem(**({"items": []} | changes))
    (line,) = fault_lines(caught.value)
    assert line.startswith(f"{path}: ")
    assert ";" in line or "," in line


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        (["a", "b", "c"], "unknown_item"),
        (["a", "b", "a"], "heard_twice"),
        (["a"], "not_heard"),
        (["b", "a"], "position_moved"),
    ],
)
def test_what_is_no_order_of_the_problem_is_told(heard, code):
    problem = an_order_problem(an_item("a", position=1), an_item("b"))
    assert code in [one.code for one in faults(problem, heard)]


def test_the_documentation_explains_every_code_of_an_order():
    assert [code for code in BreachCode if f"`{code}`" not in PAGE] == []


@pytest.fixture
def agenda(tmp_path):
    file = tmp_path / "agenda.json"
    items = [an_item("a", "odile"), an_item("b", "remi"), an_item("c", "odile")]
    late = OrderPerson(id="remi", arrives=15)
    file.write_text(an_order_problem(*items, people=[late]).model_dump_json(), encoding="utf-8")
    return file


def test_the_command_orders_and_check_agrees(agenda, tmp_path, capsys):
    output = tmp_path / "order.json"
    assert main(["order", str(agenda), "-o", str(output), "--progress", "json"]) == 0
    assert json.loads(capsys.readouterr().err.splitlines()[0])["stage"] == "first"
    assert json.loads(output.read_text(encoding="utf-8"))["status"] == "optimal"
    assert main(["check", str(agenda), str(output)]) == 0
    assert json.loads(capsys.readouterr().out)["agrees"] is True


def test_check_refuses_an_order_that_leaves_a_case_out(agenda, tmp_path, capsys):
    output = tmp_path / "order.json"
    main(["order", str(agenda), "-o", str(output)])
    answer = json.loads(output.read_text(encoding="utf-8"))
    answer["order"] = answer["order"][1:]
    output.write_text(json.dumps(answer), encoding="utf-8")
    assert main(["check", str(agenda), str(output)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["violations"]] == ["not_heard"]


def test_check_sees_times_that_the_order_does_not_give(agenda, tmp_path, capsys):
    output = tmp_path / "order.json"
    main(["order", str(agenda), "-o", str(output)])
    answer = json.loads(output.read_text(encoding="utf-8"))
    answer["order"][0]["start"] += 5
    output.write_text(json.dumps(answer), encoding="utf-8")
    main(["check", str(agenda), str(output)])
    assert json.loads(capsys.readouterr().out)["agrees"] is False


def test_strict_ordering_exits_with_5_when_somebody_misses_their_case(tmp_path, capsys):
    file = tmp_path / "agenda.json"
    absent = OrderPerson(id="odile", arrives=500)
    problem = an_order_problem(an_item("a", "odile"), people=[absent])
    file.write_text(problem.model_dump_json(), encoding="utf-8")
    assert main(["order", str(file), "--strict"]) == 5
    assert json.loads(capsys.readouterr().out)["breaches"][0]["code"] == "person_away"


@pytest.mark.parametrize("of", ["order-problem", "order-plan"])
def test_the_schema_of_orders_is_printed(of, capsys):
    assert main(["schema", of]) == 0
    assert json.loads(capsys.readouterr().out)["additionalProperties"] is False
