"""From an event and what was changed in its series to the busy intervals of a window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rcp.calendars.busy import BusyInterval, BusyKind
from rcp.calendars.events import Event, Occurrence, series_day
from rcp.calendars.moments import (
    KnowsZones,
    Moment,
    bare_moment,
    in_zone_of,
    instant,
    local_day,
    midnight,
    wall,
)
from rcp.calendars.overrides import Changes, Shift
from rcp.calendars.recurrence import Rule, occurrences

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The time for which busy intervals are wanted, in UTC."""

    start: datetime
    end: datetime


class Series:
    """An event with the instances that were removed from it, or replaced by overrides."""

    def __init__(
        self, event: Event, zones: KnowsZones, window: Window, changes: Changes | None = None
    ) -> None:
        self._event, self._zones, self._window = event, zones, window
        self._changes = changes or Changes()
        self._zone: tzinfo | None = None
        if isinstance(event.start, datetime):
            self._zone = event.start.tzinfo

    def intervals(self) -> Iterator[BusyInterval]:
        """The busy times around the window."""
        for occurrence in self._standing():
            starts = instant(occurrence.start, self._zones.home)
            shift = self._changes.shift_of(starts, self._zones)
            if shift is None:
                found = self._interval(occurrence, self._event.kind)
            else:
                moved = Occurrence(self._moved(occurrence.start, shift), shift.event.lasts)
                found = self._interval(moved, shift.event.kind)
            if found:
                yield found

    def has(self, when: Moment) -> bool:
        """Whether it still has an instance that stood at that moment, within the window."""
        wanted = self._keys([when])
        return any(
            {self._key(one.start), self._day(one.start)} & wanted for one in self._standing()
        )

    def _standing(self) -> Iterator[Occurrence]:
        """The starts around the window, each once, without those removed or replaced."""
        gone = self._keys([*self._event.removed, *self._changes.replaced])
        gone |= {self._key(start) for start in self._ruled(self._event.excluded_rules)}
        seen: set[Moment] = set()
        for occurrence in self._all():
            key = self._key(occurrence.start)
            if key not in seen and key not in gone and self._day(occurrence.start) not in gone:
                yield occurrence
            seen.add(key)

    def _moved(self, start: Moment, shift: Shift) -> Moment:
        new = shift.event.start
        moved = wall(in_zone_of(new, start)) + shift.by
        return moved.replace(tzinfo=new.tzinfo) if isinstance(new, datetime) else moved.date()

    def _all(self) -> Iterator[Occurrence]:
        event = self._event
        yield Occurrence(event.start, event.lasts)
        for start in self._ruled(event.rules):
            yield Occurrence(start, event.lasts)
        yield from event.added

    def _ruled(self, rules: Iterable[Rule]) -> Iterator[Moment]:
        first = wall(self._event.start)
        margin = _A_DAY + self._changes.farthest
        for rule in rules:
            for start in occurrences(
                rule,
                first,
                until=self._until(rule.until),
                lower=self._window.start.replace(tzinfo=None) - self._event.lasts.longest - margin,
                upper=self._window.end.replace(tzinfo=None) + margin,
            ):
                yield start.replace(tzinfo=self._zone) if self._zone else start.date()

    def _until(self, text: str) -> datetime | None:
        """UNTIL on the wall clock of the series, whatever type it was written in."""
        if not text:
            return None
        bare, is_utc = bare_moment(text)
        if not isinstance(bare, datetime):
            return datetime.combine(bare, time.max)
        if is_utc:
            bare = bare.replace(tzinfo=UTC).astimezone(self._zone or self._zones.home)
        return bare.replace(tzinfo=None)

    def _keys(self, moments: Iterable[Moment]) -> set[Moment]:
        """What removes an instance: its UTC instant, or the day on which it falls."""
        if self._zone is None:
            return {series_day(when, self._zones) for when in moments}
        return {self._key(when) for when in moments}

    def _key(self, when: Moment) -> Moment:
        return when.astimezone(UTC) if isinstance(when, datetime) else when

    def _day(self, when: Moment) -> date:
        return local_day(when, self._zone or self._zones.home)

    def _interval(self, occurrence: Occurrence, kind: BusyKind | None) -> BusyInterval | None:
        start = occurrence.start
        zoned = start if isinstance(start, datetime) else midnight(start, self._zones.home)
        starts, ends = zoned.astimezone(UTC), occurrence.lasts.after(zoned)
        return BusyInterval(starts, ends, kind) if kind and starts < ends else None
