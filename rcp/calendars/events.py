"""One VEVENT as the times it takes: its start, its length, its rules and its firmness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rcp.calendars.busy import BusyKind, FaultCode
from rcp.calendars.limits import MAX_DATES, MAX_DURATION, EventBroken
from rcp.calendars.moments import (
    Duration,
    KnowsZones,
    Moment,
    duration,
    instant,
    local_day,
    moment,
)
from rcp.calendars.recurrence import Rule, read_rule
from rcp.calendars.scan import Component, Property

_OUTLOOK_KINDS = {
    "TENTATIVE": BusyKind.TENTATIVE,
    "WORKINGELSEWHERE": BusyKind.TENTATIVE,
    "OOF": BusyKind.AWAY,
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One start of a series and how long it lasts from there."""

    start: Moment
    lasts: Duration


@dataclass(frozen=True, slots=True)
class Event:
    """What one VEVENT says of a person's time; `kind` is None when it leaves them free."""

    start: Moment
    lasts: Duration
    kind: BusyKind | None
    rules: tuple[Rule, ...] = ()
    excluded_rules: tuple[Rule, ...] = ()
    added: tuple[Occurrence, ...] = ()
    removed: tuple[Moment, ...] = ()
    has_bad_dates: bool = False


def read_event(component: Component, zones: KnowsZones, *, owner: str | None) -> Event:
    """The event of a component; raises EventBroken when its time or its rule makes no sense."""
    found = component.first("DTSTART") or _cancelled_instance(component)
    if found is None or not component.is_closed:
        raise EventBroken(FaultCode.CUT_SHORT if found else FaultCode.UNREADABLE_EVENT)
    start = moment(found, zones)
    lasts = _length(component, start, zones)
    kind = busy_kind(component, owner=owner)
    if component.has("RECURRENCE-ID"):  # one instance, even when it repeats the rule of its series
        return Event(start, lasts, kind)
    dates = _Dates(component, start, lasts, zones)
    return Event(
        start,
        lasts,
        kind,
        rules=_rules(component, "RRULE"),
        excluded_rules=_rules(component, "EXRULE"),
        added=tuple(dates.added()),
        removed=tuple(dates.removed()),
        has_bad_dates=dates.has_bad,
    )


def _cancelled_instance(component: Component) -> Property | None:
    """When an instance would have been that is said to be cancelled and nothing more."""
    is_cancelled = component.value("STATUS").upper() == "CANCELLED"
    return component.first("RECURRENCE-ID") if is_cancelled else None


def _rules(component: Component, name: str) -> tuple[Rule, ...]:
    return tuple(read_rule(rule.value) for rule in component.all(name) if rule.value.strip())


def busy_kind(component: Component, *, owner: str | None) -> BusyKind | None:
    """How firmly an event takes its time; None when cancelled, transparent, free or declined."""
    status = component.value("STATUS").upper()
    outlook = component.value("X-MICROSOFT-CDO-BUSYSTATUS").upper()
    answer = _answer(component, owner) if owner else ""
    if status == "CANCELLED" or component.value("TRANSP").upper() == "TRANSPARENT":
        return None
    if outlook == "FREE" or answer == "DECLINED":
        return None
    if status == "TENTATIVE" or answer == "TENTATIVE":
        return BusyKind.TENTATIVE
    return _OUTLOOK_KINDS.get(outlook, BusyKind.BUSY)


def _answer(component: Component, owner: str) -> str:
    """What the owner of the agenda answered to this invitation."""
    wanted = owner.strip().casefold()
    for attendee in component.all("ATTENDEE"):
        address = attendee.value.strip().casefold().removeprefix("mailto:")
        if address == wanted:
            return attendee.parameters.get("PARTSTAT", "").upper()
    return ""


def _length(component: Component, start: Moment, zones: KnowsZones) -> Duration:
    is_day = not isinstance(start, datetime)
    if found := component.first("DTEND"):
        zone = start.tzinfo if isinstance(start, datetime) else None
        return _until_end(start, moment(found, zones, floating=zone), zones)
    if text := component.value("DURATION"):
        lasts = duration(text)
        return Duration(days=1) if is_day and lasts == Duration() else lasts
    return Duration(days=1) if is_day else Duration()


def _until_end(start: Moment, end: Moment, zones: KnowsZones) -> Duration:
    """The length up to a DTEND: whole days between days, exact seconds otherwise (§3.8.5.3)."""
    if not isinstance(start, datetime) and not isinstance(end, datetime):
        lasts = Duration(days=(end - start).days or 1)
    else:
        exact = instant(end, zones.home) - instant(start, zones.home)
        lasts = Duration(seconds=int(exact.total_seconds()))
    if lasts.days < 0 or lasts.seconds < 0:
        raise EventBroken(FaultCode.END_BEFORE_START)
    if timedelta(days=lasts.days, seconds=lasts.seconds) > MAX_DURATION:
        raise EventBroken(FaultCode.TOO_LONG)
    return lasts


class _Dates:
    """The RDATE and EXDATE of a component; a bad one is left out and remembered."""

    def __init__(
        self, component: Component, start: Moment, lasts: Duration, zones: KnowsZones
    ) -> None:
        self.has_bad = False
        self._component, self._start, self._lasts, self._zones = component, start, lasts, zones
        self._zone = start.tzinfo if isinstance(start, datetime) else None
        written = sum(found.value.count(",") + 1 for found in self._all())
        if written > MAX_DATES:
            raise EventBroken(FaultCode.TOO_MANY_DATES)

    def added(self) -> Iterator[Occurrence]:
        for found in self._each("RDATE"):
            try:
                yield self._addition(found)
            except (EventBroken, OverflowError):
                self.has_bad = True

    def removed(self) -> Iterator[Moment]:
        for found in self._each("EXDATE"):
            try:
                yield moment(found, self._zones, floating=self._zone)
            except (EventBroken, OverflowError):
                self.has_bad = True

    def _all(self) -> list[Property]:
        return self._component.all("RDATE") + self._component.all("EXDATE")

    def _each(self, name: str) -> Iterator[Property]:
        for found in self._component.all(name):
            for text in found.value.split(","):
                if text.strip():
                    yield Property(found.parameters, text)

    def _addition(self, found: Property) -> Occurrence:
        start, slash, end = found.value.partition("/")
        begins = moment(Property(found.parameters, start), self._zones, floating=self._zone)
        if not slash:
            return Occurrence(self._like_the_series(begins), self._lasts)
        return Occurrence(begins, self._period_length(found, begins, end))

    def _period_length(self, found: Property, begins: Moment, end: str) -> Duration:
        if end.strip().upper().startswith("P"):
            return duration(end)
        ends = moment(Property(found.parameters, end), self._zones, floating=self._zone)
        return _until_end(begins, ends, self._zones)

    def _like_the_series(self, begins: Moment) -> Moment:
        """A bare day added to a timed series begins at the hour of the series."""
        if isinstance(self._start, datetime) and not isinstance(begins, datetime):
            return datetime.combine(begins, self._start.timetz())
        if not isinstance(self._start, datetime):
            return series_day(begins, self._zones)
        return begins


def series_day(when: Moment, zones: KnowsZones) -> date:
    """The day that a date or a time names for an all-day series.

    Exchange writes such days as UTC midnights of the person's zone; others as local times.
    """
    if isinstance(when, datetime) and when.tzinfo is not UTC:
        return when.date()
    return local_day(when, zones.home)
