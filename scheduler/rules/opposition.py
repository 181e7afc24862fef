"""No case is heard against the patient's will. The solver has no variable for it."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Opposed cases that are on an agenda."""
    for case, meeting in draft.meeting_of.items():
        if index.problem.cases[case].opposed:
            name = index.problem.meetings[meeting].id
            yield Fact(code=Code.CASE_OPPOSED, case=index.problem.cases[case].id, meeting=name)
