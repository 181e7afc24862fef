"""In the room, by video, in writing, or as a guest: how people take part."""

import pytest

from scheduler.check import check
from scheduler.solve import solve

from .builders import (
    DAY,
    HOUR,
    NINE,
    WEEK,
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


def planned(problem):
    plan = solve(problem, time_limit=60)
    violations, terms = check(problem, plan)
    assert (plan.status, violations) == ("optimal", [])
    assert terms == plan.terms
    return plan


def found(problem, plan):
    return codes(check(problem, plan)[0])


def presences(plan):
    return {one.person: one.presence for one in plan.staffing}


LATE = NINE + 2 * HOUR
BUSY_DAY = ((NINE, DAY),)


def test_people_of_the_site_sit_in_the_room_and_others_see_it_by_video():
    people = [a_person("odile", site="north"), a_person("remi", site="south"), a_person("sami")]
    seat = a_seat("expert", "odile", "remi", "sami", minimum=3)
    meeting = a_meeting(rooms=("atrium",), video=True, seats=[seat])
    room = a_room(site="north", capacity=2)
    plan = planned(a_problem(people=people, rooms=[room], meetings=[meeting]))
    assert presences(plan) == {"odile": "room", "remi": "video", "sami": "room"}


def test_a_video_link_has_its_connections_and_serves_one_meeting_at_a_time():
    link = a_room("bridge", link=True, capacity=1)
    pair = a_seat("expert", "odile", "remi", minimum=2)
    crowded = a_problem(rooms=[link], meetings=[a_meeting(rooms=("bridge",), seats=[pair])])
    both = [("m1", "expert", "odile"), ("m1", "expert", "remi")]
    assert found(crowded, a_plan([("m1", NINE, "bridge")], both)) == ["room_too_small"]
    meetings = [
        a_meeting("m1", rooms=("bridge",), seats=[a_seat("expert", "odile")]),
        a_meeting("m2", rooms=("bridge",), board="skin", starts=(NINE, NINE + 60)),
    ]
    plan = planned(a_problem(rooms=[link], meetings=meetings))
    assert start_of(plan, "m2") == NINE + 60
    assert presences(plan) == {"odile": "video"}


def test_a_room_has_only_so_many_connections_for_those_who_are_elsewhere():
    people = [a_person(name, site="south") for name in ("odile", "remi")]
    seat = a_seat("expert", "odile", "remi", minimum=2, mandatory=False)
    room = a_room(site="north", connections=1)
    meeting = a_meeting(rooms=("atrium",), video=True, seats=[seat])
    problem = a_problem(people=people, rooms=[room], meetings=[meeting])
    both = [("m1", "expert", "odile"), ("m1", "expert", "remi")]
    assert found(problem, a_plan([("m1", NINE, "atrium")], both)) == ["too_many_by_video"]
    plan = planned(problem)
    assert (len(plan.staffing), units(plan.terms, "seat")) == (1, 1)


def in_writing(*, busy=BUSY_DAY, most_written=1, **seat):
    """Odile, the only oncologist, cannot attend on Monday; Remi can."""
    seats = [a_seat("onco", "odile", **({"written": True} | seat)), a_seat("radio", "remi")]
    meeting = a_meeting(seats=seats, starts=(LATE,), most_written=most_written)
    case = a_case(needs=("onco",))
    odile = a_person("odile", busy=busy)
    return a_problem(people=[odile], meetings=[meeting], cases=[case])


HELD = [("m1", LATE)]
OPINION = [("m1", "onco", "odile", "written"), ("m1", "radio", "remi")]


@pytest.mark.parametrize("mandatory", [True, False])
def test_a_written_opinion_fills_a_seat_when_nobody_can_attend(mandatory):
    problem = in_writing(mandatory=mandatory)
    plan = planned(problem)
    assert presences(plan) == {"odile": "written", "remi": "video"}
    assert (plan.gaps, meeting_of(plan, "c1")) == ((), "m1")
    assert units(plan.terms, "written") == 1
    assert units(plan.terms, "load") == 1
    assert found(problem, a_plan(HELD, OPINION)) == []


def test_no_opinion_is_asked_of_somebody_who_can_attend():
    assert presences(planned(in_writing(busy=())))["odile"] == "video"


def test_an_opinion_needs_a_board_that_allows_it():
    problem = in_writing(written=False)
    assert found(problem, a_plan(HELD, OPINION)) == ["written_not_allowed"]
    assert [one.meeting for one in planned(problem).unplaced] == ["m1"]
    none = in_writing(most_written=0)
    assert found(none, a_plan(HELD, OPINION)) == ["too_many_written"]
    assert [one.meeting for one in planned(none).unplaced] == ["m1"]


def test_only_so_many_seats_are_filled_in_writing():
    people = [a_person(name, busy=BUSY_DAY) for name in ("odile", "remi")]
    seats = [
        a_seat(name, who, written=True, mandatory=False)
        for name, who in (("onco", "odile"), ("radio", "remi"))
    ]
    one = planned(a_problem(people=people, meetings=[a_meeting(seats=seats)]))
    assert (units(one.terms, "written"), units(one.terms, "seat")) == (1, 1)
    two = planned(a_problem(people=people, meetings=[a_meeting(seats=seats, most_written=2)]))
    assert (units(two.terms, "written"), units(two.terms, "seat")) == (2, 0)


def test_whoever_is_away_all_week_writes_nothing():
    """On leave until the second Monday, noon: no half hour is left before the meeting at 11:00."""
    start = WEEK + LATE
    for until, expected in ((WEEK + 12 * HOUR, ["no_time_to_write"]), (start - 30, [])):
        meeting = a_meeting(
            starts=(start,), seats=[a_seat("onco", "odile", written=True)], duration=120
        )
        away = a_person(busy=((0, until), (start, start + 30)))
        problem = a_problem(people=[away], meetings=[meeting])
        asked = a_plan([("m1", start)], [("m1", "onco", "odile", "written")])
        assert found(problem, asked) == expected
        assert bool(planned(problem).placements) is not bool(expected)


def test_who_writes_takes_no_other_part():
    seats = [a_seat("onco", "odile", written=True), a_seat("radio", "odile", written=True)]
    problem = a_problem(meetings=[a_meeting(seats=seats, most_written=2)])
    twice = [("m1", "onco", "odile", "written"), ("m1", "radio", "odile")]
    assert found(problem, a_plan([("m1", NINE)], twice)) == ["person_on_two_seats"]
    assert planned(problem).placements == ()


def test_an_opinion_brings_no_specialty_to_the_table():
    odile = a_person("odile", specialty="oncology", busy=BUSY_DAY)
    meeting = a_meeting(seats=[a_seat("onco", "odile", written=True)], min_specialties=1)
    problem = a_problem(people=[odile], meetings=[meeting])
    alone = a_plan([("m1", NINE)], [("m1", "onco", "odile", "written")])
    assert found(problem, alone) == ["too_few_specialties"]


def test_a_guest_comes_when_free_and_counts_for_no_quorum():
    gaby = a_person("gaby", specialty="genetics", busy=((NINE, NINE + 15),))
    meeting = a_meeting(
        starts=(NINE, NINE + 60),
        seats=[a_seat("onco", "odile")],
        guests=("gaby",),
        usual_start=NINE,
    )
    problem = a_problem(people=[gaby], meetings=[meeting], habit=1)
    plan = planned(problem)
    assert start_of(plan, "m1") == NINE + 60
    assert [(one.seat, one.person) for one in plan.staffing] == [("onco", "odile"), (None, "gaby")]
    without = a_plan([("m1", NINE)], [("m1", "onco", "odile")])
    assert units(check(problem, without)[1], "guest") == 1
    choosy = meeting.model_copy(update={"min_specialties": 1})
    table = a_plan([("m1", NINE + 60)], [("m1", "onco", "odile"), ("m1", None, "gaby")])
    assert found(a_problem(people=[gaby], meetings=[choosy]), table) == ["too_few_specialties"]


def test_a_guest_leaves_the_last_chair_to_a_member_and_only_guests_are_guests():
    meeting = a_meeting(rooms=("atrium",), seats=[a_seat("onco", "odile")], guests=("gaby",))
    problem = a_problem(people=[a_person("nobody")], rooms=[a_room(capacity=1)], meetings=[meeting])
    assert people_in(planned(problem), "m1") == ["odile"]
    stranger = a_plan([("m1", NINE, "atrium")], [("m1", "onco", "odile"), ("m1", None, "nobody")])
    assert found(problem, stranger) == ["not_a_candidate", "room_too_small"]
