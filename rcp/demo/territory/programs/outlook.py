"""Exchange's published calendar: Windows zone names, CDO properties, UNTIL in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from rcp.demo.territory.engagements import PARIS, Engagement, Moved, ShownAs
from rcp.demo.territory.programs.lines import WEEKDAYS, ZONES, calendar, day, local, text, utc
from rcp.demo.territory.programs.page import Page

WINDOWS: Final = {
    PARIS: "Romance Standard Time",
    "Europe/London": "GMT Standard Time",
    "America/New_York": "Eastern Standard Time",
}


def export(page: Page) -> bytes:
    """The bytes of the published calendar."""
    return calendar(_lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "METHOD:PUBLISH"
    yield "PRODID:Microsoft Exchange Server 2010"
    yield "VERSION:2.0"
    yield "X-WR-CALNAME:Calendrier"
    for zone in page.zones:
        yield from _zone(zone)
    for entry in page.entries:
        yield from _series(entry, page)
        for move in entry.moved:
            yield from _exception(entry, move, page)
    yield "END:VCALENDAR"


def _zone(zone: str) -> Iterator[str]:
    rules = ZONES[zone]
    changes = (
        ("STANDARD", rules.summer_ends, rules.summer, rules.standard),
        ("DAYLIGHT", rules.summer_begins, rules.standard, rules.summer),
    )
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{WINDOWS[zone]}"
    for kind, (sunday, month, hour), before, after in changes:
        yield f"BEGIN:{kind}"
        yield f"DTSTART:16010101T{hour}"
        yield f"TZOFFSETFROM:{before}"
        yield f"TZOFFSETTO:{after}"
        yield f"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY={sunday};BYMONTH={month}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _series(entry: Engagement, page: Page) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield "DESCRIPTION:\\n"
    if entry.every:
        yield _rule(entry)
        for skipped in entry.skipped:
            yield f"EXDATE;{_moment(entry, skipped)}"
    yield f"UID:{_uid(entry)}"
    yield from _body(entry, entry.starts, page)
    yield "END:VEVENT"


def _exception(entry: Engagement, move: Moved, page: Page) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield "DESCRIPTION:\\n"
    yield f"UID:{_uid(entry)}"
    yield f"RECURRENCE-ID;{_moment(entry, move.usual)}"
    yield from _body(entry, move.starts, page)
    yield "END:VEVENT"


def _body(entry: Engagement, starts: datetime, page: Page) -> Iterator[str]:
    shown_as = ShownAs.FREE if entry.is_cancelled else entry.shown_as
    title = f"Annulé : {entry.title}" if entry.is_cancelled else entry.title
    yield f"SUMMARY:{text(title)}"
    yield f"DTSTART;{_moment(entry, starts)}"
    yield f"DTEND;{_moment(entry, starts + entry.lasts)}"
    yield "CLASS:PRIVATE" if entry.is_private else "CLASS:PUBLIC"
    yield "PRIORITY:5"
    yield f"DTSTAMP:{page.stamp}"
    yield "TRANSP:TRANSPARENT" if shown_as is ShownAs.FREE else "TRANSP:OPAQUE"
    yield "STATUS:CANCELLED" if entry.is_cancelled else "STATUS:CONFIRMED"
    yield "SEQUENCE:1" if entry.is_cancelled else "SEQUENCE:0"
    yield f"LOCATION:{text(entry.place)}"
    yield "X-MICROSOFT-CDO-APPT-SEQUENCE:0"
    yield f"X-MICROSOFT-CDO-BUSYSTATUS:{shown_as}"
    yield f"X-MICROSOFT-CDO-INTENDEDSTATUS:{shown_as}"
    yield f"X-MICROSOFT-CDO-ALLDAYEVENT:{str(entry.all_day).upper()}"
    yield "X-MICROSOFT-CDO-IMPORTANCE:1"
    yield f"X-MICROSOFT-CDO-INSTTYPE:{1 if entry.every else 0}"
    yield "X-MICROSOFT-DISALLOW-COUNTER:FALSE"


def _moment(entry: Engagement, moment: datetime) -> str:
    if entry.all_day:
        return f"VALUE=DATE:{day(moment)}"
    return f"TZID={WINDOWS[entry.zone]}:{local(moment)}"


def _rule(entry: Engagement) -> str:
    weekday = WEEKDAYS[entry.starts.weekday()]
    if entry.until is None:
        return f"RRULE:FREQ=WEEKLY;INTERVAL={entry.every};BYDAY={weekday};WKST=MO"
    last = datetime.combine(entry.until, entry.starts.time())
    last -= timedelta(days=(last.weekday() - entry.starts.weekday()) % 7)
    until = utc(last, entry.zone)
    return f"RRULE:FREQ=WEEKLY;UNTIL={until};INTERVAL={entry.every};BYDAY={weekday};WKST=MO"


def _uid(entry: Engagement) -> str:
    """Exchange's own shape: a fixed prefix and the hexadecimal of its object."""
    return f"040000008200E00074C5B7101A82E00800000000{entry.key.upper()}"
