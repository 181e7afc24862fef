"""What a plan changes of what people were told, fact by fact."""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.wishes.invited import stays, told_again


def changes(index: Index, draft: Draft) -> Iterator[Fact]:
    """Meetings first, each with its people, then cases; none for what nobody was told."""
    for meeting in index.told.starts:
        yield from _of_meeting(index, draft, meeting)
        yield from _of_people(index, draft, meeting)
    for case, home in index.told.meeting_of.items():
        now = draft.meeting_of.get(case)
        if now != home:
            yield Fact(
                code=Code.CASE_DROPPED if now is None else Code.CASE_MOVED,
                case=index.problem.cases[case].id,
                meeting=None if now is None else index.problem.meetings[now].id,
                other=index.problem.meetings[home].id,
            )


def _of_meeting(index: Index, draft: Draft, meeting: int) -> Iterator[Fact]:
    name, told = index.problem.meetings[meeting].id, index.told.starts[meeting]
    start = draft.starts.get(meeting)
    if start is None:
        yield Fact(code=Code.MEETING_DROPPED, meeting=name, before=told)
    elif start != told:
        yield Fact(code=Code.MEETING_MOVED, meeting=name, start=start, before=told)
    elif not stays(index, draft, meeting):
        room = draft.rooms.get(meeting)
        here = None if room is None else index.problem.rooms[room].id
        yield Fact(code=Code.ROOM_CHANGED, meeting=name, room=here)


def _of_people(index: Index, draft: Draft, meeting: int) -> Iterator[Fact]:
    before, now = index.told.people[meeting], frozenset(draft.people(meeting))
    for person in sorted(told_again(index, draft, meeting)):
        code = Code.INVITATION_CHANGED
        if person not in now:
            code = Code.INVITATION_REMOVED
        elif person not in before:
            code = Code.INVITATION_ADDED
        yield Fact(
            code=code,
            meeting=index.problem.meetings[meeting].id,
            person=index.problem.people[person].id,
        )
