"""What people have been told stays: starts of fixed meetings, cases already on an agenda.

The solver has one start for a fixed meeting and one meeting for a fixed case.
"""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Fixed meetings moved or left out, and cases taken off an agenda that stands."""
    for rank, meeting in enumerate(index.problem.meetings):
        if meeting.is_fixed and draft.starts.get(rank) != meeting.fixed_start:
            yield Fact(code=Code.FIXED_MOVED, meeting=meeting.id, start=draft.starts.get(rank))
    for case, home in enumerate(index.fixed_meeting):
        if home is None:
            continue
        now = draft.meeting_of.get(case)
        if now != home and (now is not None or home in draft.starts):
            name = index.problem.meetings[home].id
            yield Fact(code=Code.FIXED_CASE_MOVED, case=index.problem.cases[case].id, meeting=name)
