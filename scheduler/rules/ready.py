"""A case is heard once it is ready. The solver has no variable for an earlier start."""

from collections.abc import Iterator

import numpy as np

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index, Minutes, Ranks, Truths


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Cases in meetings that start before they are ready."""
    for case, meeting in draft.meeting_of.items():
        wanted, start = index.problem.cases[case], draft.starts[meeting]
        if index.fixed_meeting[case] != meeting and start < wanted.ready_from:
            name = index.problem.meetings[meeting].id
            yield Fact(code=Code.CASE_NOT_READY, case=wanted.id, meeting=name, start=start)


def is_ready(index: Index, cases: Ranks, starts: Minutes) -> Truths:
    """Whether each case may be heard at the start beside it."""
    asked = index.asked
    return np.asarray((asked.fixed[cases] >= 0) | (starts >= asked.ready[cases]))
