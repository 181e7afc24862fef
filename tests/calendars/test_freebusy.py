"""When a person is busy, and what is kept of why."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from rcp.calendars.busy import BusyInterval, BusyKind, FaultCode, merged
from tests.calendars.agendas import (
    AUTUMN,
    NOUMEA,
    PARIS,
    REUNION,
    an_agenda,
    an_event,
    busy,
    reading,
    times,
)

MONDAY_MORNING = ("DTSTART:20260907T070000Z", "DTEND:20260907T083000Z")


def test_an_appointment_makes_its_time_busy():
    assert busy(*MONDAY_MORNING) == ["2026-09-07 07:00–08:30"]


@pytest.mark.parametrize(
    "line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_what_leaves_a_person_free_is_not_busy(line):
    assert busy(*MONDAY_MORNING, line) == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("STATUS:TENTATIVE", BusyKind.TENTATIVE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", BusyKind.TENTATIVE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", BusyKind.TENTATIVE),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", BusyKind.AWAY),
        ("STATUS:CONFIRMED", BusyKind.BUSY),
    ],
)
def test_how_firmly_a_time_is_taken_is_kept(line, kind):
    (interval,) = reading(an_agenda(an_event(*MONDAY_MORNING, line))).intervals
    assert interval.kind is kind


def test_a_tentative_time_is_free_for_those_who_want_it_so():
    agenda = an_agenda(an_event(*MONDAY_MORNING, "STATUS:TENTATIVE"))
    assert reading(agenda, tentative_is_busy=False).intervals == ()
    assert len(reading(agenda).intervals) == 1


def test_an_invitation_that_its_owner_declined_leaves_them_free():
    agenda = an_agenda(
        an_event(
            *MONDAY_MORNING,
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:claire@hopital.test",
            'ATTENDEE;CN="Martin, Odile";PARTSTAT=DECLINED:MAILTO:Odile@hopital.test',
        )
    )
    assert reading(agenda, owner="odile@hopital.test").intervals == ()
    assert len(reading(agenda, owner="claire@hopital.test").intervals) == 1
    assert len(reading(agenda).intervals) == 1


def test_our_own_meetings_are_no_obstacle_to_themselves():
    agenda = an_agenda(an_event(*MONDAY_MORNING, uid="7f3a@quorum.hopital.test"))
    assert reading(agenda, own_domain="quorum.hopital.test").intervals == ()
    assert len(reading(agenda, own_domain="hopital.test").intervals) == 1


class TestADay:
    def test_begins_at_midnight_where_the_person_works(self):
        day_off = ("DTSTART;VALUE=DATE:20260914", "DTEND;VALUE=DATE:20260915")
        assert busy(*day_off, zone=PARIS) == ["2026-09-13 22:00–09-14 22:00"]
        assert busy(*day_off, zone=REUNION) == ["2026-09-13 20:00–09-14 20:00"]
        assert busy(*day_off, zone=NOUMEA) == ["2026-09-13 13:00–09-14 13:00"]

    def test_lasts_25_hours_when_winter_time_comes_back(self):
        (interval,) = reading(an_agenda(an_event("DTSTART;VALUE=DATE:20261025"))).intervals
        assert (interval.ends - interval.starts).total_seconds() == 25 * 3600

    @pytest.mark.parametrize("end", [(), ("DTEND;VALUE=DATE:20260914",), ("DURATION:P1D",)])
    def test_is_one_day_long_without_an_end_or_with_its_own_day_as_end(self, end):
        assert busy("DTSTART;VALUE=DATE:20260914", *end) == ["2026-09-13 22:00–09-14 22:00"]


class TestAnEnd:
    def test_at_24_h_is_the_midnight_that_follows(self):
        starts = "DTSTART;TZID=Europe/Paris:20260907T200000"
        assert busy(starts, "DTEND;TZID=Europe/Paris:20260907T240000") == ["2026-09-07 18:00–22:00"]

    def test_missing_takes_no_time(self):
        assert busy("DTSTART:20260907T070000Z") == []

    def test_without_a_zone_is_read_in_that_of_the_start(self):
        times_found = busy("DTSTART;TZID=America/New_York:20260907T090000", "DTEND:20260907T100000")
        assert times_found == ["2026-09-07 13:00–14:00"]

    def test_before_the_start_is_left_out_and_said(self):
        found = reading(an_agenda(an_event("DTSTART:20260907T070000Z", "DTEND:20260907T060000Z")))
        assert found.intervals == ()
        assert [fault.code for fault in found.faults] == [FaultCode.END_BEFORE_START]

    def test_given_as_a_duration_counts_days_by_the_clock_and_hours_exactly(self):
        before_the_change = "DTSTART;TZID=Europe/Paris:20261024T120000"
        assert busy(before_the_change, "DURATION:P1D") == ["2026-10-24 10:00–10-25 11:00"]
        assert busy(before_the_change, "DURATION:PT24H") == ["2026-10-24 10:00–10-25 10:00"]


class TestTheChangeOfHour:
    def test_a_night_shift_lasts_an_hour_more_in_october(self):
        shift = (
            "DTSTART;TZID=Europe/Paris:20261024T220000",
            "DTEND;TZID=Europe/Paris:20261025T060000",
        )
        assert busy(*shift) == ["2026-10-24 20:00–10-25 05:00"]

    def test_an_hour_that_does_not_exist_is_read_as_before_the_change(self):
        window = (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC))
        lines = ("DTSTART;TZID=Europe/Paris:20270328T023000", "DURATION:PT1H")
        assert busy(*lines, window=window) == ["2027-03-28 01:30–02:30"]

    def test_an_hour_that_comes_twice_is_its_first(self):
        lines = ("DTSTART;TZID=Europe/Paris:20261025T023000", "DURATION:PT30M")
        assert busy(*lines) == ["2026-10-25 00:30–01:00"]


class TestAFreeBusyReport:
    def test_gives_its_busy_times_by_kind_and_not_the_free_ones(self):
        agenda = an_agenda(
            [
                "BEGIN:VFREEBUSY",
                "FREEBUSY:20260907T070000Z/20260907T080000Z,20260908T070000Z/PT2H",
                "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260909T070000Z/PT1H",
                "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260910T070000Z/PT1H",
                "FREEBUSY;FBTYPE=FREE:20260911T070000Z/PT1H",
                "END:VFREEBUSY",
            ]
        )
        found = reading(agenda)
        assert [(one.starts.day, one.kind.value) for one in found.intervals] == [
            (7, "busy"),
            (8, "busy"),
            (9, "tentative"),
            (10, "away"),
        ]

    def test_with_a_period_that_cannot_be_read_keeps_the_others_and_says_so(self):
        agenda = an_agenda(
            ["BEGIN:VFREEBUSY", "FREEBUSY:demain,20260908T070000Z/PT2H", "END:VFREEBUSY"]
        )
        found = reading(agenda)
        assert times(found) == ["2026-09-08 07:00–09:00"]
        assert found.faults[0].code is FaultCode.UNREADABLE_FREE_BUSY


class TestABrokenEvent:
    def test_leaves_the_others_and_is_named_by_line_and_day(self):
        agenda = an_agenda(
            an_event(*MONDAY_MORNING, uid="a@x.test"),
            an_event("DTSTART:20260908T070000Z", "DTEND:bientôt", uid="b@x.test"),
            an_event("SUMMARY:Sans date", uid="c@x.test"),
            an_event("DTSTART:20260909T070000Z", "DURATION:PT1H", uid="d@x.test"),
        )
        found = reading(agenda)
        assert times(found) == ["2026-09-07 07:00–08:30", "2026-09-09 07:00–08:00"]
        assert found.events_read == 2
        assert found.is_partial
        assert [dict(fault.facts) for fault in found.faults] == [
            {"event": 2, "line": 10, "day": "2026-09-08"},
            {"event": 3, "line": 16},
        ]

    def test_that_was_cut_off_is_said(self):
        whole = an_agenda(an_event(*MONDAY_MORNING), an_event(*MONDAY_MORNING, uid="b@x.test"))
        cut = whole[: whole.rindex(b"END:VEVENT")]
        found = reading(cut)
        assert found.events_read == 1
        assert [fault.code for fault in found.faults] == [FaultCode.CUT_SHORT]

    def test_without_its_last_line_does_not_swallow_the_next(self):
        first = an_event("DTSTART:20260908T070000Z", "DTEND:20260908T080000Z")[:-1]
        found = reading(an_agenda(first, an_event(*MONDAY_MORNING, uid="b@x.test")))
        assert times(found) == ["2026-09-07 07:00–08:30"]
        assert found.is_partial


def test_a_newer_version_of_an_event_replaces_the_older():
    agenda = an_agenda(
        an_event(*MONDAY_MORNING, "SEQUENCE:0"),
        an_event("DTSTART:20270907T070000Z", "DURATION:PT1H", "SEQUENCE:1"),
    )
    assert reading(agenda).intervals == ()


def test_two_events_that_share_a_uid_by_mistake_both_count():
    agenda = an_agenda(
        an_event(*MONDAY_MORNING), an_event("DTSTART:20260908T070000Z", "DURATION:PT1H")
    )
    assert len(reading(agenda).intervals) == 2


def test_an_alarm_does_not_change_the_length_of_its_event():
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT9H", "REPEAT:2", "END:VALARM")
    assert busy("DTSTART:20260907T070000Z", *alarm, "DURATION:PT1H") == ["2026-09-07 07:00–08:00"]


def test_times_that_touch_become_one_and_kinds_stay_apart():
    at = [datetime(2026, 9, 7, hour, tzinfo=UTC) for hour in range(12)]
    intervals = [
        BusyInterval(at[2], at[3]),
        BusyInterval(at[0], at[2]),
        BusyInterval(at[1], at[4], BusyKind.TENTATIVE),
        BusyInterval(at[8], at[11]),
    ]
    assert merged(intervals, start=at[1], end=at[9]) == (
        BusyInterval(at[1], at[3]),
        BusyInterval(at[1], at[4], BusyKind.TENTATIVE),
        BusyInterval(at[8], at[9]),
    )


def test_an_event_over_the_edge_of_the_window_is_clipped():
    assert busy("DTSTART:20260831T230000Z", "DTEND:20260901T010000Z") == ["2026-09-01 00:00–01:00"]
    assert AUTUMN[0] == datetime(2026, 9, 1, tzinfo=UTC)


def test_no_title_place_or_person_leaves_the_reader(caplog):
    marker = "Lucienne-Marqueur"
    told = (
        f"SUMMARY:{marker}",
        f"LOCATION;LANGUAGE=fr:{marker}",
        f"DESCRIPTION:{marker}\\nDTSTART:{marker}",
        f'ATTENDEE;CN="{marker}";PARTSTAT=ACCEPTED:mailto:{marker}@x.test',
        f"ORGANIZER;CN={marker}:mailto:{marker}@x.test",
        f"X-ALT-DESC;FMTTYPE=text/html:<b>{marker}</b>",
        f"CATEGORIES:{marker}",
    )
    agenda = an_agenda(
        an_event(*MONDAY_MORNING, *told),
        an_event(f"DTSTART:{marker}", *told, uid=f"{marker}@x.test"),
        an_event("DTSTART;TZID=Chez nous:20260908T100000", "DURATION:PT1H", *told, uid="c"),
        an_event(*MONDAY_MORNING, f"RRULE:FREQ={marker}", *told, uid="d"),
        head=(f"X-WR-CALNAME:{marker}", f"X-WR-TIMEZONE:{marker}"),
    )
    found = reading(agenda, owner="odile@hopital.test")
    assert len(found.faults) == 3
    assert marker not in repr(found) + json.dumps([dict(f.facts) for f in found.faults])
    assert marker not in caplog.text


def test_a_calendar_that_lacks_its_end_is_read_and_said_to_be_cut():
    whole = an_agenda(an_event(*MONDAY_MORNING))
    found = reading(whole.replace(b"END:VCALENDAR\r\n", b""))
    assert times(found) == ["2026-09-07 07:00–08:30"]
    assert [fault.code for fault in found.faults] == [FaultCode.CUT_SHORT]
