"""The zones we send agree with the tz database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rcp.calendars.embedded_zone import embedded_zone
from rcp.calendars.scan import calendars
from rcp.calendars.vtimezone import FRENCH_ZONES, vtimezone


def test_every_french_territory_has_its_zone():
    assert len(FRENCH_ZONES) == 15


@pytest.mark.parametrize("name", sorted(FRENCH_ZONES))
def test_a_zone_we_send_agrees_with_the_tz_database_for_decades(name):
    text = f"BEGIN:VCALENDAR\r\n{vtimezone(name).to_ical().decode()}END:VCALENDAR\r\n"
    (component,) = calendars(text)[0].named("VTIMEZONE")
    start, end = datetime(2010, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
    ours, theirs = embedded_zone(component, start=start, end=end), ZoneInfo(name)
    instants = [start + timedelta(hours=43 * number) for number in range(35 * 365 * 24 // 43)]
    for night in (datetime(2026, 10, 24, tzinfo=UTC), datetime(2027, 3, 27, tzinfo=UTC)):
        instants += [night + timedelta(minutes=20 * number) for number in range(24 * 3 * 20)]
    assert all(
        when.astimezone(ours).replace(tzinfo=None) == when.astimezone(theirs).replace(tzinfo=None)
        for when in instants
    )


@pytest.mark.parametrize("name", sorted(FRENCH_ZONES))
def test_a_zone_we_send_is_short_and_holds_no_list_of_dates(name):
    written = vtimezone(name).to_ical()
    assert len(written) < 420
    assert b"RDATE" not in written
    assert (b"RRULE" in written) == (name in {"Europe/Paris", "America/Miquelon"})
