"""What a given plan is worth keeping of: everything but what breaks a rule."""

from scheduler.check import breaches
from scheduler.draft import Draft, draft_of
from scheduler.facts import Code, Fact
from scheduler.greedy import greedy
from scheduler.index import Index
from scheduler.plan import Plan

MOST_ROUNDS = 100


def kept_of(index: Index, plan: Plan) -> Draft:
    """The plan by rank, without names the problem does not know and without what is broken."""
    draft, _ = draft_of(index, plan)
    return mended(index, draft)


def mended(index: Index, draft: Draft) -> Draft:
    """The same plan with the least that a breach names taken out, until nothing is broken."""
    draft = draft.copy()
    _announce(index, draft)
    for _ in range(MOST_ROUNDS):
        found = breaches(index, draft)
        if not found:
            return draft
        for fact in found:
            _take_out(index, draft, fact)
    return greedy(index)


def _announce(index: Index, draft: Draft) -> None:
    """Announced meetings are held when they were announced, and hear the cases they have."""
    for meeting, wanted in enumerate(index.problem.meetings):
        if wanted.is_fixed and draft.starts.get(meeting) != wanted.fixed_start:
            _reset(index, draft, meeting)
    for case, home in enumerate(index.fixed_meeting):
        if home is not None:
            draft.meeting_of.pop(case, None)
            if home in draft.starts and not index.problem.cases[case].opposed:
                draft.meeting_of[case] = home


def _reset(index: Index, draft: Draft, meeting: int) -> None:
    """Hold it no more; if it was announced, then with nothing but what must stay."""
    draft.drop(meeting)
    fixed = index.problem.meetings[meeting].fixed_start
    if fixed is None:
        for case in [case for case, home in draft.meeting_of.items() if home == meeting]:
            del draft.meeting_of[case]
        return
    draft.starts[meeting] = fixed
    draft.staff[meeting] = index.told.kept.get(meeting, ())
    if meeting in index.told.kept_room:
        draft.rooms[meeting] = index.told.kept_room[meeting]


def _take_out(index: Index, draft: Draft, fact: Fact) -> None:
    """The case, else the person, else the room, else the meeting that the breach is about."""
    meeting = index.meeting[fact.meeting] if fact.meeting is not None else -1
    if fact.case is not None:
        draft.meeting_of.pop(index.case[fact.case], None)
    elif fact.code in (Code.MINUTES_EXCEEDED, Code.RESERVE_USED):
        _shorten(index, draft, meeting)
    elif fact.code is Code.FROZEN_PERSON_LEFT_OUT or meeting not in draft.starts:
        _reset(index, draft, meeting)
    elif fact.person is not None:
        _send_home(index, draft, fact, index.person[fact.person])
    elif fact.room is not None and meeting in draft.rooms:
        _leave_room(index, draft, fact)
    else:
        _reset(index, draft, meeting)


def _shorten(index: Index, draft: Draft, meeting: int) -> None:
    """Take the last ordinary case off the agenda, or the last of all."""
    heard = [
        case
        for case, home in draft.meeting_of.items()
        if home == meeting and index.fixed_meeting[case] != meeting
    ]
    ordinary = [case for case in heard if not index.problem.cases[case].urgent]
    for case in (ordinary or heard)[-1:]:
        del draft.meeting_of[case]


def _send_home(index: Index, draft: Draft, fact: Fact, person: int) -> None:
    """From the meeting that the breach names, or the other one if they must stay in this."""
    names = [name for name in (fact.meeting, fact.other) if name is not None]
    for meeting in (index.meeting[name] for name in names):
        kept = {who for _, who in index.told.kept.get(meeting, ())}
        if person not in kept and person in draft.people(meeting):
            staff = draft.staff[meeting]
            draft.staff[meeting] = tuple(one for one in staff if one[1] != person)
            return


def _leave_room(index: Index, draft: Draft, fact: Fact) -> None:
    names = [name for name in (fact.meeting, fact.other) if name is not None]
    for meeting in (index.meeting[name] for name in names):
        if meeting not in index.told.kept_room and meeting in draft.rooms:
            del draft.rooms[meeting]
            return
    _reset(index, draft, index.meeting[names[0]])
