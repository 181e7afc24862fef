"""A case goes to one of its boards. The solver has no variable for any other."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Cases in meetings of a board that may not discuss them."""
    for case, meeting in draft.meeting_of.items():
        wanted, home = index.problem.cases[case], index.problem.meetings[meeting]
        if index.fixed_meeting[case] != meeting and home.board not in wanted.boards:
            yield Fact(code=Code.BOARD_NOT_ELIGIBLE, case=wanted.id, meeting=home.id)


def meetings_for(index: Index, case: int) -> tuple[int, ...]:
    """Meetings that may discuss the case: of its boards in order, or the one it is fixed to."""
    if index.problem.cases[case].opposed:
        return ()
    home = index.fixed_meeting[case]
    if home is not None:
        return (home,)
    boards = dict.fromkeys(index.problem.cases[case].boards)
    return tuple(meeting for board in boards for meeting in index.held_by.get(board, ()))
