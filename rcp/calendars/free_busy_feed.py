"""When people are taken, and nothing else: VFREEBUSY objects to subscribe to (RFC 5545 §3.6.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, FreeBusy, vCalAddress, vPeriod, vText

from rcp.calendars import clean
from rcp.calendars.ics import PRODUCT

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class PersonBusy:
    """A person and the stretches in which they are taken, in any order, overlapping or not."""

    name: str
    email: str
    taken: tuple[Stretch, ...]


def free_busy(
    calendar_name: str, people: Sequence[PersonBusy], start: datetime, end: datetime
) -> bytes:
    """One VFREEBUSY for each person between two instants; stretches are merged, in UTC."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    name = clean.one_line(calendar_name)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for person in people:
        calendar.add_component(_object(person, start, end))
    return bytes(calendar.to_ical())


def _object(person: PersonBusy, start: datetime, end: datetime) -> FreeBusy:
    part = FreeBusy()
    address = clean.email_address(person.email)
    part.add("uid", f"freebusy-{address}")
    part.add("dtstamp", start.astimezone(UTC))
    part.add("dtstart", start.astimezone(UTC))
    part.add("dtend", end.astimezone(UTC))
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(clean.person_name(person.name))
    part.add("organizer", organizer)
    for first, last in merged(person.taken, start, end):
        period = vPeriod((first.astimezone(UTC), last.astimezone(UTC)))
        part.add("freebusy", period, parameters={"FBTYPE": "BUSY"})
    return part


def merged(stretches: Iterable[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """The stretches within the bounds, in order, those that touch made one."""
    found: list[Stretch] = []
    for first, last in sorted(stretches):
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
