"""What still stands of a plan told before, and a first sound plan around it."""

from scheduler.check import breaches
from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.greedy import complete, kept, place
from scheduler.index import Index
from scheduler.wishes.load import loads

OF_CASES = frozenset(
    {
        Code.MINUTES_EXCEEDED,
        Code.RESERVE_USED,
        Code.CASE_NOT_READY,
        Code.BOARD_NOT_ELIGIBLE,
        Code.NEED_NOT_SEATED,
        Code.FIXED_CASE_MOVED,
        Code.CASE_OPPOSED,
    }
)
"""Breaches that end when cases leave the meeting."""


def first_plan(index: Index) -> Draft:
    """What was told where it stands; what was hit, at its best place left."""
    draft = _as_told(index)
    while _clear(index, draft):
        pass
    load = loads(draft)
    for meeting in _unsettled(index, draft):
        place(index, draft, meeting, load)
    while _clear(index, draft):
        pass
    return complete(index, draft)


def _as_told(index: Index) -> Draft:
    told, frozen = index.told, kept(index)
    rooms = {one: room for one, room in told.rooms.items() if one not in told.kept}
    return Draft(
        starts=dict(told.starts),
        rooms=rooms | frozen.rooms,
        staff={**told.staff, **frozen.staff},
        meeting_of=dict(told.meeting_of),
    )


def _unsettled(index: Index, draft: Draft) -> list[int]:
    """Fixed meetings that lost somebody or something, those without a place, and new ones."""
    told, meetings = index.told, index.problem.meetings
    thinned = [
        one
        for one, seated in told.kept.items()
        if len(seated) < len(told.people[one]) or draft.rooms.get(one) != told.rooms.get(one)
    ]
    lost = sorted((start, one) for one, start in told.starts.items() if one not in draft.starts)
    new = (one for one in range(len(meetings)) if one not in told.starts)
    order = [*thinned, *(one for _, one in lost), *new]
    return sorted(order, key=lambda one: not meetings[one].is_fixed)


def _clear(index: Index, draft: Draft) -> bool:
    """Take out whatever breaks a rule: cases or meetings; whether anything was."""
    taken = [_take_out(index, draft, fact) for fact in breaches(index, draft)]
    return any(taken)


def _take_out(index: Index, draft: Draft, fact: Fact) -> bool:
    cases = _cases_of(index, draft, fact)
    meeting = None if fact.code in OF_CASES else _victim(index, draft, fact)
    if meeting is not None:
        draft.drop(meeting)
        cases = [case for case, home in draft.meeting_of.items() if home == meeting]
    for case in cases:
        del draft.meeting_of[case]
    return meeting is not None or bool(cases)


def _victim(index: Index, draft: Draft, fact: Fact) -> int | None:
    """Of the meetings that break a rule, one that may move."""
    named = [index.meeting[name] for name in (fact.other, fact.meeting) if name is not None]
    return next((one for one in named if one in draft.starts and one not in index.told.kept), None)


def _cases_of(index: Index, draft: Draft, fact: Fact) -> list[int]:
    """The cases that a breach is about, as far as they are on an agenda."""
    if fact.code not in OF_CASES:
        return []
    if fact.case is not None:
        case = index.case[fact.case]
        return [case] if case in draft.meeting_of else []
    return [
        case
        for case, home in draft.meeting_of.items()
        if index.problem.meetings[home].id == fact.meeting and index.fixed_meeting[case] != home
    ]
