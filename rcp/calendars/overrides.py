"""Instances of a series that were changed: the newest version of each, and what it replaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rcp.calendars.busy import FaultCode
from rcp.calendars.events import Event
from rcp.calendars.limits import MAX_OVERRIDES, EventBroken
from rcp.calendars.moments import KnowsZones, Moment, in_zone_of, instant, moment, wall
from rcp.calendars.scan import Component


@dataclass(frozen=True, slots=True)
class Override:
    """A changed instance, and the moment at which its series had it."""

    component: Component
    original: Moment

    @property
    def uid(self) -> str:
        """The identifier that it shares with its series."""
        return self.component.value("UID")

    @property
    def reaches_later(self) -> bool:
        """Whether those that follow change with it (RANGE=THISANDFUTURE)."""
        found = self.component.first("RECURRENCE-ID")
        return found is not None and found.parameters.get("RANGE", "").upper() == "THISANDFUTURE"


@dataclass(frozen=True, slots=True)
class Shift:
    """What the instances after `original` become: moved alike, as long and as firm as `event`."""

    original: Moment
    event: Event

    @property
    def by(self) -> timedelta:
        """How far on the wall clock of the place where it now happens."""
        return wall(self.event.start) - wall(in_zone_of(self.event.start, self.original))


@dataclass(slots=True)
class Changes:
    """All that overrides change in one series."""

    replaced: list[Moment] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)

    def add(self, override: Override, event: Event) -> None:
        """Count in one override that could be read."""
        self.replaced.append(override.original)
        if override.reaches_later:
            self.shifts.append(Shift(override.original, event))

    def shift_of(self, when: datetime, zones: KnowsZones) -> Shift | None:
        """The last shift that began before an instant."""
        begun = [shift for shift in self.shifts if instant(shift.original, zones.home) < when]
        return max(begun, key=lambda shift: instant(shift.original, zones.home), default=None)

    @property
    def farthest(self) -> timedelta:
        """How far outside a window an instance may begin and still reach into it."""
        return max(
            (abs(shift.by) + shift.event.lasts.longest for shift in self.shifts),
            default=timedelta(),
        )


def newest_overrides(
    components: Iterable[Component], zones: KnowsZones
) -> tuple[list[Override], list[tuple[FaultCode, Component]]]:
    """The last version of each changed instance, and those that could not be placed."""
    newest: dict[tuple[str, datetime], Override] = {}
    faults: list[tuple[FaultCode, Component]] = []
    counts: Counter[str] = Counter()
    for component in components:
        counts[component.value("UID")] += 1
        if counts[component.value("UID")] > MAX_OVERRIDES:
            faults.append((FaultCode.TOO_MANY_DATES, component))
            continue
        try:
            override = Override(component, _original(component, zones))
            key = override.uid, instant(override.original, zones.home)
        except (EventBroken, OverflowError):
            faults.append((FaultCode.UNREADABLE_EVENT, component))
            continue
        if key not in newest or version(component) >= version(newest[key].component):
            newest[key] = override
    return list(newest.values()), faults


def _original(component: Component, zones: KnowsZones) -> Moment:
    """The RECURRENCE-ID; one that names no zone is read in that of the start."""
    found = component.first("DTSTART")
    starts = moment(found, zones) if found else None
    floating = starts.tzinfo if isinstance(starts, datetime) else None
    return moment(component.all("RECURRENCE-ID")[0], zones, floating=floating)


def version(component: Component) -> tuple[int, str]:
    """What orders the versions of an event: Google has sent changes without a new SEQUENCE."""
    sequence = component.value("SEQUENCE")
    return int(sequence[:9]) if sequence.isdecimal() else 0, component.value("DTSTAMP")
