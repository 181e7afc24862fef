"""Parts of a problem worth solving on their own, and how to put the pieces back."""

import itertools

import numpy as np

from scheduler.draft import Draft, cases_by_meeting
from scheduler.index import Index, Ranks
from scheduler.model import Scope
from scheduler.rules.board import meetings_for

WINDOWS = (12, 16, 24)
"""Meetings that are searched together when the whole is too large or too slow, by turns."""


def _middle(index: Index, meeting: int) -> int:
    starts = index.starts[meeting]
    return int(starts[len(starts) // 2]) if len(starts) else 0


def windows(index: Index, base: Draft, turn: int) -> list[Scope]:
    """All meetings in parts: a board's own in a row, then those whose cases may change places.

    By turns the parts grow, and are cut elsewhere.
    """
    order = _by_board(index) if turn % 2 == 0 else _by_time(index, base)
    size = WINDOWS[turn // 2 % len(WINDOWS)]
    shift = (turn // 2 * size // 2) % size
    cuts = [*range(-shift, len(order), size), len(order)]
    parts = [order[max(0, begin) : end] for begin, end in itertools.pairwise(cuts)]
    heard = cases_by_meeting(base)
    idle = [case for case in range(len(index.problem.cases)) if case not in base.meeting_of]
    return [
        Scope(meetings=tuple(sorted(part)), cases=_cases(index, part, heard, idle))
        for part in parts
        if part
    ]


def _by_board(index: Index) -> list[int]:
    return [one for board in index.series for one in board]


def _by_time(index: Index, base: Draft) -> list[int]:
    """Boards that share cases together, their meetings by time."""
    cluster = _clusters(index)

    def when(meeting: int) -> tuple[int, int, int]:
        start = base.starts.get(meeting, _middle(index, meeting))
        return int(cluster[index.board[meeting]]), start, meeting

    return sorted(range(len(index.problem.meetings)), key=when)


def _clusters(index: Index) -> Ranks:
    """By board: the same number for boards that a chain of cases ties together."""
    label, boards = np.arange(len(index.series) + 1), index.asked.boards
    while True:
        lower = label.copy()
        if boards.size:
            least = label[boards].min(axis=1)
            np.minimum.at(lower, boards.ravel(), np.repeat(least, boards.shape[1]))
            lower[-1] = len(index.series)
        if (lower == label).all():
            return label
        label = lower


def _cases(
    index: Index, meetings: list[int], heard: dict[int, list[int]], idle: list[int]
) -> tuple[int, ...]:
    """Those heard in these meetings, and those heard nowhere that they could hear."""
    here = set(meetings)
    own = [case for meeting in meetings for case in heard.get(meeting, ())]
    could = [case for case in idle if not here.isdisjoint(meetings_for(index, case))]
    return tuple(sorted(own + could))


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
