"""A meeting starts at one of its permitted starts. The solver has no variable for any other."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Meetings held at a start that nobody permitted."""
    for meeting, start in draft.starts.items():
        wanted = index.problem.meetings[meeting]
        if not wanted.is_fixed and start not in index.starts[meeting]:
            yield Fact(code=Code.START_NOT_PERMITTED, meeting=wanted.id, start=start)
