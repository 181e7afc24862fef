"""Each wish alone: what it counts, and that the engine grants it when it can."""

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
    meeting_of,
    people_in,
    start_of,
    units,
)


def counted(problem, name, plan):
    return units(check(problem, plan)[1], name)


def planned(problem):
    plan = solve(problem, time_limit=60)
    assert plan.status == "optimal"
    return plan


def test_a_meeting_keeps_its_usual_hour_or_at_least_its_day():
    starts = (NINE, NINE + 60, DAY + NINE)
    problem = a_problem(meetings=[a_meeting(starts=starts, usual_start=NINE)])
    far = [counted(problem, "habit", a_plan([("m1", start)])) for start in starts]
    assert far == [0, 1, 2]
    assert start_of(planned(problem), "m1") == NINE


def test_a_meeting_moves_to_the_hour_when_its_chair_is_free():
    claire = a_person("claire", busy=((NINE, NINE + 30),))
    seats = [a_seat("surgeon", "claire", "sami")]
    meeting = a_meeting(starts=(NINE, NINE + 60), usual_start=NINE, seats=seats, chair="claire")
    problem = a_problem(people=[claire], meetings=[meeting])
    without = a_plan([("m1", NINE)], [("m1", "surgeon", "sami")])
    assert counted(problem, "chair", without) == 1
    plan = planned(problem)
    assert (start_of(plan, "m1"), units(plan.terms, "chair")) == (NINE + 60, 0)


def test_named_members_come_even_when_the_seat_is_full_without_them():
    seats = [a_seat("onco", "odile", "omar", named=("odile", "omar"))]
    problem = a_problem(meetings=[a_meeting(seats=seats)])
    one = a_plan([("m1", NINE)], [("m1", "onco", "odile")])
    assert counted(problem, "named", one) == 1
    assert people_in(planned(problem), "m1") == ["odile", "omar"]


def test_optional_seats_are_filled_when_somebody_is_free():
    remi = a_person("remi", busy=((NINE, NINE + 15),))
    seats = [a_seat("radio", "remi", mandatory=False)]
    meeting = a_meeting(starts=(NINE, NINE + 60), usual_start=NINE, seats=seats)
    problem = a_problem(people=[remi], meetings=[meeting])
    assert counted(problem, "seat", a_plan([("m1", NINE)])) == 1
    assert people_in(planned(problem), "m1") == ["remi"]


def test_a_deputy_sits_only_when_the_member_cannot():
    seats = [a_seat("onco", "odile", "dede", deputies=("dede",))]
    problem = a_problem(meetings=[a_meeting(seats=seats)])
    assert people_in(planned(problem), "m1") == ["odile"]
    absent = a_problem(
        people=[a_person("odile", busy=((0, DAY),))], meetings=[a_meeting(seats=seats)]
    )
    plan = planned(absent)
    assert (people_in(plan, "m1"), units(plan.terms, "deputy")) == (["dede"], 1)


PAIR = a_seat("onco", "odile", "omar")


def test_attendances_are_shared_among_those_who_could_come():
    seats = [a_seat("onco", "odile", "omar")]
    meetings = [
        a_meeting(f"m{week}", starts=(week * WEEK + NINE,), seats=seats) for week in range(4)
    ]
    problem = a_problem(meetings=meetings)
    always = a_plan(
        [(f"m{week}", week * WEEK + NINE) for week in range(4)],
        [(f"m{week}", "onco", "odile") for week in range(4)],
    )
    assert counted(problem, "load", always) == 1 + 2 + 3 + 4
    assert units(planned(problem).terms, "load") == (1 + 2) * 2


def test_who_chairs_a_board_comes_there_for_nothing_and_is_asked_elsewhere_last():
    own = [
        a_meeting(
            f"own{week}",
            board="own",
            starts=(week * WEEK + NINE,),
            seats=[a_seat("onco", "odile")],
            chair="odile",
        )
        for week in range(2)
    ]
    other = a_meeting("other", board="other", starts=(NINE + DAY,), seats=[PAIR])
    problem = a_problem(meetings=[*own, other])
    placed = [("own0", NINE), ("own1", WEEK + NINE), ("other", NINE + DAY)]
    seated = [("own0", "onco", "odile"), ("own1", "onco", "odile")]
    assert counted(problem, "load", a_plan(placed, seated)) == 0
    assert counted(problem, "load", a_plan(placed, [*seated, ("other", "onco", "odile")])) == 3
    assert people_in(planned(problem), "other") == ["omar"]


def test_a_board_meets_in_order_and_on_different_days():
    starts = (NINE, NINE + 2 * HOUR, DAY + NINE)
    meetings = [a_meeting("m1", starts=starts), a_meeting("m2", starts=starts)]
    problem = a_problem(meetings=meetings)
    same_day = a_plan([("m1", NINE), ("m2", NINE + 2 * HOUR)])
    reversed_order = a_plan([("m1", DAY + NINE), ("m2", NINE)])
    in_order = a_plan([("m1", NINE), ("m2", DAY + NINE)])
    plans = (same_day, reversed_order, in_order)
    assert [counted(problem, "series", plan) for plan in plans] == [1, 1, 0]
    assert start_of(planned(problem), "m2") == DAY + NINE


def test_the_room_near_the_people_is_taken_unless_they_attend_by_video():
    odile = a_person("odile", site="north")
    rooms = [a_room("far", site="south", capacity=5), a_room("near", site="north")]
    meeting = a_meeting(rooms=("far", "near"), seats=[a_seat("onco", "odile")])
    problem = a_problem(people=[odile], rooms=rooms, meetings=[meeting])
    away = a_plan([("m1", NINE, "far")], [("m1", "onco", "odile")])
    assert counted(problem, "travel", away) == 1
    assert planned(problem).placements[0].room == "near"


def test_a_case_waits_as_few_days_as_possible_and_an_urgent_one_counts_thrice():
    meetings = [a_meeting(f"m{day}", starts=(day * DAY + NINE,), duration=10) for day in (1, 3)]
    cases = [a_case("plain"), a_case("urgent", urgent=True)]
    problem = a_problem(meetings=meetings, cases=cases)
    plan = planned(problem)
    assert (meeting_of(plan, "urgent"), meeting_of(plan, "plain")) == ("m1", "m3")
    assert units(plan.terms, "waiting") == 3 * 1 + 3


def test_a_case_is_heard_before_its_deadline_rather_than_by_its_preferred_board():
    meetings = [
        a_meeting("late", board="breast", starts=(9 * DAY + NINE,)),
        a_meeting("soon", board="general", starts=(2 * DAY + NINE,)),
    ]
    case = a_case(boards=("breast", "general"), deadline=5 * DAY, postponed=1)
    problem = a_problem(meetings=meetings, cases=[case])
    placed = [("soon", 2 * DAY + NINE), ("late", 9 * DAY + NINE)]
    assert counted(problem, "late", a_plan(placed, heard=[("c1", "late")])) == 2
    assert counted(problem, "board", a_plan(placed, heard=[("c1", "soon")])) == 1
    assert meeting_of(planned(problem), "c1") == "soon"


def test_a_postponed_case_is_not_left_out_again_if_another_can_wait():
    cases = [a_case("new"), a_case("postponed", postponed=1)]
    problem = a_problem(meetings=[a_meeting(duration=10)], cases=cases)
    plan = planned(problem)
    assert meeting_of(plan, "postponed") == "m1"
    assert (units(plan.terms, "undiscussed"), units(plan.terms, "again")) == (1, 0)


def test_no_number_of_new_cases_is_worth_a_second_postponement():
    new = [a_case(f"new{rank}", minutes=5) for rank in range(8)]
    postponed = a_case("postponed", minutes=40, postponed=1)
    problem = a_problem(meetings=[a_meeting(duration=40)], cases=[*new, postponed])
    plan = planned(problem)
    assert meeting_of(plan, "postponed") == "m1"
    assert len(plan.undiscussed) == len(new)


def test_people_meet_at_hours_they_wish_for_and_not_at_those_they_avoid():
    starts = (NINE, NINE + 60, NINE + 120)
    odile = a_person(prefers=((NINE + 60, NINE + 180),), avoids=((NINE + 170, NINE + 200),))
    meeting = a_meeting(starts=starts, usual_start=NINE, seats=[a_seat("onco", "odile")])
    problem = a_problem(people=[odile], meetings=[meeting], habit=10)
    disliked = [
        counted(problem, "avoid", a_plan([("m1", start)], [("m1", "onco", "odile")]))
        for start in starts
    ]
    assert disliked == [1, 0, 2]
    assert start_of(planned(problem), "m1") == NINE + 60


def test_nobody_comes_who_is_not_needed():
    seats = [a_seat("onco", "odile", "omar")]
    problem = a_problem(meetings=[a_meeting(seats=seats, duration=50)], load=0)
    both = a_plan([("m1", NINE)], [("m1", "onco", "odile"), ("m1", "onco", "omar")])
    assert counted(problem, "attendance", both) == 2 * 4
    assert len(people_in(planned(problem), "m1")) == 1


def test_a_case_prefers_the_meeting_that_its_presenter_can_attend():
    sami = a_person("sami", busy=((NINE, NINE + 15),))
    meetings = [a_meeting("m1"), a_meeting("m2", starts=(DAY + NINE,))]
    problem = a_problem(
        people=[sami], meetings=meetings, cases=[a_case(presenter="sami", ready_from=HOUR)]
    )
    assert counted(problem, "presenter", a_plan([("m1", NINE)], heard=[("c1", "m1")])) == 1
    assert meeting_of(planned(problem), "c1") == "m2"


def test_an_urgent_case_never_pays_for_comfort():
    """Only an early start serves it; habit, chair, guests and all other cases give way."""
    claire = a_person("claire", busy=((0, 3 * DAY),))
    seats = [a_seat("surgeon", "claire", mandatory=False)]
    early, usual = NINE, 4 * DAY + NINE
    meeting = a_meeting(
        starts=(early, usual), usual_start=usual, seats=seats, chair="claire", duration=60
    )
    ordinary = [a_case(f"c{n}", ready_from=DAY) for n in range(5)]
    urgent = a_case("urgent", urgent=True, deadline=2 * DAY)
    problem = a_problem(people=[claire], meetings=[meeting], cases=[urgent, *ordinary])
    plan = planned(problem)
    assert start_of(plan, "m1") == early
    assert plan.score.urgent == 0
    assert len(plan.undiscussed) == len(ordinary)
    calm = planned(a_problem(people=[claire], meetings=[meeting], cases=ordinary))
    assert start_of(calm, "m1") == usual
