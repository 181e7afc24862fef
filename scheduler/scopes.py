"""Parts of a problem worth solving on their own, and how to put the pieces back."""

import itertools

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.model import Scope
from scheduler.rules.board import meetings_for

WINDOWS = (8, 16)
"""Meetings that are searched together when the whole is too large or too slow, by turns."""


def _middle(index: Index, meeting: int) -> int:
    starts = index.starts[meeting]
    return int(starts[len(starts) // 2]) if len(starts) else 0


def _cases(index: Index, base: Draft, meetings: list[int]) -> tuple[int, ...]:
    here = set(meetings)
    return tuple(
        case
        for case in range(len(index.problem.cases))
        if base.meeting_of.get(case) in here
        or (case not in base.meeting_of and not here.isdisjoint(meetings_for(index, case)))
    )


def windows(index: Index, base: Draft, turn: int) -> list[Scope]:
    """All meetings in parts: by time in even turns, by board in odd ones, smaller ones first."""
    meetings = range(len(index.problem.meetings))
    by_time = sorted(meetings, key=lambda one: (base.starts.get(one, _middle(index, one)), one))
    by_board = [one for board in index.series for one in board]
    order = by_board if turn % 2 else by_time
    size = WINDOWS[turn // 2 % len(WINDOWS)]
    shift = turn // 4 * size // 2 % size
    cuts = [*range(-shift, len(order), size), len(order)]
    parts = [order[max(0, begin) : end] for begin, end in itertools.pairwise(cuts)]
    return [
        Scope(meetings=tuple(sorted(part)), cases=_cases(index, base, part))
        for part in parts
        if part
    ]


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
