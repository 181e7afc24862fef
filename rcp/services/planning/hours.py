"""The ordinary week in the engine's minutes: when people work, what they wish for and avoid."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from rcp.db.models import Practitioner
from rcp.domain import weekly
from rcp.domain.calendar import to_utc
from rcp.services.agendas import zone_of
from rcp.services.planning.clock import Clock
from rcp.services.weekly_times import Habits

Interval = tuple[int, int]
_NO_HABITS = Habits()


class Hours:
    """What the weeks of a horizon are like for each person."""

    def __init__(self, habits: Mapping[uuid.UUID, Habits], clock: Clock) -> None:
        self._habits = habits
        self._clock = clock
        self._closed: dict[tuple[object, ...], list[Interval]] = {}

    def closed(self, person: Practitioner) -> list[Interval]:
        """Outside the person's own working hours, else outside those of all their structures."""
        own = self._of(person).works
        if own:
            return _between(self._instants(person, own), self._clock)
        key = _hours_key(person)
        if key not in self._closed:
            self._closed[key] = _outside_structures(person, self._clock)
        return self._closed[key]

    def wished(self, person: Practitioner) -> tuple[Interval, ...]:
        """Hours wished for."""
        return self._instants(person, self._of(person).wished)

    def avoided(self, person: Practitioner) -> tuple[Interval, ...]:
        """Hours that are possible and not liked."""
        return self._instants(person, self._of(person).avoided)

    def _of(self, person: Practitioner) -> Habits:
        return self._habits.get(person.id, _NO_HABITS)

    def _instants(
        self, person: Practitioner, stretches: Sequence[weekly.Stretch]
    ) -> tuple[Interval, ...]:
        clock = self._clock
        # The person's zone may be a day ahead of the clock's, or behind it.
        first, days = clock.monday - timedelta(days=1), clock.weeks * 7 + 2
        found = weekly.instants(stretches, first, days, zone_of(person))
        return merged(((clock.minute(a), clock.minute(b)) for a, b in found), clock.horizon)


def merged(intervals: Iterable[Interval], horizon: int) -> tuple[Interval, ...]:
    """Sorted, clipped to the horizon, touching ones joined.

    >>> merged([(30, 60), (0, 30), (50, 90)], 80)
    ((0, 80),)
    """
    found: list[Interval] = []
    for start, end in sorted((max(0, a), min(horizon, b)) for a, b in intervals):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _hours_key(person: Practitioner) -> tuple[object, ...]:
    return tuple(
        sorted(
            (role.organization.time_zone, role.organization.opens, role.organization.closes)
            for role in person.roles
        )
    )


def _outside_structures(person: Practitioner, clock: Clock) -> list[Interval]:
    """Nights and week-ends: what lies outside the opening hours of all the person's structures."""
    if not person.roles:
        return []
    open_hours = merged(
        (
            (
                clock.minute(to_utc(day, role.organization.opens, role.organization.zone)),
                clock.minute(to_utc(day, role.organization.closes, role.organization.zone)),
            )
            for role in person.roles
            for day in _working_days(clock)
        ),
        clock.horizon,
    )
    return _between(open_hours, clock)


def _between(open_hours: Iterable[Interval], clock: Clock) -> list[Interval]:
    edges = [0, *(edge for interval in open_hours for edge in interval), clock.horizon]
    return [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]


def _working_days(clock: Clock) -> list[date]:
    days = (clock.monday + timedelta(days=number) for number in range(clock.weeks * 7))
    return [day for day in days if day.weekday() < weekly.WORKING_DAYS]
