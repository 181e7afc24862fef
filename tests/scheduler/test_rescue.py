"""Cases left out or late pull the meetings that could hear them in time."""

from __future__ import annotations

import time

from scheduler.check import breaches
from scheduler.course import Course, Settings
from scheduler.crew import Crew
from scheduler.incumbent import Incumbent
from scheduler.index import index
from scheduler.plan import Score
from scheduler.rescue import rescue
from tests.scheduler.builders import (
    DAY,
    NINE,
    WEEK,
    a_case,
    a_meeting,
    a_person,
    a_plan,
    a_problem,
    a_seat,
    as_draft,
)

THURSDAY = 3 * DAY + NINE


def rescued(problem, **plan):
    """The plan after every meeting that could hear more in time was searched anew, by start."""
    numbered = index(problem)
    first = as_draft(problem, a_plan(**plan))
    settings = Settings(time_limit=60, workers=2, seed=1, deterministic=False)
    incumbent = Incumbent(
        numbered,
        first,
        Score(urgent=0, comfort=0),
        began=time.monotonic(),
        seed=1,
        on_progress=None,
    )
    with Crew(2, apart=False) as crew:
        rescue(Course(numbered, incumbent, settings, crew, None), 1.0)
    best = incumbent.best
    assert not breaches(numbered, best)
    return {problem.meetings[one].id: start for one, start in best.starts.items()}


def weekly(weeks=2, **more):
    """Every Thursday at nine by habit, on any day of the week if need be."""
    return [
        a_meeting(
            f"w{week}",
            seats=[a_seat("oncologist", "odile")],
            starts=tuple(week * WEEK + day * DAY + NINE for day in range(5)),
            usual_start=week * WEEK + THURSDAY,
            **more,
        )
        for week in range(weeks)
    ]


def on_thursdays(weeks=2):
    return {
        "placed": [(f"w{week}", week * WEEK + THURSDAY) for week in range(weeks)],
        "seated": [(f"w{week}", "oncologist", "odile") for week in range(weeks)],
    }


def test_a_meeting_moves_for_the_case_that_it_would_hear_after_its_deadline():
    late = a_case("late", ready_from=NINE, deadline=DAY + NINE)
    problem = a_problem(meetings=weekly(), cases=[late])
    found = rescued(problem, **on_thursdays(), heard=[("late", "w0")])
    assert found["w0"] <= DAY + NINE
    assert found["w1"] == WEEK + THURSDAY


def test_a_meeting_keeps_its_day_where_moving_helps_nobody():
    case = a_case("c1", ready_from=NINE, deadline=4 * DAY)
    problem = a_problem(meetings=weekly(), cases=[case])
    assert rescued(problem, **on_thursdays(), heard=[("c1", "w0")]) == {
        "w0": THURSDAY,
        "w1": WEEK + THURSDAY,
    }


def test_two_meetings_that_want_the_same_hour_of_one_person_do_not_both_get_it():
    boards = ("breast", "lung")
    meetings = [
        a_meeting(
            board,
            board=board,
            seats=[a_seat("oncologist", "odile")],
            starts=(NINE, THURSDAY + number * DAY),
            usual_start=THURSDAY + number * DAY,
        )
        for number, board in enumerate(boards)
    ]
    cases = [a_case(board, boards=(board,), ready_from=NINE, deadline=DAY) for board in boards]
    found = rescued(
        a_problem(people=[a_person()], meetings=meetings, cases=cases),
        placed=[("breast", THURSDAY), ("lung", THURSDAY + DAY)],
        seated=[(board, "oncologist", "odile") for board in boards],
        heard=[(board, board) for board in boards],
    )
    assert sorted(found.values())[0] == NINE
    assert len(set(found.values())) == 2
