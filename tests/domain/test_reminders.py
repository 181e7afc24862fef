"""When somebody who has not answered is reminded, and when nobody is disturbed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rcp.domain.reminders import (
    REMINDER_DAYS,
    QuietHours,
    ReminderChoice,
    digest_is_due,
    due_reminder,
)

PARIS = ZoneInfo("Europe/Paris")
MEETING = datetime(2026, 11, 26, 11, 30, tzinfo=UTC)  # a Thursday, 12:30 in Paris
LONG_AGO = MEETING - timedelta(days=60)


def due(now: datetime, told_at: datetime = LONG_AGO, days=REMINDER_DAYS) -> int | None:
    return due_reminder(days, starts_at=MEETING, told_at=told_at, now=now, zone=PARIS)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=16), None),
        (timedelta(days=15), 15),
        (timedelta(days=4), 15),
        (timedelta(days=3), 3),
        (timedelta(days=1), 3),
        (timedelta(hours=3), 0),
        (timedelta(0), None),
        (-timedelta(hours=1), None),
    ],
)
def test_the_latest_reminder_that_was_reached_is_due(before, expected):
    assert due(MEETING - before) == expected


def test_the_day_counts_from_midnight_where_the_board_meets():
    assert due(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == 3
    assert due(datetime(2026, 11, 22, 22, 30, tzinfo=UTC)) == 15


def test_who_was_told_that_very_day_or_later_is_not_reminded():
    day_of_reminder = MEETING - timedelta(days=3)
    assert due(day_of_reminder, told_at=day_of_reminder - timedelta(hours=2)) is None
    assert due(day_of_reminder, told_at=day_of_reminder - timedelta(days=1)) == 3
    assert due(MEETING - timedelta(hours=1), told_at=day_of_reminder) == 0


def test_a_structure_without_reminders_sends_none():
    assert due(MEETING - timedelta(days=1), days=()) is None


@pytest.mark.parametrize(
    ("local", "quiet"),
    [((26, 6, 59), True), ((26, 7, 0), False), ((26, 19, 59), False), ((26, 20, 0), True),
     ((29, 12, 0), True), ((28, 12, 0), False)],
)  # fmt: skip
def test_nights_and_sundays_are_quiet(local, quiet):
    day, hour, minute = local
    moment = datetime(2026, 11, day, hour, minute, tzinfo=PARIS)
    assert QuietHours(time(20), time(7), True).cover(moment, PARIS) is quiet


def test_sundays_may_be_worked_and_equal_hours_mean_no_night():
    sunday = datetime(2026, 11, 29, 3, tzinfo=PARIS)
    assert QuietHours(time(20), time(7), False).cover(sunday, PARIS)
    assert not QuietHours(time(0), time(0), False).cover(sunday, PARIS)


@pytest.mark.parametrize(
    ("choice", "last", "expected"),
    [
        (ReminderChoice.EACH, None, False),
        (ReminderChoice.DAILY, None, True),
        (ReminderChoice.DAILY, date(2026, 11, 24), True),
        (ReminderChoice.DAILY, date(2026, 11, 25), False),
        (ReminderChoice.WEEKLY, date(2026, 11, 23), False),
        (ReminderChoice.WEEKLY, date(2026, 11, 22), True),
    ],
)
def test_a_digest_leaves_once_a_day_or_once_a_week(choice, last, expected):
    wednesday = date(2026, 11, 25)
    assert digest_is_due(choice, last, wednesday) is expected
