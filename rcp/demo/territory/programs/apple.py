"""Calendar on a Mac or iCloud: zoned times, birthdays floating over whole days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rcp.demo.territory.engagements import PARIS, Engagement, Moved, ShownAs
from rcp.demo.territory.programs.lines import WEEKDAYS, ZONES, calendar, day, local, text, utc
from rcp.demo.territory.programs.page import Page


def export(page: Page) -> bytes:
    """The bytes of the exported calendar."""
    return calendar(_lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "METHOD:PUBLISH"
    yield "VERSION:2.0"
    yield "X-WR-CALNAME:Travail"
    yield "PRODID:-//Apple Inc.//macOS 15.1//EN"
    yield "X-APPLE-CALENDAR-COLOR:#1BADF8"
    yield f"X-WR-TIMEZONE:{PARIS}"
    yield "CALSCALE:GREGORIAN"
    for zone in page.zones:
        yield from _zone(zone)
    for entry in page.entries:
        yield from _event(entry, entry.starts, page)
        for move in entry.moved:
            yield from _event(entry, move.starts, page, move=move)
    yield "END:VCALENDAR"


def _zone(zone: str) -> Iterator[str]:
    rules = ZONES[zone]
    winter, summer = rules.short
    changes = (
        ("DAYLIGHT", rules.summer_begins, rules.standard, rules.summer, summer),
        ("STANDARD", rules.summer_ends, rules.summer, rules.standard, winter),
    )
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone}"
    for kind, (sunday, month, hour), before, after, name in changes:
        yield f"BEGIN:{kind}"
        yield f"TZOFFSETFROM:{before}"
        yield f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={sunday}"
        yield f"DTSTART:{_first_change(sunday, month)}T{hour}"
        yield f"TZNAME:{name}"
        yield f"TZOFFSETTO:{after}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _first_change(sunday: str, month: int) -> str:
    """The Sunday of 2007 (the year of the present American rule) that a zone's rule names."""
    return {
        ("-1SU", 3): "20070325",
        ("-1SU", 10): "20071028",
        ("2SU", 3): "20070311",
        ("1SU", 11): "20071104",
    }[sunday, month]


def _event(
    entry: Engagement, starts: datetime, page: Page, *, move: Moved | None = None
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"TRANSP:{'TRANSPARENT' if entry.shown_as is ShownAs.FREE else 'OPAQUE'}"
    yield f"DTEND;{_moment(entry, starts + entry.lasts)}"
    yield f"LAST-MODIFIED:{page.stamp}"
    yield f"UID:{_uid(entry)}"
    yield f"DTSTAMP:{page.stamp}"
    if entry.place:
        yield f"LOCATION:{text(entry.place)}"
    yield "SEQUENCE:0" if move is None else "SEQUENCE:1"
    yield from _status(entry)
    yield "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC"
    yield f"SUMMARY:{text(entry.title)}"
    yield f"DTSTART;{_moment(entry, starts)}"
    yield f"CREATED:{page.stamp}"
    if move is not None:
        yield f"RECURRENCE-ID;{_moment(entry, move.usual)}"
    elif entry.every or entry.yearly:
        yield _rule(entry)
        yield from (f"EXDATE;{_moment(entry, skipped)}" for skipped in entry.skipped)
    yield "END:VEVENT"


def _status(entry: Engagement) -> Iterator[str]:
    if entry.is_private:
        yield "CLASS:PRIVATE"
    if entry.is_cancelled:
        yield "STATUS:CANCELLED"
    elif entry.shown_as is ShownAs.TENTATIVE:
        yield "STATUS:TENTATIVE"


def _moment(entry: Engagement, moment: datetime) -> str:
    if entry.all_day:
        return f"VALUE=DATE:{day(moment)}"
    return f"TZID={entry.zone}:{local(moment)}"


def _rule(entry: Engagement) -> str:
    if entry.yearly:
        return "RRULE:FREQ=YEARLY;INTERVAL=1"
    rule = f"RRULE:FREQ=WEEKLY;INTERVAL={entry.every}"
    if entry.until is None:
        return f"{rule};BYDAY={WEEKDAYS[entry.starts.weekday()]}"
    if entry.all_day:
        return f"{rule};UNTIL={day(entry.until)}"
    last = datetime.combine(entry.until, entry.starts.time().replace(23, 59, 59))
    return f"{rule};UNTIL={utc(last, entry.zone)}"


def _uid(entry: Engagement) -> str:
    key = entry.key.upper()
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
