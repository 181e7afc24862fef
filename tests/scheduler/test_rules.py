"""Each hard rule alone: the checker sees the breach, and the engine never commits it."""

import pytest

from scheduler.check import check, conflicts_of_move
from scheduler.solve import solve

from .builders import (
    DAY,
    HOUR,
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
)


def planned(problem):
    """The best plan, proven, with the checker's consent."""
    plan = solve(problem, time_limit=60)
    assert plan.status == "optimal"
    violations, terms = check(problem, plan)
    assert violations == []
    assert terms == plan.terms
    return plan


def found(problem, plan):
    return codes(check(problem, plan)[0])


def test_nobody_is_seated_while_their_agenda_is_full():
    odile = a_person(busy=((NINE + 45, NINE + 75),))
    meeting = a_meeting(starts=(NINE, NINE + 60, NINE + 75), seats=[a_seat("onco", "odile")])
    problem = a_problem(people=[odile], meetings=[meeting])
    for start, expected in ((NINE, ["person_busy"]), (NINE + 75, [])):
        assert found(problem, a_plan([("m1", start)], [("m1", "onco", "odile")])) == expected
    assert start_of(planned(problem), "m1") == NINE + 75


def test_a_meeting_may_begin_the_minute_another_ends_but_not_before():
    seat = a_seat("onco", "odile")
    first = a_meeting("m1", starts=(NINE,), seats=[seat])
    second = a_meeting("m2", starts=(NINE + 45, NINE + 60), seats=[seat], board="skin")
    problem = a_problem(meetings=[first, second])
    seated = [("m1", "onco", "odile"), ("m2", "onco", "odile")]
    clash = a_plan([("m1", NINE), ("m2", NINE + 45)], seated)
    assert found(problem, clash) == ["person_in_two_meetings"]
    assert start_of(planned(problem), "m2") == NINE + 60


def test_a_person_takes_one_seat_only_so_two_seats_need_two_people():
    seats = [a_seat("onco", "odile"), a_seat("radio", "odile")]
    problem = a_problem(meetings=[a_meeting(seats=seats)])
    twice = a_plan([("m1", NINE)], [("m1", "onco", "odile"), ("m1", "radio", "odile")])
    assert found(problem, twice) == ["person_on_two_seats"]
    plan = planned(problem)
    assert [one.meeting for one in plan.unplaced] == ["m1"]
    assert "not_enough_different_people" in codes(plan.unplaced[0].reasons)


def test_the_versatile_person_leaves_the_seat_that_another_can_take():
    seats = [a_seat("onco", "odile", "remi"), a_seat("radio", "odile")]
    plan = planned(a_problem(meetings=[a_meeting(seats=seats)]))
    assert people_in(plan, "m1") == ["odile", "remi"]


def test_only_a_candidate_may_take_a_seat():
    meeting = a_meeting(seats=[a_seat("onco", "odile"), a_seat("radio", "remi", mandatory=False)])
    plan = a_plan([("m1", NINE)], [("m1", "onco", "remi")])
    assert found(a_problem(meetings=[meeting]), plan) == ["not_a_candidate"]


def test_a_room_holds_one_meeting_at_a_time():
    meetings = [
        a_meeting("m1", rooms=("atrium",)),
        a_meeting("m2", rooms=("atrium",), starts=(NINE, NINE + 60), board="skin"),
    ]
    problem = a_problem(rooms=[a_room()], meetings=meetings)
    clash = a_plan([("m1", NINE, "atrium"), ("m2", NINE, "atrium")])
    assert found(problem, clash) == ["room_used_twice"]
    assert start_of(planned(problem), "m2") == NINE + 60


def test_a_room_is_free_allowed_and_never_forgotten():
    rooms = [a_room(busy=((NINE, NINE + 15),)), a_room("cellar")]
    problem = a_problem(rooms=rooms, meetings=[a_meeting(rooms=("atrium",))])
    assert found(problem, a_plan([("m1", NINE, "atrium")])) == ["room_busy"]
    assert found(problem, a_plan([("m1", NINE, "cellar")])) == ["room_not_allowed"]
    assert found(problem, a_plan([("m1", NINE)])) == ["room_missing"]
    assert codes(planned(problem).unplaced[0].reasons) == ["no_room_free"]


def test_a_room_is_large_enough_for_those_who_come_in_person():
    seat = a_seat("onco", "odile", "remi", minimum=2)
    people = [a_person("odile", site="north"), a_person("remi", site="south")]
    rooms = [a_room(capacity=1, site="north")]
    crowded = a_meeting(rooms=("atrium",), seats=[seat])
    problem = a_problem(people=people, rooms=rooms, meetings=[crowded])
    seated = [("m1", "onco", "odile"), ("m1", "onco", "remi")]
    assert found(problem, a_plan([("m1", NINE, "atrium")], seated)) == ["room_too_small"]
    assert codes(planned(problem).unplaced[0].reasons) == ["no_room_large_enough"]
    by_video = a_meeting(rooms=("atrium",), seats=[seat], video=True)
    assert not planned(a_problem(people=people, rooms=rooms, meetings=[by_video])).unplaced


def test_an_optional_guest_gives_way_when_the_room_is_small():
    seats = [a_seat("onco", "odile"), a_seat("guest", "remi", mandatory=False)]
    meeting = a_meeting(rooms=("atrium",), seats=seats)
    plan = planned(a_problem(rooms=[a_room(capacity=1)], meetings=[meeting]))
    assert people_in(plan, "m1") == ["odile"]
    assert [(gap.seat, gap.mandatory) for gap in plan.gaps] == [("guest", False)]
    assert codes(plan.gaps[0].reasons) == ["candidate_not_chosen"]


def test_a_meeting_without_its_mandatory_seat_is_not_held_and_the_facts_say_so():
    odile = a_person(busy=((0, 5 * DAY),))
    meeting = a_meeting(starts=(NINE, DAY + NINE), seats=[a_seat("onco", "odile")])
    problem = a_problem(people=[odile], meetings=[meeting])
    assert found(problem, a_plan([("m1", NINE)])) == ["seat_empty"]
    (unplaced,) = planned(problem).unplaced
    never, nearest = unplaced.reasons
    assert (never.code, never.seat, never.count, never.of) == ("seat_never_filled", "onco", 2, 2)
    assert (nearest.code, nearest.start, nearest.count) == ("nearest_start", NINE, 1)


def test_enough_different_specialties_sit_at_the_table():
    people = [
        a_person(name, specialty=what)
        for name, what in (("odile", "oncology"), ("omar", "oncology"), ("remi", "radiology"))
    ]
    seat = a_seat("expert", "odile", "omar", "remi")
    problem = a_problem(people=people, meetings=[a_meeting(seats=[seat], min_specialties=2)])
    alike = a_plan([("m1", NINE)], [("m1", "expert", "odile"), ("m1", "expert", "omar")])
    assert found(problem, alike) == ["too_few_specialties"]
    assert "remi" in people_in(planned(problem), "m1")
    three = a_problem(people=people, meetings=[a_meeting(seats=[seat], min_specialties=3)])
    (unplaced,) = planned(three).unplaced
    assert codes(unplaced.reasons) == ["specialties_never_met"]
    assert (unplaced.reasons[0].count, unplaced.reasons[0].of) == (2, 3)


def test_an_announced_meeting_stands_and_its_empty_mandatory_seat_is_a_gap():
    odile = a_person(busy=((0, DAY),))
    seats = [a_seat("onco", "odile"), a_seat("radio", "remi")]
    meeting = a_meeting(starts=(), fixed_start=NINE, seats=seats, min_specialties=1)
    problem = a_problem(people=[odile], meetings=[meeting])
    plan = planned(problem)
    assert start_of(plan, "m1") == NINE
    seat, specialties = plan.gaps
    assert (seat.seat, seat.mandatory, codes(seat.reasons)) == ("onco", True, ["candidate_busy"])
    assert (specialties.seat, specialties.missing) == (None, 1)
    assert found(problem, a_plan()) == ["fixed_moved"]


def test_cases_fit_into_the_minutes_and_the_reserve_waits_for_urgent_ones():
    meeting = a_meeting(duration=30, reserve=10)
    cases = [a_case("c1"), a_case("c2"), a_case("c3"), a_case("c4", urgent=True)]
    problem = a_problem(meetings=[meeting], cases=cases)
    full = a_plan([("m1", NINE)], heard=[("c1", "m1"), ("c2", "m1"), ("c3", "m1")])
    assert found(problem, full) == ["reserve_used"]
    four = a_plan([("m1", NINE)], heard=[(case.id, "m1") for case in cases])
    assert found(problem, four) == ["minutes_exceeded", "reserve_used"]
    plan = planned(problem)
    assert meeting_of(plan, "c4") == "m1"
    (left,) = plan.undiscussed
    assert codes(left.reasons) == ["meetings_full"]
    assert (left.reasons[0].count, left.reasons[0].minutes) == (1, 10)


def test_a_case_is_not_heard_before_it_is_ready():
    meetings = [a_meeting("m1"), a_meeting("m2", starts=(DAY + NINE,))]
    problem = a_problem(meetings=meetings, cases=[a_case(ready_from=NINE + 1)])
    early = a_plan([("m1", NINE), ("m2", DAY + NINE)], heard=[("c1", "m1")])
    assert found(problem, early) == ["case_not_ready"]
    assert meeting_of(planned(problem), "c1") == "m2"


def test_a_case_whose_patient_objects_is_heard_nowhere_and_missed_nowhere():
    problem = a_problem(meetings=[a_meeting()], cases=[a_case(opposed=True, urgent=True)])
    assert found(problem, a_plan([("m1", NINE)], heard=[("c1", "m1")])) == ["case_opposed"]
    plan = planned(problem)
    assert (meeting_of(plan, "c1"), plan.score.urgent, plan.score.comfort) == (None, 0, 0)
    assert codes(plan.undiscussed[0].reasons) == ["patient_opposed"]


def test_a_case_goes_only_to_its_boards():
    problem = a_problem(meetings=[a_meeting(board="skin")], cases=[a_case()])
    strange = a_plan([("m1", NINE)], heard=[("c1", "m1")])
    assert found(problem, strange) == ["board_not_eligible"]
    assert codes(planned(problem).undiscussed[0].reasons) == ["no_eligible_meeting"]


def test_a_case_waits_for_a_meeting_where_its_experts_sit():
    remi = a_person("remi", busy=((0, DAY),))
    seats = [a_seat("radio", "remi", mandatory=False)]
    meetings = [a_meeting("m1", seats=seats), a_meeting("m2", seats=seats, starts=(DAY + NINE,))]
    problem = a_problem(people=[remi], meetings=meetings, cases=[a_case(needs=("radio",))])
    blind = a_plan([("m1", NINE)], heard=[("c1", "m1")])
    assert found(problem, blind) == ["need_not_seated"]
    assert meeting_of(planned(problem), "c1") == "m2"


def test_a_need_that_nobody_ever_fills_is_told():
    remi = a_person("remi", busy=((0, 2 * DAY),))
    meeting = a_meeting(seats=[a_seat("radio", "remi", mandatory=False)])
    problem = a_problem(people=[remi], meetings=[meeting], cases=[a_case(needs=("radio",))])
    (left,) = planned(problem).undiscussed
    (fact,) = left.reasons
    assert (fact.code, fact.seat, fact.count, fact.of) == ("need_never_seated", "radio", 0, 1)


def test_a_case_on_an_agenda_stays_there_even_if_another_board_is_preferred():
    meetings = [a_meeting("m1"), a_meeting("m2", board="skin", starts=(DAY + NINE,))]
    problem = a_problem(meetings=meetings, cases=[a_case(fixed_meeting="m2")])
    both = [("m1", NINE), ("m2", DAY + NINE)]
    assert found(problem, a_plan(both, heard=[("c1", "m1")])) == ["fixed_case_moved"]
    assert found(problem, a_plan(both)) == ["fixed_case_moved"]
    assert meeting_of(planned(problem), "c1") == "m2"


def test_an_overfull_agenda_already_announced_takes_no_further_case():
    meeting = a_meeting(duration=15)
    cases = [a_case("c1", fixed_meeting="m1"), a_case("c2", fixed_meeting="m1"), a_case("c3")]
    plan = planned(a_problem(meetings=[meeting], cases=cases))
    assert [meeting_of(plan, case.id) for case in cases] == ["m1", "m1", None]


def test_a_meeting_starts_only_when_permitted():
    problem = a_problem(meetings=[a_meeting(starts=(NINE,))])
    assert found(problem, a_plan([("m1", NINE + 15)])) == ["start_not_permitted"]


def test_a_plan_with_unknown_names_or_repetitions_is_refused():
    problem = a_problem(meetings=[a_meeting()], cases=[a_case()])
    assert found(problem, a_plan([("m9", NINE)])) == ["unknown_name"]
    assert found(problem, a_plan([("m1", NINE), ("m1", NINE)])) == ["placed_twice"]
    twice = a_plan([("m1", NINE)], heard=[("c1", "m1"), ("c1", "m1")])
    assert found(problem, twice) == ["assigned_twice"]
    assert found(problem, a_plan(heard=[("c1", "m1")])) == ["not_placed"]


def test_a_move_by_hand_shows_what_it_newly_breaks_and_nothing_else():
    odile = a_person(busy=((10 * HOUR, 12 * HOUR),))
    meeting = a_meeting(starts=(NINE, 10 * HOUR), seats=[a_seat("onco", "odile")])
    problem = a_problem(people=[odile], meetings=[meeting], cases=[a_case(ready_from=NINE)])
    plan = planned(problem)
    assert conflicts_of_move(problem, plan, "m1", NINE, None) == []
    assert codes(conflicts_of_move(problem, plan, "m1", 10 * HOUR, None)) == ["person_busy"]
    assert codes(conflicts_of_move(problem, plan, "m1", NINE - 60, None)) == [
        "case_not_ready",
        "start_not_permitted",
    ]
    with pytest.raises(KeyError):
        conflicts_of_move(problem, plan, "m9", NINE, None)
