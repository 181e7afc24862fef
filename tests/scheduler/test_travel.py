"""Sites and the road between them: nobody is expected where they cannot be in time."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.problem import Site
from scheduler.solve import solve

from .builders import (
    DAY,
    HOUR,
    NINE,
    a_meeting,
    a_person,
    a_plan,
    a_problem,
    a_road,
    a_room,
    a_seat,
    a_visit,
    codes,
    people_in,
    start_of,
    units,
)
from .test_solve import best_by_brute_force

PEOPLE = ("odile", "remi", "sami")
ROOMS = (
    a_room("atrium", site="north"),
    a_room("cellar", site="south"),
    a_room("loft", site="north", capacity=1),
)
BOTH = [("m1", "onco", "odile"), ("m2", "onco", "odile")]


def planned(problem):
    plan = solve(problem, time_limit=60)
    violations, terms = check(problem, plan)
    assert (plan.status, violations) == ("optimal", [])
    assert terms == plan.terms
    return plan


def two_meetings(*starts, rooms=("atrium", "cellar"), video=False, road=45, **more):
    """One at nine in the first room, one at any of `starts` in the second; Odile sits in both."""
    seat = a_seat("onco", "odile")
    first = a_meeting("m1", seats=[seat], rooms=rooms[:1])
    second = a_meeting(
        "m2",
        seats=[seat],
        rooms=rooms[1:],
        board="skin",
        starts=starts,
        usual_start=starts[0],
        video=video,
    )
    travel = [a_road(minutes=road)] if road else []
    return a_problem(rooms=ROOMS, meetings=[first, second], travel=travel, **more)


def held_at(start):
    return a_plan([("m1", NINE, "atrium"), ("m2", start, "cellar")], BOTH)


def test_the_road_lies_between_two_meetings_of_one_person():
    soon, later = NINE + 60 + 30, NINE + 60 + 45
    problem = two_meetings(soon, later)
    (fact,) = check(problem, held_at(soon))[0]
    assert (fact.code, fact.person, fact.meeting, fact.other, fact.minutes, fact.of) == (
        "too_little_time_between",
        "odile",
        "m1",
        "m2",
        30,
        45,
    )
    assert check(problem, held_at(later))[0] == []
    assert start_of(planned(problem), "m2") == later
    assert start_of(planned(two_meetings(soon, later, road=0)), "m2") == soon


@st.composite
def far_apart(draw):
    """Two meetings in rooms of two sites that call on the same few people, within two hours."""
    starts = st.lists(
        st.sampled_from(range(NINE, NINE + 120, 15)), min_size=1, max_size=3, unique=True
    )
    meetings = []
    for name, board in (("m1", "breast"), ("m2", "skin")):
        permitted = tuple(draw(starts))
        meetings.append(
            a_meeting(
                name,
                board=board,
                duration=30,
                starts=permitted,
                usual_start=permitted[0],
                rooms=draw(st.sampled_from([("atrium",), ("cellar",), ("atrium", "cellar")])),
                video=draw(st.sampled_from([False, False, True])),
                seats=[
                    a_seat("onco", "odile", mandatory=draw(st.booleans())),
                    a_seat("radio", "remi", "sami", mandatory=False),
                ],
            )
        )
    people = [a_person(name, site=draw(st.sampled_from(["north", "south"]))) for name in PEOPLE]
    return a_problem(
        people=people,
        rooms=ROOMS,
        meetings=meetings,
        travel=[a_road(minutes=draw(st.sampled_from([15, 30, 60])))],
        buffer=draw(st.sampled_from([0, 15])),
    )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(far_apart())
def test_the_best_plan_between_two_sites_is_the_best_of_all(problem):
    assert planned(problem).score == best_by_brute_force(problem)


def test_the_road_is_as_long_on_the_way_back():
    early, earlier = NINE - 60 - 30, NINE - 60 - 45
    assert start_of(planned(two_meetings(early, earlier)), "m2") == earlier


def test_whoever_attends_by_video_needs_no_road_but_the_buffer():
    seen = [a_person("odile", site="north")]
    start, later = NINE + 60, NINE + 75
    assert start_of(planned(two_meetings(start, later, video=True, people=seen)), "m2") == start
    rested = two_meetings(start, later, video=True, people=seen, buffer=15)
    assert codes(check(rested, held_at(start))[0]) == ["too_little_time_between"]
    assert start_of(planned(rested), "m2") == later


def test_the_buffer_comes_on_top_of_the_road():
    problem = two_meetings(NINE + 60 + 45, NINE + 60 + 60, buffer=15)
    assert start_of(planned(problem), "m2") == NINE + 60 + 60


def test_the_room_on_the_spot_is_taken_by_those_who_have_no_time_for_the_road():
    """The first room allowed is far; only the loft, on the spot, leaves Odile the time."""
    problem = two_meetings(NINE + 60, rooms=("atrium", "cellar", "loft"))
    assert {one.meeting: one.room for one in planned(problem).placements}["m2"] == "loft"


def test_somebody_else_sits_where_the_first_one_would_come_too_late_and_facts_say_why():
    seats = [a_seat("onco", "odile"), a_seat("guest", "odile", "omar", mandatory=False)]
    meetings = [
        a_meeting("m1", seats=seats[:1], rooms=("atrium",)),
        a_meeting("m2", seats=seats[1:], rooms=("cellar",), board="skin", starts=(NINE + 60,)),
    ]
    problem = a_problem(rooms=ROOMS, meetings=meetings, travel=[a_road()])
    assert people_in(planned(problem), "m2") == ["omar"]
    away = a_person("omar", busy=((0, DAY),))
    alone = a_problem(people=[away], rooms=ROOMS, meetings=meetings, travel=[a_road()])
    (gap,) = planned(alone).gaps
    assert [(fact.code, fact.other) for fact in gap.reasons] == [
        ("candidate_on_the_road", "m1"),
        ("candidate_busy", None),
    ]


@pytest.mark.parametrize(("video", "start"), [(False, NINE + 60), (True, NINE)])
def test_work_elsewhere_holds_people_and_so_does_the_road_from_it(video, start):
    odile = a_person("odile", site="east", visits=(a_visit(8 * HOUR, NINE),))
    meeting = a_meeting(
        starts=(NINE, NINE + 60), seats=[a_seat("onco", "odile")], rooms=("atrium",), video=video
    )
    problem = a_problem(
        people=[odile],
        rooms=ROOMS,
        meetings=[meeting],
        sites=(Site(id="north"), Site(id="south"), Site(id="east")),
        travel=[a_road()],
    )
    at_nine = a_plan([("m1", NINE, "atrium")], [("m1", "onco", "odile")])
    assert codes(check(problem, at_nine)[0]) == ([] if video else ["too_little_time_between"])
    assert start_of(planned(problem), "m1") == start
    during = a_plan([("m1", NINE - 30, "atrium")], [("m1", "onco", "odile")])
    assert "person_busy" in codes(check(problem, during)[0])


def test_a_meeting_has_the_days_of_its_own_site():
    """Nouméa is ten hours ahead: 13:30 and 14:30 in Paris are two days there."""
    starts = (13 * HOUR + 30, 14 * HOUR + 30)
    noumea = Site(id="noumea", offset=10 * HOUR)
    for site, off in ((None, 1), ("noumea", 2)):
        meeting = a_meeting(starts=starts, usual_start=starts[0], site=site)
        problem = a_problem(meetings=[meeting], sites=(noumea,))
        assert units(check(problem, a_plan([("m1", starts[1])]))[1], "habit") == off
    pair = [a_meeting("m1", starts=starts), a_meeting("m2", starts=starts)]
    for site, clashes in ((None, 1), ("noumea", 0)):
        there = [one.model_copy(update={"site": site}) for one in pair]
        plan = planned(a_problem(meetings=there, sites=(noumea,)))
        assert units(plan.terms, "series") == clashes
