"""When a calendar is read again: often enough to be true, never so often as to be a nuisance."""

from __future__ import annotations

from datetime import datetime, timedelta

EVERY = timedelta(minutes=30)
LONGEST = timedelta(hours=24)
_SPREAD = 6 * 60
_FOR_SOMEBODY_TO_MEND = frozenset({"login_refused", "own_sign_in", "not_permitted", "not_trusted"})
"""Asking again and again would lock an account."""


def next_reading(
    now: datetime,
    tries: int,
    *,
    spread: int,
    fault: str | None = None,
    retry_after: int | None = None,
) -> datetime:
    """The time of the next reading after so many failures in a row (0: it went well).

    Failures double the wait up to a day; a server's own wish (seconds) is respected within that.
    `spread`, any number that stays with the calendar, keeps them from coming all at once.
    """
    wait: timedelta = EVERY * (1 << min(max(tries - 1, 0), 8))
    if fault in _FOR_SOMEBODY_TO_MEND:
        wait = LONGEST
    wait = max(wait, timedelta(seconds=retry_after or 0))
    return now + min(wait, LONGEST) + timedelta(seconds=spread % _SPREAD)
