"""The engine as a whole: always a sound plan, the best one, the same one, in time."""

import itertools
import json
import random
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import breaches, check, score
from scheduler.draft import Draft
from scheduler.greedy import greedy
from scheduler.index import index
from scheduler.model import Scope
from scheduler.plan import Plan, Status
from scheduler.problem import Problem
from scheduler.search import Budget, Control, search
from scheduler.seated import GUEST
from scheduler.solve import solve

from .builders import (
    DAY,
    NINE,
    WEEK,
    a_case,
    a_meeting,
    a_person,
    a_problem,
    a_road,
    a_room,
    a_seat,
    a_visit,
    start_of,
)
from .territory import territory

PEOPLE = ("odile", "omar", "remi", "sami")
PROOF = 60
"""Seconds that no small problem needs: its search ends with the proof, on a busy machine too."""


def busy_blocks(draw, days):
    hours = st.tuples(st.integers(0, days - 1), st.integers(8, 17), st.integers(1, 6))
    blocks = draw(st.lists(hours, max_size=3))
    return tuple((d * DAY + h * 60, d * DAY + (h + long) * 60) for d, h, long in blocks)


@st.composite
def seats_of_a_meeting(draw):
    ranks = range(draw(st.integers(1, 2)))
    return [
        a_seat(
            f"s{rank}",
            *draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)),
            minimum=draw(st.integers(1, 2)),
            mandatory=draw(st.booleans()),
            written=draw(st.booleans()),
            named=("odile",),
            deputies=("sami",),
        )
        for rank in ranks
    ]


@st.composite
def meetings_of(draw, name):
    starts = draw(st.lists(st.sampled_from([NINE, NINE + 30, DAY + NINE]), max_size=3))
    fixed = draw(st.sampled_from([None, None, None, NINE + 30]))
    seats = draw(seats_of_a_meeting())
    rooms = draw(st.sampled_from([(), ("atrium",), ("cellar",), ("atrium", "cellar")]))
    return a_meeting(
        name,
        board=draw(st.sampled_from(["breast", "skin"])),
        starts=tuple(starts),
        fixed_start=fixed,
        seats=seats,
        rooms=rooms,
        guests=draw(st.sampled_from([(), ("gaby",)])),
        most_written=draw(st.integers(0, 2)),
        video=not rooms or draw(st.booleans()),
        usual_start=NINE,
        chair=seats[0].candidates[0].person,
        min_specialties=draw(st.integers(0, 2)),
        reserve=draw(st.sampled_from([0, 10])),
        duration=draw(st.sampled_from([30, 60])),
    )


@st.composite
def problems(draw, most_meetings=3, most_cases=5):
    people = [
        a_person(
            name,
            busy=busy_blocks(draw, 2),
            site=draw(st.sampled_from([None, "north", "south"])),
            specialty=name[0],
            prefers=draw(st.sampled_from([(), ((NINE, NINE + 60),)])),
            visits=draw(st.sampled_from([(), (), (a_visit(NINE - 60, NINE - 15),)])),
            avoids=draw(st.sampled_from([(), (), ((NINE + 30, DAY + NINE + 30),)])),
        )
        for name in (*PEOPLE, "gaby")
    ]
    rooms = [
        a_room(
            "atrium",
            capacity=2,
            site="north",
            connections=draw(st.sampled_from([None, None, 0, 1])),
        ),
        a_room("cellar", capacity=1, site=draw(st.sampled_from([None, "south"]))),
    ]
    meetings = [
        draw(meetings_of(f"m{rank}")) for rank in range(draw(st.integers(1, most_meetings)))
    ]
    known = [seat.id for meeting in meetings for seat in meeting.seats]
    cases = [
        a_case(
            f"c{rank}",
            boards=draw(st.sampled_from([("breast",), ("skin", "breast")])),
            minutes=draw(st.sampled_from([10, 25])),
            needs=tuple(draw(st.sets(st.sampled_from(known), max_size=1))),
            presenter=draw(st.sampled_from([None, "remi"])),
            ready_from=draw(st.sampled_from([0, NINE + 1])),
            deadline=draw(st.sampled_from([NINE, DAY, 3 * DAY])),
            urgent=draw(st.booleans()),
            postponed=draw(st.integers(0, 1)),
            **draw(st.sampled_from([{}, {}, {"fixed_meeting": "m0"}, {"opposed": True}])),
        )
        for rank in range(draw(st.integers(0, most_cases)))
    ]
    return a_problem(
        people=people,
        rooms=rooms,
        meetings=meetings,
        cases=cases,
        horizon=3 * DAY,
        travel=draw(st.sampled_from([(), (a_road(minutes=45),)])),
        buffer=draw(st.sampled_from([0, 0, 15])),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems())
def test_any_returned_plan_breaks_no_rule_and_its_terms_are_the_checkers(problem):
    plan = solve(problem, time_limit=PROOF)
    violations, terms = check(problem, plan)
    assert violations == []
    assert terms == plan.terms
    assert plan.score.comfort == sum(term.cost for term in terms)
    assert not plan.score.better_than(plan.bound)
    assert plan.status is Status.OPTIMAL
    assert all(one.reasons for one in (*plan.unplaced, *plan.undiscussed))
    assert Plan.model_validate_json(plan.to_json()) == plan
    assert Problem.model_validate_json(problem.model_dump_json()) == problem


def every_staffing(numbered, meeting):
    """All ways to give each candidate one of their seats or none."""
    people = list(numbered.free[meeting])
    choices = [
        [
            None,
            *(s for s, able in enumerate(numbered.candidates[meeting]) if who in able),
            *(part for part, able in numbered.writers[meeting] if who == able),
            *([GUEST] if who in numbered.guests[meeting] else []),
        ]
        for who in people
    ]
    for chosen in itertools.product(*choices):
        yield tuple(
            sorted((s, who) for who, s in zip(people, chosen, strict=True) if s is not None)
        )


def every_hold(numbered, meeting):
    """All (start, room, people) of one meeting that break nothing by themselves, and none."""
    yield None
    for start in numbered.starts[meeting].tolist():
        for room in (None, *numbered.rooms[meeting]):
            for staff in every_staffing(numbered, meeting):
                draft = Draft({meeting: start}, {} if room is None else {meeting: room})
                draft.staff = {meeting: staff}
                if not [
                    f
                    for f in breaches(numbered, draft)
                    if not f.code.startswith(("fixed", "frozen"))
                ]:
                    yield start, room, staff


def best_by_brute_force(problem):
    numbered = index(problem)
    best = None
    holds = [list(every_hold(numbered, m)) for m in range(len(problem.meetings))]
    places = [None, *range(len(problem.meetings))]
    for chosen in itertools.product(*holds):
        draft = Draft()
        for meeting, hold in enumerate(chosen):
            if hold is not None:
                draft.starts[meeting], room, draft.staff[meeting] = hold
                draft.rooms.update({} if room is None else {meeting: room})
        for agenda in itertools.product(places, repeat=len(problem.cases)):
            draft.meeting_of = {c: m for c, m in enumerate(agenda) if m is not None}
            if all(m in draft.starts for m in draft.meeting_of.values()):
                worth = score(numbered, draft)
                if (best is None or worth.better_than(best)) and not breaches(numbered, draft):
                    best = worth
    return best


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems(most_meetings=2, most_cases=2))
def test_a_proven_optimum_is_the_best_of_all_possible_plans(problem):
    plan = solve(problem, time_limit=PROOF)
    assert plan.status is Status.OPTIMAL
    assert plan.score == plan.bound == best_by_brute_force(problem)


def test_the_same_seed_and_amount_of_work_give_the_same_plan():
    problem = territory(boards=4, weeks=3, people=30, cases=30, seed=3)
    first, second = (solve(problem, time_limit=0.6, deterministic=True, seed=7) for _ in range(2))
    assert first == second


def test_removing_a_person_never_improves_the_optimum():
    problem = territory(boards=2, weeks=2, people=16, cases=10, seed=5)
    whole = solve(problem, time_limit=PROOF)
    assert whole.status is Status.OPTIMAL
    lost = random.Random(1).sample(range(len(problem.people)), 2)
    for rank in lost:
        gone = problem.people[rank].model_copy(update={"busy": ((0, problem.horizon),)})
        people = (*problem.people[:rank], gone, *problem.people[rank + 1 :])
        fewer = solve(problem.model_copy(update={"people": people}), time_limit=PROOF)
        assert not fewer.bound.better_than(whole.score)


def best_beside(numbered, base, meeting):
    """The best score of any way to hold one meeting while the others stay as they are."""
    found = []
    for hold in every_hold(numbered, meeting):
        draft = base.copy()
        draft.drop(meeting)
        if hold is not None:
            draft.starts[meeting], room, draft.staff[meeting] = hold
            draft.rooms.update({} if room is None else {meeting: room})
        if not breaches(numbered, draft):
            found.append(score(numbered, draft))
    return min(found, key=lambda one: (one.urgent, one.comfort))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems(most_cases=0))
def test_one_meeting_searched_alone_finds_its_best_place_beside_the_others(problem):
    numbered = index(problem)
    base = greedy(numbered)
    for meeting in range(len(problem.meetings)):
        scope = Scope(meetings=(meeting,))
        outcome = search(numbered, base, scope, Budget(5, deterministic=True), Control())
        assert breaches(numbered, outcome.draft) == []
        assert score(numbered, outcome.draft) == best_beside(numbered, base, meeting)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems(most_cases=2))
def test_without_roads_and_buffers_no_plan_is_worse(problem):
    people = tuple(one.model_copy(update={"visits": ()}) for one in problem.people)
    near = problem.model_copy(update={"travel": (), "buffer": 0, "people": people})
    plan, easier = (solve(one, time_limit=PROOF) for one in (problem, near))
    assert not plan.score.better_than(easier.score)


def test_a_territory_gets_a_complete_plan_at_once_and_better_ones_on_the_way():
    seen = []
    plan = solve(territory(), time_limit=2, deterministic=True, on_progress=seen.append)
    assert seen[0].stage == "first"
    assert len(seen[0].plan.placements) == len(plan.placements) == 48
    worths = [(one.objective.urgent, one.objective.comfort) for one in seen]
    assert worths == sorted(worths, reverse=True)
    assert not any(plan.score.better_than(one.bound) for one in seen)
    assert plan.unplaced == ()
    assert plan.score.better_than(seen[0].objective)


def test_a_search_stops_when_asked_and_keeps_its_best_plan():
    problem, asked = territory(seed=2), itertools.count()
    plan = solve(problem, time_limit=600, should_stop=lambda: next(asked) > 3)
    assert plan.status is Status.STOPPED
    assert plan.seconds < 600
    assert check(problem, plan)[0] == []


def test_a_callback_that_fails_ends_the_search_and_leaves_no_thread_behind():
    def fail(progress):
        raise ConnectionError("the job was killed")

    before = threading.active_count()
    with pytest.raises(ConnectionError):
        solve(territory(boards=2, weeks=2, people=16, cases=5), time_limit=5, on_progress=fail)
    assert threading.active_count() == before


def test_an_empty_problem_has_an_empty_plan():
    plan = solve(a_problem(), time_limit=PROOF)
    assert (plan.status, plan.placements, plan.gap) == (Status.OPTIMAL, (), 0.0)


def test_meetings_that_may_fall_in_several_weeks_find_their_place():
    odile = a_person("odile", busy=((0, WEEK),))
    meeting = a_meeting(starts=(NINE, WEEK + NINE), seats=[a_seat("onco", "odile")])
    plan = solve(a_problem(people=[odile], meetings=[meeting]), time_limit=PROOF)
    assert start_of(plan, "m1") == WEEK + NINE


def test_the_plan_travels_as_json_without_empty_facts():
    meeting = a_meeting(seats=[a_seat("onco", "odile")])
    problem = a_problem(people=[a_person("odile", busy=((0, DAY),))], meetings=[meeting])
    told = json.loads(solve(problem, time_limit=PROOF).to_json())
    assert told["unplaced"][0]["reasons"][0] == {
        "code": "seat_never_filled",
        "meeting": "m1",
        "seat": "onco",
        "count": 1,
        "of": 1,
    }


def test_no_bound_on_the_way_is_ever_beaten_and_the_last_one_is_tight():
    seen = []
    problem = territory(boards=5, weeks=4, people=40, cases=50, seed=1)
    plan = solve(problem, time_limit=6, deterministic=True, on_progress=seen.append)
    assert {one.stage for one in seen} >= {"first", "weeks", "together"}
    assert not any(plan.score.better_than(one.bound) for one in seen)
    assert plan.gap is not None
    assert plan.gap < 0.05


def test_a_problem_too_large_for_one_model_still_gets_better_by_windows():
    seen = []
    problem = territory(boards=16, weeks=8, people=110, cases=200, seed=4)
    assert len(problem.meetings) > 60
    plan = solve(problem, time_limit=1, deterministic=True, on_progress=seen.append)
    assert check(problem, plan)[0] == []
    assert plan.score.better_than(seen[0].objective)
