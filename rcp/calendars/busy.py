"""What is kept of an agenda: when a person is busy, and nothing about why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class BusyKind(StrEnum):
    """How firmly a time is taken."""

    BUSY = "busy"
    TENTATIVE = "tentative"
    AWAY = "away"


class FaultCode(StrEnum):
    """Why a part of an agenda was left out, or read with a doubt."""

    UNREADABLE_EVENT = "unreadable_event"
    END_BEFORE_START = "end_before_start"
    TOO_LONG = "too_long"
    UNREADABLE_RULE = "unreadable_rule"
    RULE_TOO_DENSE = "rule_too_dense"
    TOO_MANY_DATES = "too_many_dates"
    UNKNOWN_ZONE = "unknown_zone"
    UNREADABLE_ZONE = "unreadable_zone"
    UNREADABLE_FREE_BUSY = "unreadable_free_busy"
    CUT_SHORT = "cut_short"


class UnreadableCode(StrEnum):
    """Why a whole file gave nothing."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UTF_16 = "utf_16"
    PICTURE = "picture"
    PDF = "pdf"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_MANY_EVENTS = "too_many_events"
    TOO_COSTLY = "too_costly"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True, order=True)
class BusyInterval:
    """A time that is taken, from `starts` up to `ends`, both in UTC."""

    starts: datetime
    ends: datetime
    kind: BusyKind = BusyKind.BUSY


@dataclass(frozen=True, slots=True)
class AgendaFault:
    """Something that could not be read; its facts are numbers and dates, never words."""

    code: FaultCode
    facts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgendaReading:
    """The busy times of one agenda within a window; `is_partial` when something was left out."""

    intervals: tuple[BusyInterval, ...]
    events_read: int
    faults: tuple[AgendaFault, ...] = ()
    calendar_zone: str | None = None

    @property
    def is_partial(self) -> bool:
        """Whether a time may be taken that the intervals do not show."""
        return bool(self.faults)


class AgendaUnreadable(Exception):
    """A file that is no agenda, or one that costs too much to read; carries a code and facts."""

    def __init__(self, code: UnreadableCode, **facts: int | str) -> None:
        super().__init__(str(code))
        self.code = code
        self.facts: Mapping[str, int | str] = facts


def merged(
    intervals: Iterable[BusyInterval], *, start: datetime, end: datetime
) -> tuple[BusyInterval, ...]:
    """The intervals clipped to the window, those of one kind that touch made one, in order."""
    last: dict[BusyKind, BusyInterval] = {}
    done: list[BusyInterval] = []
    for interval in sorted(intervals):
        starts, ends = max(interval.starts, start), min(interval.ends, end)
        if starts >= ends:
            continue
        before = last.get(interval.kind)
        if before and starts <= before.ends:
            last[interval.kind] = BusyInterval(before.starts, max(before.ends, ends), before.kind)
            continue
        if before:
            done.append(before)
        last[interval.kind] = BusyInterval(starts, ends, interval.kind)
    return tuple(sorted([*done, *last.values()]))


def taken(
    intervals: Iterable[BusyInterval], *, start: datetime, end: datetime
) -> tuple[BusyInterval, ...]:
    """All that is taken within the window, however firmly, as busy times that never touch."""
    bare = (BusyInterval(one.starts, one.ends) for one in intervals)
    return merged(bare, start=start, end=end)
