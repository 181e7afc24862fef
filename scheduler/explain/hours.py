"""Hours that nobody permitted and at which a meeting might still be held."""

import numpy as np

from scheduler.explain.cutout import Cut
from scheduler.index import DAY, WEEK, Minutes, Truths

MOST_WEEKS = 2
"""A meeting that may fall in more weeks has hours enough."""


def hours_not_permitted(cut: Cut) -> Minutes:
    """Working hours of the meeting's weeks that are no permitted starts."""
    permitted = cut.meeting.starts
    if not permitted:
        return np.zeros(0, dtype=np.int64)
    weeks = range(min(permitted) // WEEK, max(permitted) // WEEK + 1)
    if len(weeks) > MOST_WEEKS:
        return np.zeros(0, dtype=np.int64)
    starts = np.array(
        [
            week * WEEK + day * DAY + minute
            for week in weeks
            for day in range(5)
            for minute in range(0, DAY, cut.problem.grain)
        ],
        dtype=np.int64,
    )
    starts = starts[starts + cut.meeting.duration <= cut.problem.horizon]
    starts = starts[office_hours(starts, cut)]
    return np.asarray(starts[~np.isin(starts, permitted)])


def office_hours(starts: Minutes, cut: Cut) -> Truths:
    """Between the earliest and latest hour at which any meeting of the problem may begin."""
    hours = [start % DAY for one in cut.whole.meetings for start in one.starts]
    if not hours:
        return np.ones(len(starts), dtype=np.bool_)
    return np.asarray((starts % DAY >= min(hours)) & (starts % DAY <= max(hours)))
