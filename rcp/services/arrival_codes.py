"""The code that the screens of a meeting show: who types it sees them now.

It is derived from the meeting and the time with a key of the house, and never kept. A new one comes
every five minutes; the one before still holds, for who was typing. Any key of the house proves it.
Six letters of twenty: 64 million codes, each good for at most ten minutes.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from rcp.db import keyring
from rcp.db.models import Meeting

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels: no word can come of it, and no letter passes for a figure."""
LENGTH = 6
LASTS = timedelta(minutes=5)
REMEMBERED = 24
"""For so many turns (two hours) an old code is known as such."""


def code_of(meeting: Meeting, now: datetime) -> str:
    """The code to show at this moment."""
    return _code(keyring.active().blind_index(_signed(meeting, turn(now))))


def turn(now: datetime) -> int:
    """Counts the codes since 1970: it changes when the code does."""
    return int(now.timestamp() // LASTS.total_seconds())


def age_of(meeting: Meeting, typed: str, now: datetime) -> int | None:
    """How many turns ago the meeting showed this code, None if it did not; 0 and 1 are good.

    Case, spaces and dashes in what was typed do not matter.
    """
    given = "".join(one for one in typed.upper() if one.isalnum()).encode()
    for age in range(REMEMBERED):
        digests = keyring.active().blind_indexes(_signed(meeting, turn(now) - age))
        if any(hmac.compare_digest(_code(one).encode(), given) for one in digests):
            return age
    return None


def _signed(meeting: Meeting, number: int) -> str:
    return f"arrival:{meeting.id}:{number:x}"


def _code(digest: str) -> str:
    number = int(digest, 16)
    return "".join(
        LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(LENGTH)
    )
