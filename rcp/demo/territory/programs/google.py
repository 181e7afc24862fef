"""Google Calendar's export: X-WR-TIMEZONE, single events in UTC, series in their zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from rcp.demo.territory.engagements import PARIS, Engagement, Moved, ShownAs
from rcp.demo.territory.programs.lines import WEEKDAYS, ZONES, calendar, day, local, text, utc
from rcp.demo.territory.programs.page import Page

BASE_32: Final = "0123456789abcdefghijklmnopqrstuv"


def export(page: Page) -> bytes:
    """The bytes of the private address in iCal format."""
    return calendar(_lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "PRODID:-//Google Inc//Google Calendar 70.9054//EN"
    yield "VERSION:2.0"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"X-WR-CALNAME:{page.owner.email}"
    yield f"X-WR-TIMEZONE:{PARIS}"
    yield from _zone()
    for entry in page.entries:
        yield from _event(entry, entry.starts, page)
        for move in entry.moved:
            yield from _event(entry, move.starts, page, move=move)
    yield "END:VCALENDAR"


def _zone() -> Iterator[str]:
    rules = ZONES[PARIS]
    winter, summer = rules.short
    changes = (
        ("DAYLIGHT", rules.summer_begins, rules.standard, rules.summer, summer),
        ("STANDARD", rules.summer_ends, rules.summer, rules.standard, winter),
    )
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{PARIS}"
    yield f"X-LIC-LOCATION:{PARIS}"
    for kind, (sunday, month, hour), before, after, name in changes:
        yield f"BEGIN:{kind}"
        yield f"TZOFFSETFROM:{before}"
        yield f"TZOFFSETTO:{after}"
        yield f"TZNAME:GMT{after[0]}{int(after[1:3])}" if kind == "DAYLIGHT" else f"TZNAME:{name}"
        yield f"DTSTART:1970{month:02d}{29 if month == 3 else 25}T{hour}"
        yield f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={sunday}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _event(
    entry: Engagement, starts: datetime, page: Page, *, move: Moved | None = None
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"DTSTART{_moment(entry, starts)}"
    yield f"DTEND{_moment(entry, starts + entry.lasts)}"
    if entry.every and move is None:
        yield _rule(entry)
        yield from (f"EXDATE{_moment(entry, skipped)}" for skipped in entry.skipped)
    yield f"DTSTAMP:{page.stamp}"
    yield f"UID:{_uid(entry)}"
    if move is not None:
        yield f"RECURRENCE-ID{_moment(entry, move.usual)}"
    if entry.is_private:
        yield "CLASS:PRIVATE"
    yield f"CREATED:{_created(page)}"
    yield f"LAST-MODIFIED:{_created(page)}"
    if entry.place:
        yield f"LOCATION:{text(entry.place)}"
    yield "SEQUENCE:0"
    yield f"STATUS:{_status(entry)}"
    yield f"SUMMARY:{text(entry.title)}"
    yield "TRANSP:TRANSPARENT" if entry.shown_as is ShownAs.FREE else "TRANSP:OPAQUE"
    yield from () if entry.all_day else _alarm()
    yield "END:VEVENT"


def _alarm() -> tuple[str, ...]:
    return (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:This is an event reminder",
        "TRIGGER:-P0DT0H10M0S",
        "END:VALARM",
    )


def _status(entry: Engagement) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.shown_as is ShownAs.TENTATIVE else "CONFIRMED"


def _moment(entry: Engagement, moment: datetime) -> str:
    if entry.all_day:
        return f";VALUE=DATE:{day(moment)}"
    if entry.every:
        return f";TZID={entry.zone}:{local(moment)}"
    return f":{utc(moment, entry.zone)}"


def _rule(entry: Engagement) -> str:
    weekday = WEEKDAYS[entry.starts.weekday()]
    until = ""
    if entry.until is not None and entry.all_day:
        until = f";UNTIL={day(entry.until)}"
    elif entry.until is not None:
        last = datetime.combine(entry.until, entry.starts.time().replace(23, 59, 59))
        until = f";UNTIL={utc(last, entry.zone)}"
    interval = f";INTERVAL={entry.every}" if entry.every > 1 else ""
    return f"RRULE:FREQ=WEEKLY;WKST=MO{until}{interval};BYDAY={weekday}"


def _uid(entry: Engagement) -> str:
    number = int(entry.key, 16)
    digits = "".join(BASE_32[(number >> (5 * rank)) & 31] for rank in range(26))
    return f"{digits}@google.com"


def _created(page: Page) -> str:
    return f"{page.today:%Y}0105T093000Z"
