"""How much a single agenda may ask for, so that a hostile file ends quickly.

The first line of defence only: `rcp.calendars.apart` adds a child process with its own limits.
"""

from __future__ import annotations

from datetime import timedelta

from rcp.calendars.busy import FaultCode

MAX_BYTES = 10 * 1024 * 1024
MAX_COMPONENTS = 20_000
MAX_OVERRIDES = 5_000
MAX_DATES = 5_000
MAX_BY_PRODUCT = 1_000
MAX_DURATION = timedelta(days=400)
MAX_STEPS = 300_000
MAX_OCCURRENCES = 20_000
MAX_COUNT = 1_000_000


class EventBroken(Exception):
    """One event that cannot be read; the others of its file still are."""

    def __init__(self, code: FaultCode) -> None:
        super().__init__(str(code))
        self.code = code
