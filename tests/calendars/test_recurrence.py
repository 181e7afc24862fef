"""Series: weekly clinics, their exceptions, their last day."""

from __future__ import annotations

import pytest

from rcp.calendars.busy import FaultCode
from tests.calendars.agendas import (
    NOUMEA,
    REUNION,
    SPRING,
    an_agenda,
    an_event,
    busy,
    reading,
    times,
)

CLINIC = ("DTSTART;TZID=Europe/Paris:20261012T140000", "DTEND;TZID=Europe/Paris:20261012T160000")
FOUR_WEEKS = "RRULE:FREQ=WEEKLY;COUNT=4"


def test_a_weekly_clinic_keeps_its_hour_on_the_wall_when_winter_time_comes():
    assert busy(*CLINIC, FOUR_WEEKS) == [
        "2026-10-12 12:00–14:00",
        "2026-10-19 12:00–14:00",
        "2026-10-26 13:00–15:00",
        "2026-11-02 13:00–15:00",
    ]


def test_a_weekly_clinic_keeps_its_hour_on_the_wall_when_summer_time_comes():
    lines = (
        "DTSTART;TZID=Europe/Paris:20270322T140000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=2",
    )
    assert busy(*lines, window=SPRING) == ["2027-03-22 13:00–14:00", "2027-03-29 12:00–13:00"]


@pytest.mark.parametrize(("zone", "hour"), [(REUNION, "10:00–11:00"), (NOUMEA, "03:00–04:00")])
def test_overseas_a_series_never_changes_its_utc_hour(zone, hour):
    lines = (
        f"DTSTART;TZID={zone.key}:20261019T140000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=2",
    )
    assert busy(*lines, zone=zone) == [f"2026-10-19 {hour}", f"2026-10-26 {hour}"]


def test_saint_pierre_changes_its_hour_on_american_dates():
    lines = (
        "DTSTART;TZID=America/Miquelon:20261026T140000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=2",
    )
    assert busy(*lines) == ["2026-10-26 16:00–17:00", "2026-11-02 17:00–18:00"]


def test_a_series_written_in_utc_stays_in_utc():
    lines = ("DTSTART:20261019T120000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert busy(*lines) == ["2026-10-19 12:00–13:00", "2026-10-26 12:00–13:00"]


def test_an_old_series_is_found_again_years_later():
    lines = ("DTSTART;TZID=Europe/Paris:20090105T083000", "DURATION:PT1H")
    found = busy(*lines, "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE")
    assert found[:3] == [
        "2026-09-07 06:30–07:30",
        "2026-09-09 06:30–07:30",
        "2026-09-21 06:30–07:30",
    ]


class TestTheLastDay:
    def test_of_leave_written_by_exchange_in_utc_is_kept(self):
        leave = ("DTSTART;VALUE=DATE:20260901", "DTEND;VALUE=DATE:20260902")
        found = busy(*leave, "RRULE:FREQ=DAILY;UNTIL=20260902T220000Z")
        assert found == ["2026-09-01 00:00–09-03 22:00"]

    @pytest.mark.parametrize(
        "until", ["20261026T130000Z", "20261026T140000", "20261026", "20261026T235959Z"]
    )
    def test_of_a_clinic_is_kept_however_until_is_written(self, until):
        found = busy(*CLINIC, f"RRULE:FREQ=WEEKLY;UNTIL={until}")
        assert [one[:10] for one in found] == ["2026-10-12", "2026-10-19", "2026-10-26"]

    def test_is_not_overrun(self):
        found = busy(*CLINIC, "RRULE:FREQ=WEEKLY;UNTIL=20261026T125959Z")
        assert [one[:10] for one in found] == ["2026-10-12", "2026-10-19"]


class TestADayTakenOut:
    @pytest.mark.parametrize(
        "exception",
        [
            "EXDATE;TZID=Europe/Paris:20261019T140000",
            "EXDATE:20261019T120000Z",
            "EXDATE:20261019T140000",
            "EXDATE;TZID=America/New_York:20261019T080000",
            "EXDATE;VALUE=DATE:20261019",
        ],
    )
    def test_is_found_by_its_instant_or_its_day(self, exception):
        found = busy(*CLINIC, "RRULE:FREQ=WEEKLY;COUNT=3", exception)
        assert [one[:10] for one in found] == ["2026-10-12", "2026-10-26"]

    @pytest.mark.parametrize("exception", ["20260902T220000Z", "20260903T000000", "20260903"])
    def test_of_an_all_day_series_is_found_however_it_is_written(self, exception):
        lines = ("DTSTART;VALUE=DATE:20260902", "RRULE:FREQ=DAILY;COUNT=3", f"EXDATE:{exception}")
        assert busy(*lines) == ["2026-09-01 22:00–09-02 22:00", "2026-09-03 22:00–09-04 22:00"]

    def test_that_cannot_be_read_stays_busy_and_is_said(self):
        found = reading(an_agenda(an_event(*CLINIC, FOUR_WEEKS, "EXDATE:un lundi")))
        assert len(found.intervals) == 4
        assert [fault.code for fault in found.faults] == [FaultCode.UNREADABLE_EVENT]


class TestADayAdded:
    def test_begins_at_the_hour_of_the_series(self):
        found = busy(*CLINIC, "RDATE;VALUE=DATE:20261015")
        assert found == ["2026-10-12 12:00–14:00", "2026-10-15 12:00–14:00"]

    def test_as_a_period_has_a_length_of_its_own(self):
        found = busy(
            *CLINIC, "RDATE;VALUE=PERIOD:20261015T080000Z/PT30M,20261016T080000Z/20261016T100000Z"
        )
        assert found[1:] == ["2026-10-15 08:00–08:30", "2026-10-16 08:00–10:00"]


class TestAChangedDay:
    def test_takes_the_place_of_the_one_it_changes(self):
        moved = an_event(
            "RECURRENCE-ID;TZID=Europe/Paris:20261019T140000",
            "DTSTART;TZID=Europe/Paris:20261020T090000",
            "DURATION:PT1H",
        )
        found = times(reading(an_agenda(an_event(*CLINIC, "RRULE:FREQ=WEEKLY;COUNT=2"), moved)))
        assert found == ["2026-10-12 12:00–14:00", "2026-10-20 07:00–08:00"]

    def test_is_matched_by_its_instant(self):
        freed = an_event("RECURRENCE-ID:20261019T120000Z", *CLINIC, "STATUS:CANCELLED")
        found = times(reading(an_agenda(freed, an_event(*CLINIC, "RRULE:FREQ=WEEKLY;COUNT=2"))))
        assert found == ["2026-10-12 12:00–14:00"]

    def test_counts_without_its_series(self):
        alone = an_event("RECURRENCE-ID:20261019T120000Z", *CLINIC, "RRULE:FREQ=DAILY")
        assert times(reading(an_agenda(alone))) == ["2026-10-12 12:00–14:00"]

    def test_needs_no_start_once_it_is_cancelled(self):
        freed = an_event("RECURRENCE-ID:20261019T120000Z", "STATUS:CANCELLED")
        found = reading(an_agenda(an_event(*CLINIC, "RRULE:FREQ=WEEKLY;COUNT=2"), freed))
        assert times(found) == ["2026-10-12 12:00–14:00"]
        assert not found.is_partial

    def test_without_a_zone_is_looked_for_in_that_of_its_start(self):
        west = "DTSTART;TZID=America/New_York:"
        series = an_event(f"{west}20261012T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
        moved = an_event("RECURRENCE-ID:20261019T090000", f"{west}20261019T110000", "DURATION:PT1H")
        assert times(reading(an_agenda(series, moved))) == [
            "2026-10-12 13:00–14:00",
            "2026-10-19 15:00–16:00",
        ]

    @pytest.mark.parametrize(
        ("sequence", "series", "days"),
        [
            (1, ("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20261019T120000Z"), ["10-12"]),
            (1, ("RRULE:FREQ=WEEKLY;UNTIL=20261018T000000Z",), ["10-12"]),
            (1, ("RRULE:FREQ=WEEKLY;COUNT=2",), ["10-12", "10-20"]),
            (2, ("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20261019T120000Z"), ["10-12", "10-20"]),
        ],
    )
    def test_is_forgotten_once_a_newer_series_lost_that_day(self, sequence, series, days):
        moved = an_event(
            "RECURRENCE-ID:20261019T120000Z",
            "DTSTART:20261020T070000Z",
            "DURATION:PT1H",
            f"SEQUENCE:{sequence}",
        )
        found = times(reading(an_agenda(moved, an_event(*CLINIC, *series, "SEQUENCE:2"))))
        assert [one[5:10] for one in found] == days

    def test_that_cannot_be_read_leaves_the_usual_time_busy(self):
        broken = an_event("RECURRENCE-ID:20261019T120000Z", "DTSTART:plus tard")
        found = reading(an_agenda(an_event(*CLINIC, "RRULE:FREQ=WEEKLY;COUNT=2"), broken))
        assert len(found.intervals) == 2
        assert found.is_partial

    def test_is_the_one_with_the_highest_sequence(self):
        def version(sequence: int, hour: str) -> list[str]:
            return an_event(
                "RECURRENCE-ID:20261019T120000Z",
                f"DTSTART:20261019T{hour}0000Z",
                "DURATION:PT1H",
                f"SEQUENCE:{sequence}",
            )

        series = an_event(*CLINIC, "RRULE:FREQ=WEEKLY;COUNT=2")
        found = times(reading(an_agenda(version(10, "06"), version(9, "05"), series)))
        assert found == ["2026-10-12 12:00–14:00", "2026-10-19 06:00–07:00"]

    def test_and_all_that_follow_shift_together(self):
        later = an_event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20261019T140000",
            "DTSTART;TZID=Europe/Paris:20261019T150000",
            "DURATION:PT1H",
        )
        found = times(reading(an_agenda(an_event(*CLINIC, FOUR_WEEKS), later)))
        assert found == [
            "2026-10-12 12:00–14:00",
            "2026-10-19 13:00–14:00",
            "2026-10-26 14:00–15:00",
            "2026-11-02 14:00–15:00",
        ]

    def test_and_all_that_follow_shift_alike_whatever_zone_says_which_it_was(self):
        west = "DTSTART;TZID=America/New_York:"
        series = an_event(f"{west}20261012T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
        later = an_event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261019T130000Z",
            f"{west}20261020T100000",
            "DURATION:PT2H",
        )
        assert times(reading(an_agenda(series, later)))[1:] == [
            "2026-10-20 14:00–16:00",
            "2026-10-27 14:00–16:00",
        ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=FORTNIGHTLY",
        "INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;COUNT=-4",
        "FREQ=YEARLY;BYDAY=60MO",
        "FREQ=MONTHLY;BYDAY=53MO",
    ],
)
def test_a_rule_without_sense_is_said_and_the_other_events_are_read(rule):
    agenda = an_agenda(
        an_event(*CLINIC, f"RRULE:{rule}"),
        an_event("DTSTART:20260907T070000Z", "DURATION:PT1H", uid="b"),
    )
    found = reading(agenda)
    assert times(found) == ["2026-09-07 07:00–08:00"]
    assert [fault.code for fault in found.faults] == [FaultCode.UNREADABLE_RULE]


def test_a_day_that_never_comes_leaves_the_first_time_alone():
    assert busy(*CLINIC, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") == ["2026-10-12 12:00–14:00"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=2MO,TH;COUNT=4", ["10-12", "10-15", "10-22", "10-29"]),
        ("FREQ=YEARLY;BYMONTH=10,11;BYDAY=-1FR,1MO;COUNT=3", ["10-12", "10-30", "11-02", "11-27"]),
        ("FREQ=YEARLY;BYWEEKNO=42,44;COUNT=2", ["10-12", "10-26"]),
        ("FREQ=WEEKLY;COUNT=9;UNTIL=20261020T000000Z", ["10-12", "10-19"]),
        ("FREQ=WEEKLY;UNTIL=20261019T240000;BYDAY=", ["10-12", "10-19"]),
        ("", ["10-12"]),
    ],
)
def test_a_rule_gives_the_days_that_it_names(rule, days):
    assert [one[5:10] for one in busy(*CLINIC, f"RRULE:{rule}")] == days


def test_a_rule_with_a_doubled_name_or_a_note_is_read_all_the_same():
    found = busy(*CLINIC, "RRULE:RRULE:une note;FREQ=WEEKLY;COUNT=2;X-NOTE=1")
    assert len(found) == 2


def test_visits_every_twenty_minutes_are_read():
    lines = (
        "DTSTART:20260907T070000Z",
        "DURATION:PT10M",
        "RRULE:FREQ=MINUTELY;INTERVAL=20;COUNT=3",
    )
    assert busy(*lines) == [
        "2026-09-07 07:00–07:10",
        "2026-09-07 07:20–07:30",
        "2026-09-07 07:40–07:50",
    ]
