"""A VTIMEZONE of a file as a zone of its own, never shared with another file.

Two people's exports both define "Customized Time Zone" and mean different ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from dateutil.rrule import YEARLY

from rcp.calendars.busy import FaultCode
from rcp.calendars.limits import EventBroken
from rcp.calendars.moments import bare_moment, midnight, offset
from rcp.calendars.recurrence import occurrences, read_rule
from rcp.calendars.scan import Component


class Onset(NamedTuple):
    """When the clock changes, in UTC without a zone, and from which offset to which."""

    instant: datetime
    before: timedelta
    after: timedelta


class EmbeddedZone(tzinfo):
    """The offsets of a VTIMEZONE over the years around a window."""

    def __init__(self, onsets: list[Onset]) -> None:
        self._first = onsets[0].before
        self._onsets = onsets
        self._instants = [onset.instant for onset in onsets]
        # An hour that is skipped, or that comes twice, is read with the offset before the change.
        self._walls = [onset.instant + max(onset.before, onset.after) for onset in onsets]

    def utcoffset(self, when: datetime | None) -> timedelta:
        """The offset at a time of the wall clock."""
        if when is None:
            return self._first
        return self._after(bisect_right(self._walls, when.replace(tzinfo=None)))

    def dst(self, when: datetime | None) -> timedelta | None:
        """Unknown: a VTIMEZONE gives whole offsets."""
        return None

    def tzname(self, when: datetime | None) -> str | None:
        """None: the file's own name is not kept."""
        return None

    def fromutc(self, when: datetime) -> datetime:
        """The time of the wall clock at a UTC instant."""
        return when + self._after(bisect_right(self._instants, when.replace(tzinfo=None)))

    def _after(self, place: int) -> timedelta:
        return self._onsets[place - 1].after if place else self._first


def embedded_zone(component: Component, *, start: datetime, end: datetime) -> EmbeddedZone:
    """The zone that a VTIMEZONE defines, good from a few years before `start` up to `end`.

    Raises EventBroken when it cannot be read or changes more often than yearly rules can say.
    """
    onsets: list[Onset] = []
    for child in component.children:
        if child.name in {"STANDARD", "DAYLIGHT"}:
            onsets += _onsets(child, start=start, end=end)
    if not onsets:
        raise EventBroken(FaultCode.UNREADABLE_ZONE)
    return EmbeddedZone(sorted(onsets))


def _onsets(child: Component, *, start: datetime, end: datetime) -> Iterator[Onset]:
    before, after = offset(child.value("TZOFFSETFROM")), offset(child.value("TZOFFSETTO"))
    first = _wall(child.value("DTSTART"))
    walls = [first, *_ruled(child, first, before, start=start, end=end)]
    for dates in child.all("RDATE"):
        walls += [_wall(text) for text in dates.value.split(",")]
    for wall in walls:
        yield Onset(wall - before, before, after)


def _ruled(
    child: Component, first: datetime, before: timedelta, *, start: datetime, end: datetime
) -> list[datetime]:
    found: list[datetime] = []
    for property_ in child.all("RRULE"):
        rule = read_rule(property_.value)
        if rule.frequency != YEARLY:
            raise EventBroken(FaultCode.UNREADABLE_ZONE)
        found += occurrences(
            rule,
            first,
            until=_until(rule.until, before),
            lower=start.replace(tzinfo=None) - timedelta(days=3 * 366),
            upper=end.replace(tzinfo=None) + timedelta(days=366),
        )
    return found


def _until(text: str, before: timedelta) -> datetime | None:
    if not text:
        return None
    bare, is_utc = bare_moment(text)
    if not isinstance(bare, datetime):
        return midnight(bare, UTC).replace(tzinfo=None) + timedelta(days=1, seconds=-1)
    return bare + before if is_utc else bare


def _wall(text: str) -> datetime:
    bare, _ = bare_moment(text)
    return bare if isinstance(bare, datetime) else midnight(bare, UTC).replace(tzinfo=None)
