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
