"""When whoever has not answered is reminded, and when nobody is disturbed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

REMINDER_DAYS = (15, 3, 0)
"""How many days before a meeting: a fortnight, three days, and the day itself."""
FARTHEST = 60
_SUNDAY = 6


class ReminderChoice(StrEnum):
    """How a person wishes to be reminded."""

    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The local hours of the night, over midnight if they must, and perhaps Sundays.

    Equal hours mean no night at all.
    """

    starts: time
    ends: time
    sundays: bool

    def cover(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether nobody is to be disturbed at this instant."""
        local = now.astimezone(zone)
        if self.sundays and local.weekday() == _SUNDAY:
            return True
        at = local.time()
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


def due_reminder(
    days: Iterable[int],
    *,
    starts_at: datetime,
    told_at: datetime,
    now: datetime,
    zone: ZoneInfo,
) -> int | None:
    """Which of the reminders, `days` before the meeting's local day, is due; the latest one.

    None before the first, once the meeting has begun, and when the person was told of the meeting
    on that very day or later: they have only just read about it.
    """
    if now >= starts_at:
        return None
    today, meeting_day = (_day(moment, zone) for moment in (now, starts_at))
    reached = [number for number in days if today >= meeting_day - timedelta(days=number)]
    if not reached:
        return None
    latest = min(reached)
    return latest if _day(told_at, zone) < meeting_day - timedelta(days=latest) else None


def digest_is_due(choice: ReminderChoice, last: date | None, today: date) -> bool:
    """Whether the day's, or the week's, digest has not left yet."""
    if choice is ReminderChoice.EACH:
        return False
    if last is None:
        return True
    if choice is ReminderChoice.DAILY:
        return last < today
    return last < today - timedelta(days=today.weekday())


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
