"""Dates, times, durations and periods as RFC 5545 §3.3 writes them, and a little worse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol

from rcp.calendars.busy import FaultCode
from rcp.calendars.limits import MAX_DURATION, EventBroken
from rcp.calendars.scan import Property

Moment = date | datetime
"""A day, or a time in its zone: never a time without one."""

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?(Z)?)?",
    re.IGNORECASE | re.ASCII,
)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE | re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?:?(\d\d)?", re.ASCII)


class KnowsZones(Protocol):
    """What tells the zone of a name, and of a time without one."""

    @property
    def home(self) -> tzinfo:
        """Where the person works."""

    @property
    def floating(self) -> tzinfo:
        """What a time without a zone is read in."""

    def named(self, tzid: str) -> tzinfo:
        """The zone a TZID stands for."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length in days of the wall clock and exact seconds (RFC 5545 §3.3.6)."""

    days: int = 0
    seconds: int = 0

    def after(self, start: datetime) -> datetime:
        """The UTC end of what starts at a zoned moment: days by the wall clock, then seconds."""
        by_the_clock = start + timedelta(days=self.days)
        return by_the_clock.astimezone(UTC) + timedelta(seconds=self.seconds)

    @property
    def longest(self) -> timedelta:
        """An upper bound of the time it takes, changes of hour included."""
        return timedelta(days=self.days + 1, seconds=self.seconds)


def moment(found: Property, zones: KnowsZones, *, floating: tzinfo | None = None) -> Moment:
    """The value of a DTSTART-like property; `floating` overrides the zone of a bare time."""
    bare, is_utc = bare_moment(found.value)
    if not isinstance(bare, datetime) or found.parameters.get("VALUE", "").upper() == "DATE":
        return bare.date() if isinstance(bare, datetime) else bare
    if is_utc:
        return bare.replace(tzinfo=UTC)
    tzid = found.parameters.get("TZID")
    if tzid:
        return bare.replace(tzinfo=zones.named(tzid))
    return bare.replace(tzinfo=floating or zones.floating)


def bare_moment(text: str) -> tuple[Moment, bool]:
    """A date, or a time as written without its zone, and whether it said UTC."""
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        raise EventBroken(FaultCode.UNREADABLE_EVENT)
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    try:
        if match[4] is None:
            return date(year, month, day), False
        second = min(int(match[6] or 0), 59)
        hour, minute = int(match[4]), int(match[5])
        is_midnight = (hour, minute, second) == (24, 0, 0)  # ISO 8601's end of the day
        bare = datetime(year, month, day, 0 if is_midnight else hour, minute, second)  # noqa: DTZ001 - zone added by the caller
        bare += timedelta(days=is_midnight)
    except ValueError as error:
        raise EventBroken(FaultCode.UNREADABLE_EVENT) from error
    return bare, match[7] is not None


def duration(text: str) -> Duration:
    """A DURATION value; raises EventBroken when negative or beyond what a person may plan."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise EventBroken(FaultCode.UNREADABLE_EVENT)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    found = Duration(7 * weeks + days, 3600 * hours + 60 * minutes + seconds)
    if match[1] == "-" and found != Duration():
        raise EventBroken(FaultCode.END_BEFORE_START)
    if found.longest > MAX_DURATION + timedelta(days=1):
        raise EventBroken(FaultCode.TOO_LONG)
    return found


def offset(text: str) -> timedelta:
    """A UTC offset such as +0100."""
    match = _OFFSET.fullmatch(text.strip())
    if not match:
        raise EventBroken(FaultCode.UNREADABLE_ZONE)
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0), seconds=int(match[4] or 0))
    if size >= timedelta(days=1):
        raise EventBroken(FaultCode.UNREADABLE_ZONE)
    return -size if match[1] == "-" else size


def instant(when: Moment, home: tzinfo) -> datetime:
    """The UTC instant of a moment; a day begins at midnight where the person is."""
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    return midnight(when, home).astimezone(UTC)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def wall(when: Moment) -> datetime:
    """What the clock on the wall shows, or a day's midnight, without a zone."""
    if isinstance(when, datetime):
        return when.replace(tzinfo=None)
    return midnight(when, UTC).replace(tzinfo=None)


def in_zone_of(other: Moment, when: Moment) -> Moment:
    """The same moment on the wall clock of another one's zone, when both are times."""
    if isinstance(other, datetime) and isinstance(when, datetime):
        return when.astimezone(other.tzinfo)
    return when


def local_day(when: Moment, zone: tzinfo) -> date:
    """The day on which a moment falls in a zone."""
    return when.astimezone(zone).date() if isinstance(when, datetime) else when
