"""How long cases really take, from what was measured in the room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

FEWEST = 5
"""Below so many cases, chance decides more than habit."""


def typical_minutes(heard: Sequence[timedelta]) -> int | None:
    """The median in whole minutes, rounded up and at least one; None for fewer than FEWEST.

    The median, since a stretch that somebody forgot to end must not weigh; rounded up, since a
    meeting planned too short runs late for everybody.
    """
    if len(heard) < FEWEST:
        return None
    return max(1, math.ceil(median(one.total_seconds() for one in heard) / 60))
