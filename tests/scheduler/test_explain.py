"""Why not: few reasons that hold, and changes that really free."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.__main__ import main
from scheduler.check import breaches
from scheduler.draft import draft_of
from scheduler.explain.answer import NotInPlan
from scheduler.explain.explain import explain
from scheduler.explain.steps import STEPS, apply, moved
from scheduler.facts import Code
from scheduler.index import index
from scheduler.plan import Assignment, Plan, Staffing
from scheduler.solve import solve

from .builders import (
    DAY,
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
)
from .test_solve import problems

SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def without(plan, meeting):
    """The plan with that meeting, and its cases, left out."""
    return plan.model_copy(
        update={
            part: tuple(one for one in getattr(plan, part) if one.meeting != meeting)
            for part in ("placements", "staffing", "assignments")
        }
    )


def can_be_held(problem, plan, meeting):
    """Whether any start, room and people would do, all the rest being as planned: all are tried."""
    numbered = index(problem)
    rest, _ = draft_of(numbered, without(plan, meeting))
    rank = numbered.meeting[meeting]
    before = set(breaches(numbered, rest))

    def sound(start, room, staff):
        draft = rest.copy()
        draft.starts[rank], draft.staff[rank] = start, staff
        draft.rooms.update({} if room is None else {rank: room})
        return {fact.code for fact in breaches(numbered, draft) if fact not in before}

    for start in numbered.starts[rank].tolist():
        for room in (None, *numbered.rooms[rank]):
            able = {
                who
                for who in numbered.free[rank]
                if not {Code.PERSON_BUSY, Code.PERSON_IN_TWO_MEETINGS}
                & sound(start, room, ((0, who),))
            }
            if any(not sound(start, room, staff) for staff in staffings(numbered, rank, able)):
                return True
    return False


def staffings(numbered, meeting, able):
    """All ways to give each of these people one of their seats or none, the fullest first."""
    choices = [
        [*(s for s, pool in enumerate(numbered.candidates[meeting]) if who in pool), None]
        for who in sorted(able)
    ]
    for chosen in itertools.product(*choices):
        pairs = zip(chosen, sorted(able), strict=True)
        yield tuple(sorted((seat, who) for seat, who in pairs if seat is not None))


@SLOW
@given(problems(most_meetings=2, most_cases=0))
def test_every_change_told_really_gives_the_meeting_a_place_and_no_reason_is_wrong(problem):
    plan = solve(problem, time_limit=1)
    for meeting in problem.meetings:
        if not meeting.is_fixed:
            told = explain(problem, without(plan, meeting.id), meeting=meeting.id)
            assert 1 <= len(told.reasons) <= 7
            possible = Code.SEARCH_ENDED in {fact.code for fact in told.reasons}
            assert possible == can_be_held(problem, plan, meeting.id)
            for way in told.freed_by:
                assert {step.code for step in way.steps} <= STEPS
                after = apply(problem, way.steps)
                assert can_be_held(after, moved(plan, way.steps), meeting.id), way


@settings(SLOW, max_examples=12)
@given(problems(most_cases=0))
def test_after_a_change_told_solving_again_leaves_fewer_meetings_out(problem):
    plan = solve(problem, time_limit=1)
    for left in plan.unplaced:
        for way in explain(problem, plan, meeting=left.meeting).freed_by:
            after = solve(apply(problem, way.steps), time_limit=1)
            assert len(after.unplaced) < len(plan.unplaced), way


@SLOW
@given(problems())
def test_every_change_told_really_lets_the_case_be_heard(problem):
    plan = solve(problem, time_limit=1)
    before = set(breaches(index(problem), draft_of(index(problem), plan)[0]))
    held = {one.meeting for one in plan.placements}
    for left in plan.undiscussed:
        told = explain(problem, plan, case=left.case)
        assert 1 <= len(told.reasons) <= 7
        for way in told.freed_by:
            after, planned = apply(problem, way.steps), moved(plan, way.steps)
            if way.meeting not in held:
                assert can_be_held(after, planned, way.meeting)
                continue
            seated = [
                Staffing(meeting=one.meeting, seat=one.seat, person=one.person)
                for one in way.steps
                if one.person
            ]
            heard = Assignment(case=left.case, meeting=way.meeting)
            planned = planned.model_copy(
                update={
                    "staffing": (*planned.staffing, *seated),
                    "assignments": (*planned.assignments, heard),
                }
            )
            draft, faults = draft_of(index(after), planned)
            assert not faults
            assert not set(breaches(index(after), draft)) - before, way


def kinds(told):
    return [[str(step.code) for step in way.steps] for way in told.freed_by]


def a_stuck_meeting(**more):
    """Odile is in clinic on Monday; Omar, her colleague, is no candidate; the room is taken."""
    people = [
        a_person("odile", busy=((NINE, NINE + 120),), specialty="oncology"),
        a_person("omar", specialty="oncology"),
    ]
    meeting = a_meeting(seats=[a_seat("onco", "odile")], rooms=("atrium",), **more)
    rooms = [a_room(), a_room("cellar")]
    return a_problem(people=people, rooms=rooms, meetings=[meeting])


def test_the_easiest_change_comes_first_and_names_person_day_and_minutes():
    told = explain(a_stuck_meeting(), Plan(), meeting="m1")
    assert codes(told.reasons) == ["seat_never_filled"]
    assert [len(way.steps) for way in told.freed_by] == [1] * len(told.freed_by)
    assert [way.effort for way in told.freed_by] == sorted(way.effort for way in told.freed_by)
    assert kinds(told)[0] == ["permit_start"]
    assert ["add_candidate"] in kinds(told)
    (freed,) = [way for way in told.freed_by if way.steps[0].code is Code.FREE_PERSON]
    step = freed.steps[0]
    assert (step.person, step.start, step.minutes, freed.room) == ("odile", NINE, 60, "atrium")
    assert ["drop_seat"] in kinds(told)


def test_another_room_or_another_hour_is_offered_when_only_the_room_lacks():
    problem = a_stuck_meeting(starts=(NINE + 120, NINE + 180))
    taken = a_room(busy=((0, DAY),))
    told = explain(
        problem.model_copy(update={"rooms": (taken, problem.rooms[1])}), Plan(), meeting="m1"
    )
    assert codes(told.reasons) == ["no_room_free"]
    assert ["allow_room"] in kinds(told)
    assert ["allow_video"] in kinds(told)


def test_a_meeting_that_holds_the_person_is_moved_though_it_was_announced():
    busy = a_meeting("other", board="skin", fixed_start=NINE, seats=[a_seat("onco", "odile")])
    stuck = a_meeting("m1", seats=[a_seat("onco", "odile")], starts=(NINE,))
    free = a_meeting("third", board="lung", starts=(NINE, NINE + 60), seats=[a_seat("s", "sami")])
    problem = a_problem(meetings=[busy, stuck, free])
    plan = a_plan(placed=[("other", NINE)], seated=[("other", "onco", "odile")])
    told = explain(problem, plan, meeting="m1")
    assert codes(told.reasons) == ["taken_by_other_meetings"]
    (move,) = [way.steps[0] for way in told.freed_by if way.steps[0].code is Code.MOVE_MEETING]
    assert (move.meeting, move.before, move.start) == ("other", NINE, NINE + 60)


def test_reasons_are_those_that_together_forbid_every_start_and_no_others():
    people = [
        a_person("odile", busy=((NINE, NINE + 60),)),
        a_person("remi", busy=((DAY, 2 * DAY),)),
        a_person("sami", busy=((NINE, NINE + 30),)),
    ]
    seats = [a_seat("onco", "odile"), a_seat("radio", "remi"), a_seat("surgeon", "sami")]
    meeting = a_meeting(seats=seats, starts=(NINE, DAY + NINE))
    told = explain(a_problem(people=people, meetings=[meeting]), Plan(), meeting="m1")
    assert [(fact.code, fact.seat, fact.count, fact.of) for fact in told.reasons] == [
        (Code.SEAT_OFTEN_EMPTY, "onco", 1, 2),
        (Code.SEAT_OFTEN_EMPTY, "radio", 1, 2),
    ]


def test_why_not_on_that_day_tells_what_it_would_cost_there():
    seats = [a_seat("onco", "odile"), a_seat("radio", "remi", mandatory=False)]
    people = [a_person("remi", busy=((DAY, 2 * DAY),))]
    meeting = a_meeting(seats=seats, starts=(NINE, DAY + NINE))
    problem = a_problem(people=people, meetings=[meeting])
    plan = solve(problem, time_limit=1)
    told = explain(problem, plan, meeting="m1", day=1)
    assert [(fact.code, fact.wish, fact.count) for fact in told.reasons] == [
        (Code.COSTS_MORE, "seat", 300)
    ]
    forbidden = explain(problem, plan, meeting="m1", start=2 * DAY + NINE)
    assert forbidden.reasons[0].code is Code.START_NOT_PERMITTED
    assert kinds(forbidden)[0] == ["permit_start"]


def test_an_hour_that_is_not_permitted_says_who_would_lack_and_both_changes_together():
    problem = a_stuck_meeting(starts=(DAY + NINE,))
    plan = solve(problem, time_limit=1)
    told = explain(problem, plan, meeting="m1", start=NINE)
    assert [fact.code for fact in told.reasons] == [
        Code.START_NOT_PERMITTED,
        Code.SEAT_NEVER_FILLED,
    ]
    assert ["permit_start", "free_person"] in kinds(told)
    for way in told.freed_by:
        assert can_be_held(apply(problem, way.steps), without(plan, "m1"), "m1")
        assert way.start < DAY


def test_a_day_without_a_permitted_start_stands_for_its_usual_hour():
    problem = a_problem(meetings=[a_meeting(seats=[a_seat("onco", "odile")], starts=(NINE,))])
    plan = solve(problem, time_limit=1)
    assert explain(problem, plan, meeting="m1", day=0).reasons[0].code is Code.HELD_THERE
    told = explain(problem, plan, meeting="m1", day=3)
    assert [(fact.code, fact.start) for fact in told.reasons] == [
        (Code.START_NOT_PERMITTED, 3 * DAY + NINE)
    ]
    assert [way.steps[0].start for way in told.freed_by] == [3 * DAY + NINE]


def test_why_not_in_that_meeting_tells_the_rule_or_the_price():
    meetings = [
        a_meeting(name, seats=[a_seat("onco", "odile")], starts=(start,))
        for name, start in (("soon", NINE), ("later", 3 * DAY + NINE), ("early", NINE - 120))
    ]
    case = a_case(ready_from=NINE, deadline=2 * DAY)
    problem = a_problem(meetings=meetings, cases=[case])
    plan = solve(problem, time_limit=1)
    assert plan.assignments[0].meeting == "soon"
    found = {
        name: explain(problem, plan, case="c1", meeting=name) for name in ("soon", "later", "early")
    }
    assert codes(found["soon"].reasons) == ["held_there"]
    assert [(fact.code, fact.wish, fact.count) for fact in found["later"].reasons] == [
        (Code.COSTS_MORE, "late", 300),
        (Code.COSTS_MORE, "waiting", 15),
    ]
    assert codes(found["early"].reasons) == ["case_not_ready"]
    assert kinds(found["early"]) == [["have_ready"]]
    assert not found["later"].freed_by


def test_a_full_meeting_is_lengthened_or_another_case_makes_room():
    meetings = [
        a_meeting(name, seats=[a_seat("onco", "odile")], starts=(start,), duration=30)
        for name, start in (("m1", NINE), ("m2", WEEK + NINE))
    ]
    cases = [a_case("c1", minutes=30), a_case("c2", minutes=30, ready_from=WEEK + NINE + 1)]
    late = a_case("c3", minutes=20, deadline=DAY)
    problem = a_problem(meetings=meetings, cases=[*cases, late])
    plan = a_plan(
        placed=[("m1", NINE), ("m2", WEEK + NINE)],
        seated=[("m1", "onco", "odile"), ("m2", "onco", "odile")],
        heard=[("c1", "m1")],
    )
    told = explain(problem, plan, case="c3", meeting="m1")
    assert codes(told.reasons) == ["minutes_exceeded"]
    assert ["lengthen_meeting"] in kinds(told)
    assert ["move_case"] in kinds(explain(problem, plan, case="c3"))
    not_ready = explain(problem, plan, case="c2")
    assert codes(not_ready.reasons) == ["ready_too_late"]
    assert kinds(not_ready)[0] == ["have_ready"]


def test_a_case_heard_too_late_learns_which_deadline_would_do():
    meeting = a_meeting(seats=[a_seat("onco", "odile")], starts=(WEEK + NINE,))
    problem = a_problem(meetings=[meeting], cases=[a_case(deadline=DAY)])
    plan = solve(problem, time_limit=1)
    told = explain(problem, plan, case="c1")
    (way,) = told.freed_by
    assert (way.steps[0].code, way.steps[0].count) == (Code.EXTEND_DEADLINE, 7)
    assert told.reasons


def test_a_missing_expert_is_invited_or_freed_for_a_case():
    seats = [a_seat("onco", "odile"), a_seat("path", "pia", "paul", mandatory=False)]
    people = [a_person("pia", busy=((NINE, NINE + 60),))]
    meeting = a_meeting(seats=seats)
    problem = a_problem(people=people, meetings=[meeting], cases=[a_case(needs=("path",))])
    plan = a_plan(placed=[("m1", NINE)], seated=[("m1", "onco", "odile")])
    told = explain(problem, plan, case="c1")
    assert codes(told.reasons) == ["need_never_seated"]
    assert kinds(told)[:2] == [["invite_person"], ["free_person"]]


def test_the_command_answers_questions_and_refuses_unknown_names(tmp_path, capsys):
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(a_stuck_meeting().model_dump_json(), encoding="utf-8")
    plan.write_text(Plan().to_json(), encoding="utf-8")
    assert main(["explain", str(problem), str(plan), "--meeting", "m1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reasons"][0]["code"] == "seat_never_filled"
    assert told["freed_by"][0]["steps"][0]["code"] == "permit_start"
    assert main(["explain", str(problem), str(plan), "--case", "nobody"]) == 3
    assert main(["explain", str(problem), str(plan)]) == 2
    with pytest.raises(NotInPlan):
        explain(a_stuck_meeting(), Plan(), meeting="nobody")
