"""A board meets by its habit, at its local hour, whatever the season and the island."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.calendar import (
    Cadence,
    Occurrence,
    Rhythm,
    local_day_bounds,
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
    rhythm = a_rhythm(Cadence.FORTNIGHTLY, reference=date(2024, 12, 19))
    met = days(rhythm, date(2024, 12, 15), date(2025, 2, 1))
    assert met == [date(2024, 12, 19), date(2025, 1, 2), date(2025, 1, 16), date(2025, 1, 30)]


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
