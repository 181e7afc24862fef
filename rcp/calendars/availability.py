"""VAVAILABILITY (RFC 7953): the hours in which somebody can be asked at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rcp.calendars.busy import BusyInterval, BusyKind, merged
from rcp.calendars.events import read_event
from rcp.calendars.limits import EventBroken
from rcp.calendars.moments import KnowsZones, duration, instant, moment
from rcp.calendars.scan import Component
from rcp.calendars.series import Series, Window

KINDS = {
    "BUSY": BusyKind.BUSY,
    "BUSY-TENTATIVE": BusyKind.TENTATIVE,
    "BUSY-UNAVAILABLE": BusyKind.AWAY,
}
"""What FBTYPE and BUSYTYPE say."""

_LOWEST = 10


def unavailable(
    components: Iterable[Component], zones: KnowsZones, window: Window
) -> tuple[list[BusyInterval], bool]:
    """The times of a window outside the hours offered, and whether a part was unreadable.

    Of several components the one of higher priority decides for its period (§4); hours that
    cannot be read are not offered.
    """
    taken: list[BusyInterval] = []
    is_whole = True
    for component in sorted(components, key=_priority, reverse=True):
        try:
            starts, ends = _period(component, zones, window)
        except (EventBroken, OverflowError):
            is_whole = False
            continue
        offered: list[BusyInterval] = []
        for part in component.named("AVAILABLE"):
            try:
                event = read_event(part, zones, owner=None)
                offered += Series(event, zones, window).intervals()
            except (EventBroken, OverflowError):
                is_whole = False
        kind = KINDS.get(component.value("BUSYTYPE").upper(), BusyKind.AWAY)
        taken = list(_outside(taken, starts, ends))
        taken += _gaps(offered, starts, ends, kind)
    return taken, is_whole


def _priority(component: Component) -> int:
    """1 is the highest, 9 the lowest; 0, or nothing, comes after it (§3.2)."""
    text = component.value("PRIORITY")
    return (int(text) if text.isdecimal() and len(text) < 3 else 0) or _LOWEST


def _period(component: Component, zones: KnowsZones, window: Window) -> tuple[datetime, datetime]:
    """When the component applies, within the window; without bounds it always does."""
    starts, ends = window.start, window.end
    if found := component.first("DTSTART"):
        begins = instant(moment(found, zones), zones.home)
        starts = max(starts, begins)
        if text := component.value("DURATION"):
            ends = min(ends, duration(text).after(begins))
    if found := component.first("DTEND"):
        ends = min(ends, instant(moment(found, zones), zones.home))
    return starts, max(starts, ends)


def _outside(
    intervals: Iterable[BusyInterval], starts: datetime, ends: datetime
) -> Iterator[BusyInterval]:
    for one in intervals:
        if one.starts < min(one.ends, starts):
            yield BusyInterval(one.starts, min(one.ends, starts), one.kind)
        if max(one.starts, ends) < one.ends:
            yield BusyInterval(max(one.starts, ends), one.ends, one.kind)


def _gaps(
    offered: Iterable[BusyInterval], starts: datetime, ends: datetime, kind: BusyKind
) -> Iterator[BusyInterval]:
    at = starts
    bare = (BusyInterval(one.starts, one.ends) for one in offered)
    for one in merged(bare, start=starts, end=ends):
        if at < one.starts:
            yield BusyInterval(at, one.starts, kind)
        at = one.ends
    if at < ends:
        yield BusyInterval(at, ends, kind)
