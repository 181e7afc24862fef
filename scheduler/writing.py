"""Whether somebody has time to write an opinion before a meeting."""

import numpy as np

from scheduler.index import WEEK, Busy, Minutes, Truths

MINUTES = 30
"""An opinion takes this long, without interruption, in the seven days before the meeting."""


def may_write(agenda: Busy, starts: Minutes) -> Truths:
    """At each start, whether the agenda leaves that time; before minute 0 nothing is known."""
    far = np.iinfo(np.int64).max // 2
    begins = np.concatenate([[-far], agenda.ends])
    ends = np.concatenate([agenda.begins, [far]])
    until = np.minimum(ends[None, :], starts[:, None])
    since = np.maximum(begins[None, :], starts[:, None] - WEEK)
    return np.asarray((until - since >= MINUTES).any(axis=1))
