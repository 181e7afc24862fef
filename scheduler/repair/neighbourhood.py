"""Which part of a plan to open again: what was hit, then whatever shares people with it."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.index import DAY, WEEK, Index
from scheduler.model import Scope
from scheduler.rules.board import meetings_for

MOST = 60
"""Meetings opened at once, so that one model stays quick."""

STARTS = 40
"""Starts tried for each meeting beyond those that were hit: the best ones taken alone."""


def hit(index: Index, draft: Draft) -> list[int]:
    """Meetings that cannot stay as told, or that nobody was told of."""
    told = index.told
    return [
        meeting
        for meeting in range(len(index.problem.meetings))
        if draft.starts.get(meeting) != told.starts.get(meeting)
        or meeting not in told.starts
        or draft.rooms.get(meeting) != told.rooms.get(meeting)
        or frozenset(draft.people(meeting)) != told.people[meeting]
    ]


def loose(index: Index, draft: Draft) -> list[int]:
    """Cases without a place, or not where they were told."""
    told = index.told.meeting_of
    return [
        case
        for case in range(len(index.problem.cases))
        if case not in draft.meeting_of or draft.meeting_of[case] != told.get(case)
    ]


def rings(index: Index, draft: Draft, touched: list[int]) -> Iterator[Scope]:
    """Ever larger parts around the meetings touched; the same part never twice."""
    days = _days(index, draft, touched)
    people = {person for meeting in touched for person in index.free[meeting]}
    sharing = [
        meeting
        for meeting in range(len(index.problem.meetings))
        if draft.starts.get(meeting, -1) // DAY in days
        and not people.isdisjoint(draft.people(meeting))
    ]
    weeks = {day * DAY // WEEK for day in days}
    near = [
        meeting
        for meeting in range(len(index.problem.meetings))
        if draft.starts.get(meeting, -1) // WEEK in weeks
    ]
    before: tuple[int, ...] | None = None
    for part in (touched, [*touched, *sharing], [*touched, *sharing, *near]):
        meetings = tuple(sorted(list(dict.fromkeys(part))[: max(MOST, len(touched))]))
        if meetings != before:
            most = None if before is None else STARTS
            yield _scope(index, draft, meetings, most)
        before = meetings


def _days(index: Index, draft: Draft, touched: list[int]) -> set[int]:
    """The days on which these meetings are, were told to be, or might be."""
    found = {index.told.starts[one] // DAY for one in touched if one in index.told.starts}
    found |= {draft.starts[one] // DAY for one in touched if one in draft.starts}
    for one in touched:
        if one not in draft.starts:
            found |= set((index.starts[one] // DAY).tolist())
    return found


def _scope(index: Index, draft: Draft, meetings: tuple[int, ...], most: int | None) -> Scope:
    """These meetings with their cases, and every meeting that might hear a loose case.

    Cases of those others give way only to an urgent one.
    """
    here, free = set(meetings), loose(index, draft)
    open_to = {meeting for case in free for meeting in meetings_for(index, case)}
    hosts = sorted(one for one in open_to if one in draft.starts and one not in here)
    inside = here | set(hosts) if any(index.asked.urgent[free]) else here
    heard = [case for case, meeting in draft.meeting_of.items() if meeting in inside]
    cases = tuple(sorted({*free, *heard}))
    return Scope(meetings=meetings, cases=cases, hosts=tuple(hosts), most_starts=most)
