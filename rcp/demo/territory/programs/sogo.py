"""SOGo's export: short identifiers, its own notification mark, the calendar's name last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rcp.demo.territory.engagements import Engagement, Moved, ShownAs
from rcp.demo.territory.programs.lines import WEEKDAYS, ZONES, calendar, day, local, text, utc
from rcp.demo.territory.programs.page import Page


def export(page: Page) -> bytes:
    """The bytes of the personal calendar."""
    return calendar(_lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "PRODID:-//Inverse inc./SOGo 5.11.2//EN"
    yield "VERSION:2.0"
    yield "METHOD:PUBLISH"
    for zone in page.zones:
        yield from _zone(zone)
    for entry in page.entries:
        yield from _event(entry, entry.starts, page)
        for move in entry.moved:
            yield from _event(entry, move.starts, page, move=move)
    yield "X-WR-CALNAME:Agenda personnel"
    yield "END:VCALENDAR"


def _zone(zone: str) -> Iterator[str]:
    rules = ZONES[zone]
    winter, summer = rules.short
    begins, ends = _first_changes(zone)
    changes = (
        ("DAYLIGHT", rules.summer_begins, (rules.standard, rules.summer), summer, begins),
        ("STANDARD", rules.summer_ends, (rules.summer, rules.standard), winter, ends),
    )
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone}"
    yield f"X-LIC-LOCATION:{zone}"
    for kind, (sunday, month, hour), (before, after), name, first in changes:
        yield f"BEGIN:{kind}"
        yield f"TZNAME:{name}"
        yield f"TZOFFSETFROM:{before}"
        yield f"TZOFFSETTO:{after}"
        yield f"DTSTART:{first}T{hour}"
        yield f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={sunday}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _first_changes(zone: str) -> tuple[str, str]:
    return ("20070311", "20071104") if zone == "America/New_York" else ("19700329", "19701025")


def _event(
    entry: Engagement, starts: datetime, page: Page, *, move: Moved | None = None
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(entry)}"
    yield f"SUMMARY:{text(entry.title)}"
    if entry.place:
        yield f"LOCATION:{text(entry.place)}"
    yield "CLASS:PRIVATE" if entry.is_private else "CLASS:PUBLIC"
    yield from _status(entry)
    yield f"CREATED:{page.stamp}"
    yield f"DTSTAMP:{page.stamp}"
    yield f"LAST-MODIFIED:{page.stamp}"
    yield f"DTSTART;{_moment(entry, starts)}"
    yield f"DTEND;{_moment(entry, starts + entry.lasts)}"
    yield "TRANSP:TRANSPARENT" if entry.shown_as is ShownAs.FREE else "TRANSP:OPAQUE"
    if move is not None:
        yield f"RECURRENCE-ID;{_moment(entry, move.usual)}"
    elif entry.every:
        yield _rule(entry)
        yield from (f"EXDATE;{_moment(entry, skipped)}" for skipped in entry.skipped)
    yield "X-SOGO-SEND-APPOINTMENT-NOTIFICATIONS:NO"
    yield "END:VEVENT"


def _status(entry: Engagement) -> Iterator[str]:
    if entry.is_cancelled:
        yield "STATUS:CANCELLED"
    elif entry.shown_as is ShownAs.TENTATIVE:
        yield "STATUS:TENTATIVE"


def _moment(entry: Engagement, moment: datetime) -> str:
    if entry.all_day:
        return f"VALUE=DATE:{day(moment)}"
    return f"TZID={entry.zone}:{local(moment)}"


def _rule(entry: Engagement) -> str:
    weekday = WEEKDAYS[entry.starts.weekday()]
    interval = f";INTERVAL={entry.every}" if entry.every > 1 else ""
    rule = f"RRULE:FREQ=WEEKLY{interval};BYDAY={weekday}"
    if entry.until is None:
        return rule
    if entry.all_day:
        return f"{rule};UNTIL={day(entry.until)}"
    last = datetime.combine(entry.until, entry.starts.time().replace(23, 59, 59))
    return f"{rule};UNTIL={utc(last, entry.zone)}"


def _uid(entry: Engagement) -> str:
    key = entry.key.upper()
    return f"{key[:4]}-{key[4:12]}-{key[12:14]}-{key[14:22]}"
