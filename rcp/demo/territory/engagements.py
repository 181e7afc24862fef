"""What stands in an agenda, before any program writes it in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = "Europe/Paris"
WEEK: Final = timedelta(days=7)


class ShownAs(StrEnum):
    """What others see of the time."""

    BUSY = "BUSY"
    AWAY = "OOF"
    FREE = "FREE"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True)
class Moved:
    """One occurrence of a series held at another moment than its rule says."""

    usual: datetime
    starts: datetime


@dataclass(frozen=True, slots=True)
class Engagement:
    """An entry of an agenda; times are naive and local to `zone`.

    With `every` (1 = weekly, 2 = fortnightly) it is a series that ends on the day `until`, or
    never. An all-day entry starts at midnight and lasts a whole number of days.
    """

    key: str
    title: str
    starts: datetime
    lasts: timedelta
    place: str = ""
    zone: str = PARIS
    all_day: bool = False
    shown_as: ShownAs = ShownAs.BUSY
    is_cancelled: bool = False
    is_private: bool = False
    every: int = 0
    yearly: bool = False
    until: date | None = None
    skipped: tuple[datetime, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def ends(self) -> datetime:
        """The end of the first occurrence; for an all-day entry, midnight after the last day."""
        return self.starts + self.lasts

    @property
    def takes_time(self) -> bool:
        """Whether the person cannot be elsewhere."""
        return not self.is_cancelled and self.shown_as is not ShownAs.FREE

    def usual_starts(self, end: datetime) -> Iterator[datetime]:
        """The starts that the rule gives before `end`, skipped and moved ones included."""
        start = self.starts
        while start < end and (self.until is None or start.date() <= self.until):
            yield start
            if not self.every:
                return
            start += self.every * WEEK

    def occurrences(self, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The Paris times really held, as (start, end), of occurrences that begin before `end`."""
        elsewhere = {move.usual: move.starts for move in self.moved}
        for usual in self.usual_starts(end):
            if usual not in self.skipped:
                start = elsewhere.get(usual, usual)
                yield self._in_paris(start), self._in_paris(start + self.lasts)

    def without(self, usual: datetime) -> Engagement:
        """The same series with one occurrence removed."""
        return replace(self, skipped=tuple(sorted({*self.skipped, usual})))

    def _in_paris(self, moment: datetime) -> datetime:
        if self.zone == PARIS:
            return moment
        there = moment.replace(tzinfo=ZoneInfo(self.zone))
        return there.astimezone(ZoneInfo(PARIS)).replace(tzinfo=None)


OPENS, CLOSES = time(8), time(19)
QUARTERS: Final = (CLOSES.hour - OPENS.hour) * 4
FULL_DAY: Final = (1 << QUARTERS) - 1


def quarters(day: date, start: datetime, end: datetime) -> int:
    """The quarter-hours of a working day (08:00 to 19:00) touched by a stretch, as bits."""
    opening = datetime.combine(day, OPENS)
    quarter = timedelta(minutes=15)
    first = max(0, (start - opening) // quarter)
    last = min(QUARTERS, -((opening - end) // quarter))
    return (1 << last) - (1 << first) if last > first else 0


class Hours:
    """The working hours of a stretch of weekdays, and which of them are taken."""

    def __init__(self, start: date, end: date) -> None:
        every_day = (start + timedelta(days=n) for n in range((end - start).days))
        self._taken = {day: 0 for day in every_day if day.weekday() < 5}
        self.end = datetime.combine(end, time.min)

    @property
    def days(self) -> tuple[date, ...]:
        """The weekdays, in order."""
        return tuple(self._taken)

    def take(self, start: datetime, end: datetime) -> None:
        """Mark a stretch, which may last several days, as taken."""
        day = start.date()
        while day <= end.date():
            if day in self._taken:
                self._taken[day] |= quarters(day, start, end)
            day += timedelta(days=1)

    def take_all(self, engagement: Engagement) -> None:
        """Mark every occurrence of an entry that takes time."""
        if engagement.takes_time:
            for start, end in engagement.occurrences(self.end):
                self.take(start, end)

    def are_free(self, start: datetime, end: datetime) -> bool:
        """Whether nothing is marked in a stretch within one day."""
        day = start.date()
        return not self._taken.get(day, FULL_DAY) & quarters(day, start, end)

    def share(self, days: tuple[date, ...] | None = None) -> float:
        """The share of the working hours that is taken."""
        chosen = self.days if days is None else days
        taken = sum(self._taken[day].bit_count() for day in chosen)
        return taken / (QUARTERS * len(chosen)) if chosen else 0.0
