"""When a board meets: rhythm, local time, holidays and closures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Cadence(StrEnum):
    """How often a board meets."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    ON_DEMAND = "on_demand"


class DayDecision(StrEnum):
    """What was decided about a usual day: none of these means that the meeting is held."""

    CALLED_OFF = "called_off"
    MOVED = "moved"
    TO_CATCH_UP = "to_catch_up"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A board's habit: cadence, usual weekday (0 = Monday) and local hour.

    `weeks_of_month` (1 to 5) narrows a monthly board to, say, the 1st and 3rd Thursday;
    `reference` fixes the parity of a fortnightly one.
    """

    cadence: Cadence
    weekday: int
    at: time
    weeks_of_month: tuple[int, ...] = (1,)
    reference: date = date(2024, 1, 1)

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"a weekday lies between 0 and 6, not {self.weekday}")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day on which the board usually meets; `skipped` names the holiday or closure on it."""

    day: date
    skipped: str | None = None


def occurrences(
    rhythm: Rhythm, start: date, end: date, days_off: dict[date, str] | None = None
) -> tuple[Occurrence, ...]:
    """The usual days from `start` to `end` (excluded); days off stay in the list, marked."""
    off = days_off or {}
    return tuple(Occurrence(day, off.get(day)) for day in _usual_days(rhythm, start, end))


def _usual_days(rhythm: Rhythm, start: date, end: date) -> Iterator[date]:
    day = start + timedelta(days=(rhythm.weekday - start.weekday()) % 7)
    while day < end:
        if _falls_on(rhythm, day):
            yield day
        day += timedelta(days=7)


def _falls_on(rhythm: Rhythm, day: date) -> bool:
    if rhythm.cadence is Cadence.FORTNIGHTLY:
        weeks = (_monday(day) - _monday(rhythm.reference)).days // 7
        return weeks % 2 == 0
    if rhythm.cadence is Cadence.MONTHLY:
        return (day.day - 1) // 7 + 1 in rhythm.weeks_of_month
    return rhythm.cadence is Cadence.WEEKLY


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days outside these are slips of the pen, and too far to reckon with in every time zone."""


def is_plausible(day: date) -> bool:
    """Whether somebody can have meant this day."""
    return EARLIEST <= day <= LATEST


def to_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a local day and hour; an hour that the change of time skips moves forward."""
    local = datetime.combine(day, at, tzinfo=zone)
    return local.astimezone(UTC)


def local_day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The UTC instants at which a local day begins and ends (23, 24 or 25 hours apart)."""
    return to_utc(day, time.min, zone), to_utc(day + timedelta(days=1), time.min, zone)
