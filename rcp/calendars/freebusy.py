"""An agenda, whoever wrote it, as the times when its owner is busy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rcp.calendars.availability import KINDS, unavailable
from rcp.calendars.busy import (
    AgendaFault,
    AgendaReading,
    BusyInterval,
    BusyKind,
    FaultCode,
    merged,
)
from rcp.calendars.decode import calendar_text
from rcp.calendars.events import Event, read_event
from rcp.calendars.limits import MAX_DURATION, EventBroken
from rcp.calendars.moments import duration, instant, moment
from rcp.calendars.outdated import is_outdated
from rcp.calendars.overrides import Changes, newest_overrides, version
from rcp.calendars.scan import Component, Property, calendars
from rcp.calendars.series import Series, Window
from rcp.calendars.unpack import unpacked
from rcp.calendars.zones import Zones

_MARGIN = timedelta(days=2)
_EVENT = re.compile(rb"^[ \t]*BEGIN[ \t]*:[ \t]*VEVENT", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose agenda is read, for which time, and how its doubts are settled."""

    home: ZoneInfo
    window: Window
    own_domain: str | None = None
    owner: str | None = None

    def is_our_own(self, component: Component) -> bool:
        """Whether we sent this event: a meeting of ours is no obstacle to itself."""
        uid = component.value("UID").casefold()
        return self.own_domain is not None and uid.endswith("@" + self.own_domain.casefold())


@dataclass(slots=True)
class _Found:
    """What a calendar has given so far."""

    intervals: list[BusyInterval] = field(default_factory=list)
    events: int = 0
    faults: list[tuple[FaultCode, Component | None]] = field(default_factory=list)
    calendar_zone: str | None = None


def read_agenda(
    content: bytes,
    *,
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    tentative_is_busy: bool = True,
    own_domain: str | None = None,
    owner: str | None = None,
) -> AgendaReading:
    """The busy times of an iCalendar file, packed or not, between two aware moments.

    In UTC, merged per kind.

    `zone` is where the person works: days off begin at its midnight and times without a zone are
    read in it. Events whose UID ends in `own_domain` are left out; so are those that `owner` (an
    e-mail address) declined, and tentative ones unless they count as busy. Raises AgendaUnreadable
    when there is no calendar in the file; an event that cannot be read becomes a fault.
    """
    window = Window(start.astimezone(UTC), end.astimezone(UTC))
    content = unpacked(content)
    found = _read_all(content, Reader(zone, window, own_domain=own_domain, owner=owner))
    kept = found.intervals
    if not tentative_is_busy:
        kept = [interval for interval in kept if interval.kind is not BusyKind.TENTATIVE]
    intervals = merged(kept, start=window.start, end=window.end)
    faults = _faults(content, found.faults)
    return AgendaReading(intervals, found.events, faults, found.calendar_zone)


def _read_all(content: bytes, reader: Reader) -> _Found:
    """Everything in the calendars of a file, each with its own zones."""
    found = _Found()
    for calendar in calendars(calendar_text(content)):
        window = reader.window
        zones = Zones(calendar, home=reader.home, start=window.start, end=window.end)
        _CalendarReader(calendar, zones, reader, found).read()
        found.faults += [(code, None) for code in sorted(zones.faults)]
        if not calendar.is_closed and FaultCode.CUT_SHORT not in {code for code, _ in found.faults}:
            found.faults.append((FaultCode.CUT_SHORT, None))
        if zones.calendar_zone and not found.calendar_zone:
            found.calendar_zone = zones.calendar_zone.key
    return found


@dataclass(slots=True)
class _CalendarReader:
    """One VCALENDAR being read."""

    calendar: Component
    zones: Zones
    reader: Reader
    found: _Found

    def read(self) -> None:
        """Add the busy times of the calendar to what was found."""
        events = _current(list(self.calendar.named("VEVENT")))
        kept = [event for event in events if self._matters(event)]
        whole = [event for event in kept if not event.has("RECURRENCE-ID")]
        changed = [event for event in kept if event.has("RECURRENCE-ID")]
        changes = self._read_overrides(changed, {event.value("UID"): event for event in whole})
        for event in whole:
            self._try(event, changes.get(event.value("UID")))
        for part in self.calendar.named("VFREEBUSY"):
            self._read_free_busy(part)
        self._read_availability()

    def _matters(self, component: Component) -> bool:
        """Whether an event may fall in the window; one that may not counts as read."""
        if not self.reader.is_our_own(component) and not _is_plainly_outside(
            component, self.reader.window
        ):
            return True
        self.found.events += 1
        return False

    def _read_overrides(
        self, components: Iterable[Component], series: Mapping[str, Component]
    ) -> dict[str, Changes]:
        """Read the changed instances, each for itself; what they change in their series."""
        overrides, faults = newest_overrides(components, self.zones)
        self.found.faults += faults
        changes: dict[str, Changes] = {}
        for override in overrides:
            if is_outdated(override, series.get(override.uid), self.zones):
                self.found.events += 1
                continue
            event = self._try(override.component)
            if event and override.uid:
                changes.setdefault(override.uid, Changes()).add(override, event)
        return changes

    def _try(self, component: Component, changes: Changes | None = None) -> Event | None:
        """Read one event; a bad one leaves a fault and the others go on."""
        try:
            event = read_event(component, self.zones, owner=self.reader.owner)
            series = Series(event, self.zones, self.reader.window, changes)
            self.found.intervals += list(series.intervals())
        except (EventBroken, OverflowError) as broken:
            code = broken.code if isinstance(broken, EventBroken) else FaultCode.UNREADABLE_EVENT
            self.found.faults.append((code, component))
            return None
        self.found.events += 1
        if event.has_bad_dates:
            self.found.faults.append((FaultCode.UNREADABLE_EVENT, component))
        return event

    def _read_free_busy(self, component: Component) -> None:
        self.found.events += 1
        for found in component.all("FREEBUSY"):
            written = found.parameters.get("FBTYPE", "BUSY").upper()
            if written == "FREE":
                continue
            kind = KINDS.get(written, BusyKind.BUSY)
            for text in found.value.split(","):
                try:
                    starts, ends = self._period(Property(found.parameters, text))
                except (EventBroken, OverflowError):
                    self.found.faults.append((FaultCode.UNREADABLE_FREE_BUSY, None))
                else:
                    self.found.intervals.append(BusyInterval(starts, ends, kind))

    def _read_availability(self) -> None:
        parts = list(self.calendar.named("VAVAILABILITY"))
        taken, is_whole = unavailable(parts, self.zones, self.reader.window)
        self.found.intervals += taken
        self.found.events += len(parts)
        if not is_whole:
            self.found.faults.append((FaultCode.UNREADABLE_FREE_BUSY, None))

    def _period(self, found: Property) -> tuple[datetime, datetime]:
        first, _, last = found.value.partition("/")
        start = moment(Property(found.parameters, first), self.zones)
        starts = instant(start, self.zones.home)
        if last.strip().upper().startswith("P"):
            return starts, duration(last).after(starts)
        end = moment(Property(found.parameters, last), self.zones)
        return starts, instant(end, self.zones.home)


def _is_plainly_outside(component: Component, window: Window) -> bool:
    """Whether the days an event is written with are far from the window, read as mere text."""
    if component.has("RRULE", "RDATE", "RECURRENCE-ID") or not component.is_closed:
        return False
    starts, ends = component.written_day("DTSTART"), component.written_day("DTEND")
    if not starts or (ends and ends < starts):
        return False
    long_before, before, after = _far_days(window)
    if starts > after:
        return True
    if component.has("DTEND"):
        return bool(ends) and ends < before
    return starts < long_before


@lru_cache(maxsize=8)
def _far_days(window: Window) -> tuple[str, str, str]:
    """As written: before what no event can last until the window, ends too early, starts late."""
    days = window.start - MAX_DURATION - _MARGIN, window.start - _MARGIN, window.end + _MARGIN
    long_before, before, after = (f"{day:%Y%m%d}" for day in days)
    return long_before, before, after


def _current(events: list[Component]) -> list[Component]:
    """The events without those that a higher SEQUENCE of the same UID has outdated."""
    numbered = [
        (event, event.value("UID"), version(event)[0], event.has("RECURRENCE-ID"))
        for event in events
    ]
    newest: dict[str, int] = {}
    for _event, uid, number, is_override in numbered:
        if not is_override:
            newest[uid] = max(newest.get(uid, 0), number)
    return [
        event
        for event, uid, number, is_override in numbered
        if is_override or not uid or number == newest[uid]
    ]


def _faults(
    content: bytes, faults: list[tuple[FaultCode, Component | None]]
) -> tuple[AgendaFault, ...]:
    lines = _event_lines(content) if any(part for _, part in faults) else []
    return tuple(AgendaFault(code, _facts(part, lines) if part else {}) for code, part in faults)


def _event_lines(content: bytes) -> list[int]:
    """The number of the line on which each VEVENT begins."""
    lines, number, position = [], 1, 0
    for match in _EVENT.finditer(content):
        number += content.count(b"\n", position, match.start())
        position = match.start()
        lines.append(number)
    return lines


def _facts(component: Component, lines: list[int]) -> dict[str, int | str]:
    facts: dict[str, int | str] = {"event": component.order}
    if component.order <= len(lines):
        facts["line"] = lines[component.order - 1]
    day = component.written_day("DTSTART")
    if day:
        facts["day"] = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return facts
