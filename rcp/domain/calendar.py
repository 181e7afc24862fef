"""When a board meets: rhythm, local time, holidays and closures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Cadence(StrEnum):
    """How often a board meets."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    TWO_MONTHLY = "two_monthly"
    QUARTERLY = "quarterly"
    ON_DEMAND = "on_demand"

    @property
    def months(self) -> int:
        """Months from one to the next, for those counted in months; 0 for the others."""
        return MONTHS.get(self, 0)


MONTHS = {Cadence.MONTHLY: 1, Cadence.TWO_MONTHLY: 2, Cadence.QUARTERLY: 3}
LAST_WEEK = -1
"""Among `weeks_of_month`: the last such weekday of the month, its fourth or its fifth."""
_FIRST_WEEK = date(2024, 1, 1)


class DayDecision(StrEnum):
    """What was decided about a usual day: none of these means that the meeting is held."""

    CALLED_OFF = "called_off"
    MOVED = "moved"
    TO_CATCH_UP = "to_catch_up"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A board's habit: cadence, usual weekday (0 = Monday) and local hour.

    `weeks_of_month` (1 to 5, or LAST_WEEK) says which, say the 1st and 3rd Thursday, of cadences
    counted in months; nothing is held before `first_on`, whose week or month begins the count.
    """

    cadence: Cadence
    weekday: int
    at: time
    weeks_of_month: tuple[int, ...] = (1,)
    first_on: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"a weekday lies between 0 and 6, not {self.weekday}")


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided about a usual day; `moved_to` only of a meeting that was moved."""

    decision: DayDecision
    moved_to: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A usual day of a board; `skipped` names the holiday or closure on it."""

    day: date
    skipped: str | None = None
    decided: Decided | None = None

    @property
    def held_on(self) -> date | None:
        """The day on which the meeting is to be held; None if on none, as far as was decided."""
        if self.decided is not None:
            return self.decided.moved_to
        return None if self.skipped else self.day

    @property
    def is_owed(self) -> bool:
        """Whether a meeting is to be caught up, on a day still to be found."""
        return self.decided is not None and self.decided.decision is DayDecision.TO_CATCH_UP

    @property
    def is_called_off(self) -> bool:
        """Whether somebody decided that the meeting is not held at all."""
        return self.decided is not None and self.decided.decision is DayDecision.CALLED_OFF


def occurrences(
    rhythm: Rhythm,
    start: date,
    end: date,
    days_off: Mapping[date, str] | None = None,
    decided: Mapping[date, Decided] | None = None,
) -> tuple[Occurrence, ...]:
    """The usual days from `start` to `end` (excluded), with what is off and what was decided.

    Usual days outside are there too if their meeting was moved into the period.
    """
    off, settled = days_off or {}, decided or {}
    days = set(_usual_days(rhythm, start, end))
    days |= {
        day
        for day, one in settled.items()
        if one.moved_to is not None and start <= one.moved_to < end and is_usual(rhythm, day)
    }
    return tuple(Occurrence(day, off.get(day), settled.get(day)) for day in sorted(days))


def answered(found: Iterable[Occurrence], held: Iterable[date]) -> dict[date, date]:
    """By usual day, the day on which a meeting stands for it: its own, else one of its week.

    Each meeting stands for one usual day; what is called off or owed waits for none.
    """
    days, told = sorted(held), {}
    due = [one for one in found if not one.is_called_off and not one.is_owed]
    for is_near in (_is_on, _is_in_week_of):
        for one in due:
            near = [day for day in days if is_near(one, day)]
            if near and one.day not in told:
                told[one.day] = near[0]
                days.remove(near[0])
    return told


def _is_on(one: Occurrence, day: date) -> bool:
    return one.held_on == day


def _is_in_week_of(one: Occurrence, day: date) -> bool:
    return _monday(day) == _monday(one.held_on or one.day)


def near_days(day: date, taken: Collection[date], *, most: int = 6) -> tuple[date, ...]:
    """The working days within a fortnight of a day that are not taken, nearest first.

    `taken` holds days off and days on which the board meets already; of two days as near, the
    later one comes first, which leaves time to tell people.
    """
    around = (day + timedelta(days=way * far) for far in range(1, 15) for way in (1, -1))
    free = [one for one in around if one.weekday() < 5 and one not in taken]
    return tuple(free[:most])


def is_usual(rhythm: Rhythm, day: date) -> bool:
    """Whether a day is one of the habit's, whatever is off or was decided."""
    return day.weekday() == rhythm.weekday and _falls_on(rhythm, day)


def _usual_days(rhythm: Rhythm, start: date, end: date) -> Iterator[date]:
    day = start + timedelta(days=(rhythm.weekday - start.weekday()) % 7)
    while day < end:
        if _falls_on(rhythm, day):
            yield day
        day += timedelta(days=7)


def _falls_on(rhythm: Rhythm, day: date) -> bool:
    if rhythm.first_on is not None and day < rhythm.first_on:
        return False
    begins = rhythm.first_on or _FIRST_WEEK
    if rhythm.cadence is Cadence.FORTNIGHTLY:
        weeks = (_monday(day) - _monday(begins)).days // 7
        return weeks % 2 == 0
    if rhythm.cadence.months:
        months = (day.year - begins.year) * 12 + day.month - begins.month
        return months % rhythm.cadence.months == 0 and _is_in_weeks(day, rhythm.weeks_of_month)
    return rhythm.cadence is Cadence.WEEKLY


def _is_in_weeks(day: date, weeks: Collection[int]) -> bool:
    is_last = (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 in weeks or (is_last and LAST_WEEK in weeks)


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
