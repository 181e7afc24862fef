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
    instant,
    local_day,
    midnight,
)
from rcp.calendars.recurrence import Rule, occurrences

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The time for which busy intervals are wanted, in UTC."""

    start: datetime
    end: datetime


class Series:
    """An event with the instances that were removed from it, or replaced by overrides."""

    def __init__(self, event: Event, zones: KnowsZones, window: Window) -> None:
        self._event, self._zones, self._window = event, zones, window
        self._zone: tzinfo | None = None
        if isinstance(event.start, datetime):
            self._zone = event.start.tzinfo

    def intervals(self, *, replaced: Iterable[Moment] = ()) -> Iterator[BusyInterval]:
        """The busy times in the window; `replaced` are the RECURRENCE-IDs of overrides."""
        kind = self._event.kind
        if kind is None:
            return
        for occurrence in self.occurrences(replaced=replaced):
            interval = self._interval(occurrence, kind)
            if interval.starts < interval.ends:
                yield interval

    def occurrences(self, *, replaced: Iterable[Moment] = ()) -> Iterator[Occurrence]:
        """The starts around the window, each once, without those removed or replaced."""
        gone = self._keys([*self._event.removed, *replaced])
        gone |= {self._key(start) for start in self._ruled(self._event.excluded_rules)}
        seen: set[Moment] = set()
        for occurrence in self._all():
            key = self._key(occurrence.start)
            if key not in seen and key not in gone and self._day(occurrence.start) not in gone:
                yield occurrence
            seen.add(key)

    def _all(self) -> Iterator[Occurrence]:
        event = self._event
        yield Occurrence(event.start, event.lasts)
        for start in self._ruled(event.rules):
            yield Occurrence(start, event.lasts)
        yield from event.added

    def _ruled(self, rules: Iterable[Rule]) -> Iterator[Moment]:
        first = self._wall(self._event.start)
        for rule in rules:
            for wall in occurrences(
                rule,
                first,
                until=self._until(rule.until),
                lower=self._window.start.replace(tzinfo=None) - self._event.lasts.longest - _A_DAY,
                upper=self._window.end.replace(tzinfo=None) + _A_DAY,
            ):
                yield wall.replace(tzinfo=self._zone) if self._zone else wall.date()

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

    def _wall(self, when: Moment) -> datetime:
        if isinstance(when, datetime):
            return when.replace(tzinfo=None)
        return midnight(when, UTC).replace(tzinfo=None)

    def _interval(self, occurrence: Occurrence, kind: BusyKind) -> BusyInterval:
        start = occurrence.start
        starts = instant(start, self._zones.home)
        zoned = start if isinstance(start, datetime) else midnight(start, self._zones.home)
        return BusyInterval(starts, occurrence.lasts.after(zoned), kind)
