"""Times of an agenda follow from the order and the durations."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.agenda import Slot, expected_starts, is_break_due, timetable

SIX = datetime(2025, 5, 15, 16, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def test_cases_follow_one_another_from_the_start_of_the_meeting():
    slots = timetable(SIX, SIX + minutes(90), [("first", 8), ("second", 4)])
    assert slots == (
        Slot("first", SIX, SIX + minutes(8), overruns=False),
        Slot("second", SIX + minutes(8), SIX + minutes(12), overruns=False),
    )


def test_moving_a_case_up_moves_the_others_down():
    slots = timetable(SIX, SIX + minutes(90), [("second", 4), ("first", 8)])
    assert [slot.starts for slot in slots] == [SIX, SIX + minutes(4)]


def test_a_case_that_ends_after_the_meeting_overruns_and_one_that_ends_with_it_does_not():
    slots = timetable(SIX, SIX + minutes(10), [("fits", 10), ("overruns", 1)])
    assert [slot.overruns for slot in slots] == [False, True]


def test_a_case_takes_at_least_a_minute():
    with pytest.raises(ValueError, match="at least a minute"):
        timetable(SIX, SIX + minutes(60), [("nothing", 0)])


def test_a_meeting_without_a_case_has_an_empty_agenda():
    assert timetable(SIX, SIX + minutes(60), []) == ()


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.integers(0, 240))
def test_no_minute_is_lost_or_given_twice(durations, length):
    planned = [(str(rank), duration) for rank, duration in enumerate(durations)]
    slots = timetable(SIX, SIX + minutes(length), planned)
    assert slots[0].starts == SIX
    assert slots[-1].ends == SIX + minutes(sum(durations))
    assert all(one.ends == after.starts for one, after in pairwise(slots))
    assert slots[-1].overruns is (sum(durations) > length)


def test_cases_still_to_hear_follow_the_one_that_runs_over():
    to_hear = [("before", 3), ("running", 10), ("after", 5)]
    assert expected_starts(SIX + minutes(4), to_hear, ("running", SIX)) == {
        "before": SIX + minutes(10),
        "after": SIX + minutes(13),
    }
    late = expected_starts(SIX + minutes(12), to_hear, ("running", SIX))
    assert late["before"] == SIX + minutes(12)
    assert expected_starts(SIX, to_hear, None)["running"] == SIX + minutes(3)


def test_a_break_is_due_an_hour_after_the_last_one():
    assert not is_break_due(SIX, None, SIX + minutes(59))
    assert is_break_due(SIX, None, SIX + minutes(60))
    assert not is_break_due(SIX, SIX + minutes(70), SIX + minutes(129))
    assert is_break_due(SIX, SIX + minutes(70), SIX + minutes(130))
