"""Which zone a calendar means: IANA, a maker's prefix, its own VTIMEZONE, Windows, or nothing."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from rcp.calendars.busy import FaultCode
from rcp.calendars.embedded_zone import embedded_zone
from rcp.calendars.limits import EventBroken
from rcp.calendars.scan import Component
from rcp.calendars.windows_zones import WINDOWS_ZONES

_NUMBERED = re.compile(r"\s+\d{1,3}$")


class Zones:
    """The zones of one calendar; `home` is where the person works.

    `floating` is read for times that name no zone: X-WR-TIMEZONE if known, else `home`.
    """

    def __init__(
        self, calendar: Component, *, home: ZoneInfo, start: datetime, end: datetime
    ) -> None:
        self.home = home
        self.faults: set[FaultCode] = set()
        self._window = start, end
        self._defined = {
            part.value("TZID").replace("\\", ""): part for part in calendar.named("VTIMEZONE")
        }
        self._known: dict[str, tzinfo] = {}
        self.calendar_zone = known_zone(calendar.value("X-WR-TIMEZONE"))
        self.floating: tzinfo = self.calendar_zone or home

    def named(self, tzid: str) -> tzinfo:
        """The zone of a TZID; an unknown one is read as `floating` and leaves a fault."""
        if tzid not in self._known:
            self._known[tzid] = self._resolved(tzid)
        return self._known[tzid]

    def _resolved(self, tzid: str) -> tzinfo:
        found = iana_zone(tzid) or self._embedded(tzid) or windows_zone(tzid)
        if found:
            return found
        self.faults.add(FaultCode.UNKNOWN_ZONE)
        return self.floating

    def _embedded(self, tzid: str) -> tzinfo | None:
        component = self._defined.get(tzid)
        if component is None:
            return None
        start, end = self._window
        try:
            return embedded_zone(component, start=start, end=end)
        except (EventBroken, OverflowError):
            self.faults.add(FaultCode.UNREADABLE_ZONE)
            return None


def known_zone(name: str) -> ZoneInfo | None:
    """The tz database's zone of an IANA or Windows name, with or without a maker's prefix."""
    return iana_zone(name) or windows_zone(name)


def iana_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name; of "/maker.org/2007/Europe/Paris", that of its longest ending."""
    parts = name.strip().strip("/").split("/")
    for begin in range(min(len(parts), 8)):
        ending = "/".join(parts[begin:])
        found = _zone(ending) if begin == 0 or "/" in ending else None
        if found:
            return found
    return None


def windows_zone(name: str) -> ZoneInfo | None:
    """The zone of a Windows name such as "Romance Standard Time", also with a number after it."""
    key = _windows_names().get(_NUMBERED.sub("", name.strip()).casefold())
    return ZoneInfo(key) if key else None


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    key = _iana_names().get(name.casefold())
    return ZoneInfo(key) if key else None


@cache
def _iana_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _windows_names() -> dict[str, str]:
    names = {name.casefold(): zone for name, zone in WINDOWS_ZONES.items()}
    return {**names, "tzone://microsoft/utc": "Etc/UTC"}  # Exchange's own word for it
