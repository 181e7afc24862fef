"""Which zone an agenda means."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rcp.calendars.busy import FaultCode
from rcp.calendars.zones import known_zone
from tests.calendars.agendas import REUNION, a_zone, an_agenda, an_event, reading, times


def nine_to_ten(tzid: str) -> list[str]:
    start, end = "20260907T090000", "20260907T100000"
    return an_event(f"DTSTART;TZID={tzid}:{start}", f"DTEND;TZID={tzid}:{end}")


@pytest.mark.parametrize(
    ("tzid", "utc"),
    [
        ("Europe/Paris", "07:00–08:00"),
        ("europe/paris", "07:00–08:00"),
        ("/Europe/Paris", "07:00–08:00"),
        ("/freeassociation.sourceforge.net/Europe/Paris", "07:00–08:00"),
        ("/mozilla.org/20070129_1/America/Argentina/Ushuaia", "12:00–13:00"),
        ("Romance Standard Time", "07:00–08:00"),
        ('"Romance Standard Time"', "07:00–08:00"),
        ("Eastern Standard Time 1", "13:00–14:00"),
        ("Indian/Reunion", "05:00–06:00"),
        ("tzone://Microsoft/Utc", "09:00–10:00"),
        ("Pacific/Noumea", "09-06 22:00"),
    ],
)
def test_a_name_that_is_known_needs_no_definition(tzid, utc):
    found = reading(an_agenda(nine_to_ten(tzid)))
    assert utc in times(found)[0]
    assert not found.faults


def test_a_zone_that_the_file_defines_is_its_own():
    agenda = an_agenda(
        a_zone("Chez nous", winter="-0500", summer="-0400"), nine_to_ten("Chez nous")
    )
    assert times(reading(agenda)) == ["2026-09-07 13:00–14:00"]


def test_a_zone_that_the_file_defines_changes_its_hour():
    series = an_event(
        "DTSTART;TZID=Chez nous:20261019T140000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"
    )
    found = times(reading(an_agenda(a_zone("Chez nous"), series)))
    assert found == ["2026-10-19 12:00–13:00", "2026-10-26 13:00–14:00"]


def test_the_tz_database_is_believed_rather_than_a_dated_definition():
    dated = a_zone("Europe/Paris", winter="+0000", summer="+0000")
    assert times(reading(an_agenda(dated, nine_to_ten("Europe/Paris")))) == [
        "2026-09-07 07:00–08:00"
    ]


def test_a_name_with_a_colon_is_understood_without_quotes():
    name = "(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris"
    found = reading(an_agenda(a_zone(name), nine_to_ten(name)))
    assert times(found) == ["2026-09-07 07:00–08:00"]
    assert not found.faults


def test_two_people_may_give_one_name_to_two_zones_at_the_same_time():
    name = "Customized Time Zone"
    east = an_agenda(a_zone(name, winter="+0100", summer="+0200"), nine_to_ten(name))
    west = an_agenda(a_zone(name, winter="-0500", summer="-0400"), nine_to_ten(name))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda agenda: times(reading(agenda))[0], [east, west] * 10))
    assert found == ["2026-09-07 07:00–08:00", "2026-09-07 13:00–14:00"] * 10


def test_a_name_that_nobody_knows_is_read_where_the_person_works_and_said():
    found = reading(an_agenda(nine_to_ten("Fuseau du service")), zone=REUNION)
    assert times(found) == ["2026-09-07 05:00–06:00"]
    assert [fault.code for fault in found.faults] == [FaultCode.UNKNOWN_ZONE]


def test_a_zone_that_changes_every_second_is_not_believed():
    hostile = a_zone("Chez nous")
    hostile[6] = "RRULE:FREQ=SECONDLY"
    found = reading(an_agenda(hostile, nine_to_ten("Chez nous")))
    assert {fault.code for fault in found.faults} == {
        FaultCode.UNREADABLE_ZONE,
        FaultCode.UNKNOWN_ZONE,
    }


def test_a_time_without_a_zone_is_read_in_that_of_the_calendar_else_of_the_person():
    floating = an_event("DTSTART:20260907T090000", "DTEND:20260907T100000")
    assert times(reading(an_agenda(floating), zone=REUNION)) == ["2026-09-07 05:00–06:00"]
    named = reading(an_agenda(floating, head=("X-WR-TIMEZONE:Europe/Paris",)), zone=REUNION)
    assert times(named) == ["2026-09-07 07:00–08:00"]
    assert named.calendar_zone == "Europe/Paris"


@pytest.mark.parametrize("name", ["../../etc/passwd", "Europe", "", "/", "a/" * 500, "Europe/\0"])
def test_a_name_made_to_harm_is_simply_unknown(name):
    assert known_zone(name) is None
