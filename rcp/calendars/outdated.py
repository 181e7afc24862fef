"""Changed instances that a newer version of their series no longer has."""

from __future__ import annotations

from datetime import timedelta

from rcp.calendars.events import read_event
from rcp.calendars.limits import EventBroken
from rcp.calendars.moments import KnowsZones, instant
from rcp.calendars.overrides import Override, version
from rcp.calendars.scan import Component
from rcp.calendars.series import Series, Window

_AROUND = timedelta(days=2)


def is_outdated(override: Override, series: Component | None, zones: KnowsZones) -> bool:
    """Whether the instance was changed before its series lost it.

    A series with a higher SEQUENCE that removed the instance, or ended before it, says that it is
    not held (RFC 5546 §2.1.5). An instance that its series still has stays as it was changed.
    """
    if series is None or version(override.component)[0] >= version(series)[0]:
        return False
    at = instant(override.original, zones.home)
    try:
        event = read_event(series, zones, owner=None)
        return not Series(event, zones, Window(at - _AROUND, at + _AROUND)).has(override.original)
    except (EventBroken, OverflowError):
        return False
