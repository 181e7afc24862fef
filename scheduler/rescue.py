"""Cases left out or late: each meeting that might hear some of them in time is searched anew."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import numpy as np

from scheduler.course import Course
from scheduler.draft import Draft, cases_by_meeting
from scheduler.index import Index, Ranks
from scheduler.model import Scope
from scheduler.pieces import Cut, cut_out
from scheduler.search import Outcome

GAP = 0.0005
"""One meeting is searched well enough at this gap."""
LONGEST = 3.0
"""Seconds that one meeting may take; most take a few hundredths."""
TOGETHER = 24
"""Meetings whose changes are judged at once: to judge a plan takes longer than to search one."""


def rescue(course: Course, length: float) -> bool:
    """Move meetings, one by one, to where they hear more in time; whether the plan got better.

    `length` bounds the search of one meeting, in seconds.
    """
    before = course.incumbent.score
    waiting = _rescuers(course.index, course.incumbent.best)
    ordered = sorted(waiting, key=lambda meeting: (-len(waiting[meeting]), meeting))
    for begin in range(0, len(ordered), TOGETHER):
        if course.is_over() or course.left() <= course.reserve:
            break
        part = {one: waiting[one] for one in ordered[begin : begin + TOGETHER]}
        _Attempt(course, part, min(length, LONGEST)).judge()
    return course.incumbent.score.better_than(before)


class _Attempt:
    """A few meetings, each searched on top of what was found for those before."""

    def __init__(self, course: Course, waiting: dict[int, list[int]], length: float) -> None:
        self.course, self.waiting, self.length = course, waiting, length
        self.pending = course.incumbent.best
        self.heard = cases_by_meeting(self.pending)

    def judge(self) -> None:
        """Offer what came of all of them or, if they are in each other's way, of each."""
        course, found = self.course, list[tuple[Cut, Draft]]()
        for cut, future in course.running(self._jobs()):
            outcome = course.answer(future)
            if outcome is not None and outcome.draft is not None:
                found.append((cut, outcome.draft))
                self.pending = cut.home(self.pending, outcome.draft)
        if not course.incumbent.offer(self.pending):
            for cut, draft in found:
                course.incumbent.offer(cut.home(course.incumbent.best, draft))

    def _jobs(self) -> Iterator[tuple[Cut, Future[Outcome]]]:
        for number, (meeting, cases) in enumerate(self.waiting.items()):
            cut = cut_out(self.course.index, self.pending, self._scope(meeting, cases))
            yield self.course.begin_piece(cut, self.length, number, GAP)

    def _scope(self, meeting: int, cases: list[int]) -> Scope:
        """The meeting alone; its cases and its neighbours' may change places with those given."""
        index, draft = self.course.index, self.pending
        board = index.series[int(index.board[meeting])]
        place = board.index(meeting)
        near = {one for one in board[max(0, place - 1) : place + 2] if one in draft.starts}
        homes = {draft.meeting_of[case] for case in cases if case in draft.meeting_of}
        own = {
            case
            for one in near | {meeting}
            for case in self.heard.get(one, ())
            if draft.meeting_of.get(case) == one
        }
        return Scope(
            meetings=(meeting,),
            cases=tuple(sorted(own.union(cases))),
            hosts=tuple(sorted((near | homes) - {meeting})),
        )


def _rescuers(index: Index, draft: Draft) -> dict[int, list[int]]:
    """By meeting: the cases left out or late that it could hear in time at one of its starts."""
    asked, found = index.asked, dict[int, list[int]]()
    for case in _troubled(index, draft).tolist():
        ready, deadline = asked.ready[case], asked.deadline[case]
        for board in asked.boards[case].tolist():
            for meeting in index.series[board] if board >= 0 else ():
                starts = index.starts[meeting]
                first = int(np.searchsorted(starts, ready))
                if first < len(starts) and starts[first] <= deadline:
                    found.setdefault(meeting, []).append(case)
    return found


def _troubled(index: Index, draft: Draft) -> Ranks:
    """Cases left out or heard after their deadline, which may be heard in any meeting."""
    asked = index.asked
    starts = np.full(len(index.problem.cases), np.iinfo(np.int64).max)
    for case, meeting in draft.meeting_of.items():
        starts[case] = draft.starts[meeting]
    return np.flatnonzero((starts > asked.deadline) & (asked.fixed < 0) & ~asked.opposed)
