"""Between instants and the engine's minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rcp.domain.calendar import to_utc


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts minutes from a Monday at midnight, local time of `zone`."""

    monday: date
    weeks: int
    zone: ZoneInfo

    @property
    def origin(self) -> datetime:
        """The instant of minute 0."""
        return to_utc(self.monday, time.min, self.zone)

    @property
    def end(self) -> datetime:
        """The instant at which the horizon ends."""
        return to_utc(self.last_day, time.min, self.zone)

    @property
    def last_day(self) -> date:
        """The day after the horizon."""
        return self.monday + timedelta(weeks=self.weeks)

    @property
    def horizon(self) -> int:
        """Minutes until the end."""
        return self.minute(self.end)

    def minute(self, instant: datetime) -> int:
        """Whole minutes from the origin; negative before it."""
        return int((instant - self.origin).total_seconds() // 60)

    def instant(self, minute: int) -> datetime:
        """The instant of a minute, in UTC."""
        return (self.origin + timedelta(minutes=minute)).astimezone(UTC)


def clock_from(first_day: date, weeks: int, zone: ZoneInfo) -> Clock:
    """A clock that starts on the Monday of `first_day`'s week."""
    return Clock(first_day - timedelta(days=first_day.weekday()), weeks, zone)
