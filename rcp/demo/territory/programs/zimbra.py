"""Zimbra's calendar.ics: quoted zone ids of its own list, intended status, HTML beside text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from rcp.demo.territory.engagements import PARIS, Engagement, Moved, ShownAs
from rcp.demo.territory.programs.lines import WEEKDAYS, ZONES, calendar, day, local, text, utc
from rcp.demo.territory.programs.page import Page

OWN_NAMES: Final = {PARIS: "Europe/Brussels"}
"""Zimbra's list offers Brussels for the whole of the Romance zone, Paris included."""


def export(page: Page) -> bytes:
    """The bytes of the downloaded calendar."""
    return calendar(_lines(page))


def _lines(page: Page) -> Iterator[str]:
    name = f"{page.owner.first_name} {page.owner.last_name}"
    yield "BEGIN:VCALENDAR"
    yield f"X-WR-CALNAME:{text(name)}"
    yield "PRODID:Zimbra-Calendar-Provider"
    yield "VERSION:2.0"
    yield "METHOD:PUBLISH"
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
        ("STANDARD", rules.summer_ends, rules.standard, rules.summer, winter),
        ("DAYLIGHT", rules.summer_begins, rules.summer, rules.standard, summer),
    )
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{OWN_NAMES.get(zone, zone)}"
    for kind, (sunday, month, hour), after, before, name in changes:
        yield f"BEGIN:{kind}"
        yield f"DTSTART:16010101T{hour}"
        yield f"TZOFFSETTO:{after}"
        yield f"TZOFFSETFROM:{before}"
        yield f"RRULE:FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH={month};BYDAY={sunday}"
        yield f"TZNAME:{name}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _event(
    entry: Engagement, starts: datetime, page: Page, *, move: Moved | None = None
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(entry)}"
    if entry.every and move is None:
        yield _rule(entry)
    yield f"SUMMARY:{text(entry.title)}"
    if entry.place:
        yield f"LOCATION:{text(entry.place)}"
        yield f"X-ALT-DESC;FMTTYPE=text/html:<html><body>{text(entry.place)}</body></html>"
    yield f"DTSTART;{_moment(entry, starts)}"
    yield f"DTEND;{_moment(entry, starts + entry.lasts)}"
    yield from _standing(entry)
    if move is not None:
        yield f"RECURRENCE-ID;{_moment(entry, move.usual)}"
    yield f"LAST-MODIFIED:{page.stamp}"
    yield f"DTSTAMP:{page.stamp}"
    yield "SEQUENCE:0" if move is None else "SEQUENCE:1"
    if move is None:
        yield from (f"EXDATE;{_moment(entry, skipped)}" for skipped in entry.skipped)
    yield "END:VEVENT"


def _standing(entry: Engagement) -> Iterator[str]:
    yield f"STATUS:{_status(entry)}"
    yield "CLASS:PRIVATE" if entry.is_private else "CLASS:PUBLIC"
    if entry.all_day:
        yield "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
    yield f"X-MICROSOFT-CDO-INTENDEDSTATUS:{entry.shown_as}"
    yield "TRANSP:TRANSPARENT" if entry.shown_as is ShownAs.FREE else "TRANSP:OPAQUE"


def _status(entry: Engagement) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.shown_as is ShownAs.TENTATIVE else "CONFIRMED"


def _moment(entry: Engagement, moment: datetime) -> str:
    if entry.all_day:
        return f"VALUE=DATE:{day(moment)}"
    return f'TZID="{OWN_NAMES.get(entry.zone, entry.zone)}":{local(moment)}'


def _rule(entry: Engagement) -> str:
    weekday = WEEKDAYS[entry.starts.weekday()]
    until = ""
    if entry.until is not None and entry.all_day:
        until = f";UNTIL={day(entry.until)}"
    elif entry.until is not None:
        last = datetime.combine(entry.until, entry.starts.time().replace(23, 59, 59))
        until = f";UNTIL={utc(last, entry.zone)}"
    return f"RRULE:FREQ=WEEKLY{until};INTERVAL={entry.every};BYDAY={weekday}"


def _uid(entry: Engagement) -> str:
    key = entry.key
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
