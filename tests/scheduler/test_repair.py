"""Repairing a plan that people were told: little changes, and less so the nearer it is."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.__main__ import main
from scheduler.check import breaches, check
from scheduler.facts import Code
from scheduler.greedy import greedy
from scheduler.index import index
from scheduler.plan import Plan, Status
from scheduler.problem import BadProblem, Problem, Told, read_problem
from scheduler.repair.neighbourhood import hit, rings
from scheduler.repair.repair import as_told, repair
from scheduler.repair.standing import first_plan
from scheduler.search import Budget, Control, search
from scheduler.solve import solve

from .builders import (
    DAY,
    NINE,
    a_case,
    a_meeting,
    a_person,
    a_plan,
    a_problem,
    a_room,
    a_seat,
    codes,
    meeting_of,
    people_in,
    start_of,
    units,
)
from .test_solve import best_by_brute_force, busy_blocks, problems

TUESDAY_NINE = DAY + NINE
SLOW = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@st.composite
def told_problems(draw, most_meetings=3, most_cases=3):
    """A problem, the plan people were told, and what has happened to some of them since."""
    before = draw(problems(most_meetings, most_cases))
    plan = solve(before, time_limit=1)
    people = tuple(
        one.model_copy(update={"busy": (*one.busy, *busy_blocks(draw, 2))})
        if draw(st.booleans())
        else one
        for one in before.people
    )
    rooms = tuple(
        one.model_copy(update={"busy": draw(st.sampled_from([(), ((NINE, DAY),)]))})
        for one in before.rooms
    )
    now = draw(st.sampled_from([0, NINE, DAY]))
    freeze = draw(st.sampled_from([0, NINE + 60, DAY]))
    after = before.model_copy(update={"people": people, "rooms": rooms})
    return Problem.model_validate(as_told(after, plan, now, freeze).model_dump())


@SLOW
@given(told_problems())
def test_a_repaired_plan_breaks_no_rule_and_the_checker_agrees(problem):
    plan = repair(problem, time_limit=2)
    violations, terms = check(problem, plan)
    assert violations == []
    assert terms == plan.terms
    assert not plan.score.better_than(plan.bound)
    assert Plan.model_validate_json(plan.to_json()) == plan
    told_again = sum(str(fact.code).startswith("invitation") for fact in plan.changes)
    assert told_again == units(terms, "invited")
    moved = sum(fact.code is Code.MEETING_MOVED for fact in plan.changes)
    assert moved == units(terms, "moved")


@settings(SLOW, max_examples=8)
@given(told_problems(most_meetings=2, most_cases=1))
def test_the_optimum_after_people_were_told_is_the_best_of_all_plans(problem):
    plan = solve(problem, time_limit=2)
    assert plan.status is Status.OPTIMAL
    assert plan.score == plan.bound == best_by_brute_force(problem)


@SLOW
@given(told_problems())
def test_a_first_plan_keeps_what_is_frozen(problem):
    assert breaches(index(problem), greedy(index(problem))) == []


def two_boards(**busy):
    """Two boards that Odile serves, with Omar to stand in; a day apart, in one room."""
    people = [a_person(name, busy=busy.get(name, ())) for name in ("odile", "omar", "sami")]
    meetings = [
        a_meeting(
            name,
            board=name,
            seats=[a_seat("onco", "odile", "omar"), a_seat("surgeon", "sami")],
            starts=(start, start + 60, start + 120),
            rooms=("atrium",),
        )
        for name, start in (("breast", NINE), ("skin", TUESDAY_NINE))
    ]
    return a_problem(people=people, rooms=[a_room(), a_room("cellar")], meetings=meetings)


TOLD = a_plan(
    placed=[("breast", NINE, "atrium"), ("skin", TUESDAY_NINE, "atrium")],
    seated=[
        (m, s, p) for m in ("breast", "skin") for s, p in (("onco", "odile"), ("surgeon", "sami"))
    ],
)


def test_when_nothing_happened_nothing_changes():
    plan = repair(two_boards(), TOLD, freeze=0, time_limit=2)
    assert plan.changes == ()
    assert plan.placements == TOLD.placements


def test_a_stand_in_is_asked_before_a_meeting_is_moved():
    plan = repair(
        two_boards(odile=((TUESDAY_NINE, TUESDAY_NINE + 60),)), TOLD, freeze=0, time_limit=2
    )
    assert start_of(plan, "skin") == TUESDAY_NINE
    assert people_in(plan, "skin") == ["omar", "sami"]
    assert [(fact.code, fact.meeting, fact.person) for fact in plan.changes] == [
        (Code.INVITATION_REMOVED, "skin", "odile"),
        (Code.INVITATION_ADDED, "skin", "omar"),
    ]


def test_a_meeting_moves_when_nobody_can_stand_in_and_its_people_are_told_again():
    plan = repair(
        two_boards(sami=((TUESDAY_NINE, TUESDAY_NINE + 60),)), TOLD, freeze=0, time_limit=2
    )
    assert start_of(plan, "breast") == NINE
    assert start_of(plan, "skin") == TUESDAY_NINE + 60
    moved = plan.changes[0]
    assert (moved.code, moved.start, moved.before) == (
        Code.MEETING_MOVED,
        TUESDAY_NINE + 60,
        TUESDAY_NINE,
    )
    assert units(plan.terms, "invited") == 2


def test_a_frozen_meeting_stays_and_what_is_missing_is_named():
    ill = two_boards(sami=((0, 2 * DAY),))
    plan = repair(ill, TOLD, now=0, freeze=DAY, time_limit=2)
    assert start_of(plan, "breast") == NINE
    assert people_in(plan, "breast") == ["odile"]
    (gap,) = [one for one in plan.gaps if one.meeting == "breast"]
    assert (gap.seat, gap.mandatory, codes(gap.reasons)) == ("surgeon", True, ["candidate_busy"])
    assert [one.meeting for one in plan.unplaced] == ["skin"]


def test_in_a_frozen_meeting_whoever_was_invited_comes_though_another_would_do():
    problem = two_boards().model_copy(
        update={"told": Told(**TOLD.model_dump(include={"placements", "staffing"}))}
    )
    swapped = a_plan(
        placed=[("breast", NINE, "cellar"), ("skin", TUESDAY_NINE, "atrium")],
        seated=[("breast", "onco", "omar"), ("breast", "surgeon", "sami")],
    )
    found = {fact.code for fact in check(problem, swapped)[0]}
    assert {Code.FROZEN_PERSON_LEFT_OUT, Code.FROZEN_ROOM_CHANGED} <= found
    moved = a_plan(placed=[("breast", NINE + 60, "atrium")])
    assert Code.FIXED_MOVED in {fact.code for fact in check(problem, moved)[0]}


def test_a_lost_room_is_replaced_and_the_meeting_keeps_its_hour():
    problem = two_boards()
    meetings = tuple(m.model_copy(update={"rooms": ("atrium", "cellar")}) for m in problem.meetings)
    lost = a_room(busy=((DAY, 2 * DAY),))
    problem = problem.model_copy(update={"rooms": (lost, a_room("cellar")), "meetings": meetings})
    for freeze in (0, 3 * DAY):
        plan = repair(problem, TOLD, freeze=freeze, time_limit=2)
        assert [(one.start, one.room) for one in plan.placements] == [
            (NINE, "atrium"),
            (TUESDAY_NINE, "cellar"),
        ]
        assert [str(fact.code) for fact in plan.changes] == [
            "room_changed",
            "invitation_changed",
            "invitation_changed",
        ]


def test_a_frozen_meeting_without_any_room_left_says_so():
    problem = two_boards()
    problem = problem.model_copy(update={"rooms": (a_room(busy=((0, DAY),)), a_room("cellar"))})
    plan = repair(problem, TOLD, time_limit=2)
    (gap,) = [one for one in plan.gaps if one.meeting == "breast"]
    assert (gap.seat, codes(gap.reasons)) == (None, ["no_room_free"])


def test_an_urgent_case_finds_a_place_and_the_others_keep_theirs():
    problem = two_boards()
    cases = [a_case(f"c{n}", boards=("breast", "skin"), minutes=20) for n in range(3)]
    urgent = a_case("urgent", boards=("breast", "skin"), minutes=20, deadline=DAY, urgent=True)
    problem = problem.model_copy(update={"cases": (*cases, urgent)})
    told = TOLD.model_copy(
        update={"assignments": a_plan(heard=[(one.id, "breast") for one in cases]).assignments}
    )
    plan = repair(problem, told, freeze=0, time_limit=2)
    assert meeting_of(plan, "urgent") == "breast"
    (moved,) = plan.changes
    assert (moved.code, moved.meeting, moved.other) == (Code.CASE_MOVED, "skin", "breast")


def test_a_case_whose_meeting_is_lost_goes_only_where_minutes_are_left():
    """The meeting next door keeps its own cases; the search must count their minutes."""
    problem = two_boards(sami=((0, DAY),))
    staying = [a_case(f"skin{n}", boards=("skin",), minutes=20) for n in range(2)]
    leaving = [a_case(f"breast{n}", boards=("breast", "skin"), minutes=20) for n in range(2)]
    problem = problem.model_copy(update={"cases": (*staying, *leaving)})
    told = TOLD.model_copy(
        update={
            "assignments": a_plan(
                heard=[(case.id, case.boards[0]) for case in problem.cases]
            ).assignments
        }
    )
    numbered = index(as_told(problem, told, None, 0))
    first = first_plan(numbered)
    scope = next(rings(numbered, first, hit(numbered, first)))
    assert scope.cases == (2, 3)
    found = search(numbered, first, scope, Budget(2, deterministic=True), Control()).draft
    assert breaches(numbered, found) == []
    assert [home for _, home in sorted(found.meeting_of.items())] == [1, 1, 1]


def an_optional_seat_lost():
    """Odile, on an optional seat, falls ill; Omar is free and could take it."""
    meeting = a_meeting(
        "breast",
        seats=[a_seat("onco", "odile", "omar", mandatory=False), a_seat("surgeon", "sami")],
        starts=(NINE, NINE + 60),
        rooms=("atrium",),
    )
    told = a_plan(
        placed=[("breast", NINE, "atrium")],
        seated=[("breast", "onco", "odile"), ("breast", "surgeon", "sami")],
        heard=[("c1", "breast")],
    )
    ill = a_person("odile", busy=((0, DAY),))
    return (meeting, ill, told)


@pytest.mark.parametrize(
    ("needs", "asked", "invited"),
    [((), False, ["sami"]), ((), True, ["omar", "sami"]), (("onco",), False, ["omar", "sami"])],
)
def test_nobody_new_is_asked_for_a_seat_that_neither_quorum_nor_case_needs(needs, asked, invited):
    meeting, ill, told = an_optional_seat_lost()
    problem = a_problem(
        people=[ill], rooms=[a_room()], meetings=[meeting], cases=[a_case(needs=needs)]
    )
    plan = repair(problem, told, freeze=0, time_limit=2, optional_seats=asked)
    assert people_in(plan, "breast") == invited
    assert (start_of(plan, "breast"), meeting_of(plan, "c1")) == (NINE, "breast")


def test_no_comfort_pays_for_telling_somebody_again():
    """An hour that everybody prefers, and a load that could be shared, change nothing."""
    problem = two_boards()
    people = tuple(
        one.model_copy(update={"prefers": ((NINE + 60, NINE + 180),)}) for one in problem.people
    )
    problem = problem.model_copy(update={"people": people, "cases": (a_case(urgent=True),)})
    assert repair(problem, TOLD, freeze=0, time_limit=2).changes == ()


def test_names_that_the_problem_lost_are_passed_over_in_a_plan_but_refused_in_a_problem():
    plan = TOLD.model_copy(update={"staffing": a_plan(seated=[("skin", "onco", "gone")]).staffing})
    assert repair(two_boards(), plan, freeze=0, time_limit=2).unplaced == ()
    text = two_boards().model_dump()
    text["told"] = {"staffing": [{"meeting": "skin", "seat": "sofa", "person": "gone"}]}
    with pytest.raises(BadProblem) as refused:
        read_problem(json.dumps(text))
    assert refused.value.lines == [
        'told.staffing[0].person: unknown person "gone"; remove the entry',
        'told.staffing[0].meeting: "skin" is not among told.placements; add it there',
        'told.staffing[0].seat: unknown seat "sofa" there; remove the entry',
    ]


def test_the_command_repairs_a_plan_and_lists_what_changed(tmp_path):
    problem = two_boards(odile=((TUESDAY_NINE, TUESDAY_NINE + 60),))
    given_problem, given_plan, output = (
        tmp_path / name for name in ("p.json", "told.json", "new.json")
    )
    given_problem.write_text(problem.model_dump_json(), encoding="utf-8")
    given_plan.write_text(TOLD.to_json(), encoding="utf-8")
    asked = ["repair", str(given_problem), str(given_plan), "-o", str(output), "--now", "0"]
    assert main([*asked, "--time-limit", "2"]) == 0
    told = json.loads(output.read_text(encoding="utf-8"))
    assert [fact["code"] for fact in told["changes"]] == ["invitation_removed", "invitation_added"]
    assert main([*asked, "--time-limit", "0"]) == 2


def test_the_same_repair_twice_is_the_same():
    problem = two_boards(odile=((TUESDAY_NINE, TUESDAY_NINE + 60),))
    first, second = (repair(problem, TOLD, time_limit=2, deterministic=True) for _ in range(2))
    assert first == second
