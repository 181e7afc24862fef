"""A board meets by its habit, at its local hour, whatever the season and the island."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.calendar import (
    LAST_WEEK,
    Cadence,
    DayDecision,
    Decided,
    Occurrence,
    Rhythm,
    local_day_bounds,
    near_days,
    occurrences,
    to_utc,
)

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
MARTINIQUE = ZoneInfo("America/Martinique")
NOUMEA = ZoneInfo("Pacific/Noumea")
THURSDAY = 3
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def a_rhythm(cadence=Cadence.WEEKLY, weekday=THURSDAY, **more) -> Rhythm:
    return Rhythm(cadence, weekday, time(18), **more)


def days(rhythm: Rhythm, start: date, end: date) -> list[date]:
    return [occurrence.day for occurrence in occurrences(rhythm, start, end)]


def test_a_weekly_board_meets_every_thursday_end_excluded():
    met = days(a_rhythm(), date(2025, 5, 1), date(2025, 5, 22))
    assert met == [date(2025, 5, 1), date(2025, 5, 8), date(2025, 5, 15)]


def test_a_holiday_stays_in_the_list_and_says_why_nobody_meets():
    off = {date(2025, 5, 8): "Victoire 1945"}
    found = occurrences(a_rhythm(), date(2025, 5, 5), date(2025, 5, 19), off)
    assert found == (
        Occurrence(date(2025, 5, 8), "Victoire 1945"),
        Occurrence(date(2025, 5, 15), None),
    )


def test_a_board_meets_on_the_first_and_third_thursday_of_the_month():
    rhythm = a_rhythm(Cadence.MONTHLY, weeks_of_month=(1, 3))
    met = days(rhythm, date(2025, 5, 1), date(2025, 7, 1))
    assert met == [date(2025, 5, 1), date(2025, 5, 15), date(2025, 6, 5), date(2025, 6, 19)]


def test_the_seventh_of_the_month_is_still_in_its_first_week():
    rhythm = a_rhythm(Cadence.MONTHLY, weekday=0, weeks_of_month=(1,))
    assert days(rhythm, date(2025, 4, 1), date(2025, 5, 1)) == [date(2025, 4, 7)]


def test_a_fifth_thursday_exists_only_in_some_months():
    rhythm = a_rhythm(Cadence.MONTHLY, weeks_of_month=(5,))
    assert days(rhythm, date(2025, 5, 1), date(2025, 8, 1)) == [
        date(2025, 5, 29),
        date(2025, 7, 31),
    ]


def test_a_fortnightly_board_keeps_its_week_over_the_new_year():
    rhythm = a_rhythm(Cadence.FORTNIGHTLY, first_on=date(2024, 12, 19))
    met = days(rhythm, date(2024, 12, 15), date(2025, 2, 1))
    assert met == [date(2024, 12, 19), date(2025, 1, 2), date(2025, 1, 16), date(2025, 1, 30)]


def test_the_last_thursday_of_the_month_is_its_fourth_or_its_fifth():
    rhythm = a_rhythm(Cadence.MONTHLY, weeks_of_month=(LAST_WEEK,))
    assert days(rhythm, date(2025, 5, 1), date(2025, 7, 1)) == [
        date(2025, 5, 29),
        date(2025, 6, 26),
    ]


@pytest.mark.parametrize(
    ("cadence", "months"),
    [(Cadence.TWO_MONTHLY, [2, 4, 6, 8, 10, 12]), (Cadence.QUARTERLY, [2, 5, 8, 11])],
)
def test_months_are_counted_from_the_first_meeting_and_over_the_new_year(cadence, months):
    rhythm = a_rhythm(cadence, weeks_of_month=(1,), first_on=date(2024, 8, 1))
    met = days(rhythm, date(2025, 1, 1), date(2026, 1, 1))
    assert [day.month for day in met] == months


def test_nothing_is_held_before_the_first_meeting():
    rhythm = a_rhythm(first_on=date(2025, 5, 9))
    assert days(rhythm, date(2025, 5, 1), date(2025, 5, 23)) == [
        date(2025, 5, 15),
        date(2025, 5, 22),
    ]


MAY_8, MAY_9, JUNE_2 = date(2025, 5, 8), date(2025, 5, 9), date(2025, 6, 2)


@pytest.mark.parametrize(
    ("decided", "held_on", "owed", "called_off"),
    [
        (None, None, False, False),
        (Decided(DayDecision.MOVED, MAY_9), MAY_9, False, False),
        (Decided(DayDecision.TO_CATCH_UP), None, True, False),
        (Decided(DayDecision.CALLED_OFF), None, False, True),
    ],
)
def test_a_day_off_is_lost_moved_owed_or_called_off(decided, held_on, owed, called_off):
    told = {MAY_8: decided} if decided else {}
    (one,) = occurrences(a_rhythm(), MAY_8, MAY_9, {MAY_8: "Victoire 1945"}, told)
    assert (one.held_on, one.is_owed, one.is_called_off) == (held_on, owed, called_off)


def test_a_meeting_moved_into_a_period_is_seen_there_unless_its_day_is_usual_no_more():
    told = {MAY_8: Decided(DayDecision.MOVED, JUNE_2)}
    start, end = date(2025, 6, 1), date(2025, 6, 5)
    assert [one.held_on for one in occurrences(a_rhythm(), start, end, {}, told)] == [JUNE_2]
    assert occurrences(a_rhythm(weekday=1), start, date(2025, 6, 3), {}, told) == ()


def test_near_days_are_working_days_not_taken_nearest_first():
    taken = {date(2025, 5, 9), date(2025, 5, 6)}
    assert near_days(MAY_8, taken, most=4) == (
        date(2025, 5, 7),
        date(2025, 5, 5),
        date(2025, 5, 12),
        date(2025, 5, 13),
    )


def test_a_board_on_demand_has_no_usual_day():
    assert days(a_rhythm(Cadence.ON_DEMAND), date(2025, 1, 1), date(2026, 1, 1)) == []


@pytest.mark.parametrize("weekday", [-1, 7])
def test_there_is_no_eighth_day_of_the_week(weekday):
    with pytest.raises(ValueError, match="between 0 and 6"):
        a_rhythm(weekday=weekday)


@given(st.integers(0, 6), st.sampled_from(Cadence), DAYS, st.integers(0, 120))
def test_a_usual_day_is_the_boards_weekday_within_the_period(weekday, cadence, start, length):
    end = start + timedelta(days=length)
    met = days(a_rhythm(cadence, weekday), start, end)
    assert met == sorted(set(met))
    assert all(start <= day < end and day.weekday() == weekday for day in met)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_looking_at_a_period_in_two_pieces_shows_the_same_days(start, first, second):
    rhythm = a_rhythm(Cadence.FORTNIGHTLY)
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    assert days(rhythm, start, middle) + days(rhythm, middle, end) == days(rhythm, start, end)


def test_six_in_the_evening_in_paris_is_two_different_instants_in_winter_and_summer():
    winter = to_utc(date(2025, 3, 27), time(18), PARIS)
    summer = to_utc(date(2025, 4, 3), time(18), PARIS)
    assert winter == datetime(2025, 3, 27, 17, tzinfo=UTC)
    assert summer == datetime(2025, 4, 3, 16, tzinfo=UTC)


def test_an_hour_that_the_change_of_time_skips_moves_forward():
    instant = to_utc(date(2025, 3, 30), time(2, 30), PARIS)
    assert instant.astimezone(PARIS).time() == time(3, 30)


def test_an_hour_that_comes_twice_is_the_first_one():
    assert to_utc(date(2025, 10, 26), time(2, 30), PARIS) == datetime(
        2025, 10, 26, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(("zone", "hour"), [(REUNION, 14), (MARTINIQUE, 22), (NOUMEA, 7)], ids=str)
def test_overseas_six_in_the_evening_is_the_same_instant_all_year(zone, hour):
    for day in (date(2025, 1, 15), date(2025, 7, 15)):
        assert to_utc(day, time(18), zone) == datetime.combine(day, time(hour), tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2025, 3, 29), 24), (date(2025, 3, 30), 23), (date(2025, 10, 26), 25)],
    ids=str,
)
def test_a_day_in_paris_lasts_23_24_or_25_hours(day, hours):
    begins, ends = local_day_bounds(day, PARIS)
    assert ends - begins == timedelta(hours=hours)


def test_a_day_in_reunion_begins_the_evening_before_in_utc():
    begins, ends = local_day_bounds(date(2025, 3, 30), REUNION)
    assert begins == datetime(2025, 3, 29, 20, tzinfo=UTC)
    assert ends - begins == timedelta(hours=24)


@given(DAYS, st.sampled_from([PARIS, REUNION, MARTINIQUE, NOUMEA]))
def test_days_follow_one_another_without_gap_or_overlap(day, zone):
    assert local_day_bounds(day, zone)[1] == local_day_bounds(day + timedelta(days=1), zone)[0]
