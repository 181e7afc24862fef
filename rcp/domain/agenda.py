"""The order of a meeting: times are derived from durations, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Slot:
    """One case's place in the agenda."""

    case_id: str
    starts: datetime
    ends: datetime
    overruns: bool


def timetable(
    starts: datetime, ends: datetime, minutes: Sequence[tuple[str, int]]
) -> tuple[Slot, ...]:
    """The planned times of the cases heard one after the other from the meeting's start.

    `minutes` holds (case, duration in minutes); a slot that ends after the meeting `overruns`.
    Raises ValueError for a duration below one minute.
    """
    slots = []
    at = starts
    for case_id, duration in minutes:
        if duration < 1:
            raise ValueError(f"a case needs at least a minute, not {duration}")
        until = at + timedelta(minutes=duration)
        slots.append(Slot(case_id, at, until, overruns=until > ends))
        at = until
    return tuple(slots)


BREAK_AFTER = timedelta(hours=1)
"""Attention falls after an hour without a break: from then on one is proposed."""


def expected_starts(
    now: datetime, to_hear: Sequence[tuple[str, int]], running: tuple[str, datetime] | None
) -> dict[str, datetime]:
    """When each case still to hear may really begin, by its id.

    `to_hear` holds (case, minutes) in order, `running` the case before the meeting and when it
    began: it is granted its own minutes, then as long as it lasts. The others follow.
    """
    minutes = dict(to_hear)
    at, starts = now, {}
    if running is not None:
        case, began = running
        at = max(now, began + timedelta(minutes=minutes.get(case, 0)))
    for case, duration in to_hear:
        if running is None or case != running[0]:
            starts[case] = at
            at += timedelta(minutes=duration)
    return starts


def is_break_due(opened_at: datetime, rested_at: datetime | None, now: datetime) -> bool:
    """Whether an hour has gone since the meeting began, or since a break was taken or declined."""
    return now - (rested_at or opened_at) >= BREAK_AFTER
