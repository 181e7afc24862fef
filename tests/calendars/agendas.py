"""Agendas as different makers write them, all invented."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rcp.calendars.busy import AgendaReading
from rcp.calendars.freebusy import read_agenda

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
NOUMEA = ZoneInfo("Pacific/Noumea")
AUTUMN = (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
SPRING = (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC))


def an_event(*lines: str, uid: str = "visite-1@agenda.test") -> list[str]:
    """A VEVENT with those lines."""
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260801T080000Z", *lines, "END:VEVENT"]


def an_agenda(*blocks: list[str], head: tuple[str, ...] = ()) -> bytes:
    """A calendar file of those blocks."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essai//FR", *head]
    for block in blocks:
        lines += block
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def a_zone(name: str, *, winter: str = "+0100", summer: str = "+0200") -> list[str]:
    """A VTIMEZONE with the European rules and any offsets, as Exchange writes it."""
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{name}",
        "BEGIN:STANDARD",
        "DTSTART:16010101T030000",
        f"TZOFFSETFROM:{summer}",
        f"TZOFFSETTO:{winter}",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:16010101T020000",
        f"TZOFFSETFROM:{winter}",
        f"TZOFFSETTO:{summer}",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


def reading(
    content: bytes,
    *,
    zone: ZoneInfo = PARIS,
    window: tuple[datetime, datetime] = AUTUMN,
    owner: str | None = None,
    own_domain: str | None = None,
    tentative_is_busy: bool = True,
) -> AgendaReading:
    """What the reader makes of an agenda, in Paris and in autumn unless said otherwise."""
    return read_agenda(
        content,
        zone=zone,
        start=window[0],
        end=window[1],
        owner=owner,
        own_domain=own_domain,
        tentative_is_busy=tentative_is_busy,
    )


def times(found: AgendaReading) -> list[str]:
    """The intervals as "2026-09-07 07:00–08:00", UTC; the end's day only when it is another."""
    return [
        f"{one.starts:%Y-%m-%d %H:%M}–"
        + (
            f"{one.ends:%H:%M}"
            if one.starts.date() == one.ends.date()
            else f"{one.ends:%m-%d %H:%M}"
        )
        for one in found.intervals
    ]


def busy(
    *lines: str, zone: ZoneInfo = PARIS, window: tuple[datetime, datetime] = AUTUMN
) -> list[str]:
    """The busy times of an agenda that holds one event with those lines."""
    return times(reading(an_agenda(an_event(*lines)), zone=zone, window=window))
