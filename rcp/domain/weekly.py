"""The times of an ordinary week: when somebody works, what they wish for, what they avoid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rcp.domain.calendar import to_utc
from rcp.domain.errors import RuleBroken

WORKING_DAYS = 5
"""Monday to Friday: no meeting is planned on another day."""
MOST = 60


class WeeklyKind(StrEnum):
    """What a stretch of the week means; a possible one is taken out of what is avoided."""

    WORKS = "works"
    WISHED = "wished"
    POSSIBLE = "possible"
    AVOIDED = "avoided"


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From an hour to another, every week on one day (0 = Monday), where the person works.

    Raises RuleBroken `weekly_order` or `weekly_day`.
    """

    weekday: int
    starts: time
    ends: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday < WORKING_DAYS:
            raise RuleBroken("weekly_day")
        if self.ends <= self.starts:
            raise RuleBroken("weekly_order")


def instants(
    stretches: Iterable[Stretch], first: date, days: int, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """When the stretches fall in so many days from `first` on, in UTC."""
    by_day: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        by_day.setdefault(stretch.weekday, []).append(stretch)
    for number in range(days):
        day = first + timedelta(days=number)
        for stretch in by_day.get(day.weekday(), ()):
            yield to_utc(day, stretch.starts, zone), to_utc(day, stretch.ends, zone)


def without(stretches: Iterable[Stretch], taken_out: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches, less the parts that others cover.

    >>> [f"{s.starts:%H}-{s.ends:%H}" for s in without(
    ...     [Stretch(0, time(8), time(18))], [Stretch(0, time(12), time(14))])]
    ['08-12', '14-18']
    """
    left = sorted(stretches)
    for hole in taken_out:
        left = [part for stretch in left for part in _less(stretch, hole)]
    return tuple(left)


def _less(stretch: Stretch, hole: Stretch) -> Iterator[Stretch]:
    if stretch.weekday != hole.weekday:
        yield stretch
        return
    if stretch.starts < min(stretch.ends, hole.starts):
        yield Stretch(stretch.weekday, stretch.starts, min(stretch.ends, hole.starts))
    if max(stretch.starts, hole.ends) < stretch.ends:
        yield Stretch(stretch.weekday, max(stretch.starts, hole.ends), stretch.ends)
