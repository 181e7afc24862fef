"""Parts of a problem worth solving on their own, and how to put the pieces back."""

from scheduler.draft import Draft
from scheduler.index import WEEK, Index
from scheduler.model import Scope


def weeks(index: Index, base: Draft) -> list[Scope]:
    """One scope a week: the meetings held or usually held in it, their cases and idle ones."""
    by_week: dict[int, list[int]] = {}
    for meeting in range(len(index.problem.meetings)):
        week = _week(index, base, meeting)
        if week is not None:
            by_week.setdefault(week, []).append(meeting)
    return [
        Scope(meetings=tuple(meetings), cases=_cases(index, base, meetings))
        for _, meetings in sorted(by_week.items())
    ]


def _week(index: Index, base: Draft, meeting: int) -> int | None:
    """The week a meeting is in, or the middle of its permitted starts."""
    if meeting in base.starts:
        return base.starts[meeting] // WEEK
    starts = index.starts[meeting]
    return int(starts[len(starts) // 2]) // WEEK if len(starts) else None


def _cases(index: Index, base: Draft, meetings: list[int]) -> tuple[int, ...]:
    here = set(meetings)
    cases = range(len(index.problem.cases))
    return tuple(case for case in cases if base.meeting_of.get(case) in {None, *here})


def cases_alone(index: Index, base: Draft) -> Scope:
    """All cases, the meetings as they are."""
    return Scope(
        meetings=(),
        cases=tuple(range(len(index.problem.cases))),
        hosts=tuple(sorted(base.starts)),
    )


def everything(index: Index) -> Scope:
    """The whole problem."""
    return Scope(
        meetings=tuple(range(len(index.problem.meetings))),
        cases=tuple(range(len(index.problem.cases))),
    )


def merged(index: Index, best: Draft, scope: Scope, found: Draft) -> Draft:
    """The incumbent with the scope's part of `found`; a case taken elsewhere meanwhile stays."""
    draft = best.copy()
    for meeting in scope.meetings:
        draft.drop(meeting)
        if meeting in found.starts:
            draft.starts[meeting] = found.starts[meeting]
            draft.staff[meeting] = found.staff[meeting]
            if meeting in found.rooms:
                draft.rooms[meeting] = found.rooms[meeting]
    own = {*scope.meetings, *scope.hosts}
    for case in scope.cases:
        if draft.meeting_of.get(case) in {None, *own}:
            draft.meeting_of.pop(case, None)
            if case in found.meeting_of:
                draft.meeting_of[case] = found.meeting_of[case]
    return draft
