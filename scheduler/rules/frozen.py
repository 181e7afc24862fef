"""So shortly before a meeting, its room stays and whoever was invited and is able comes.

Its start is fixed (`fixed`); what became impossible is a gap to report, not a breach.
"""

from collections.abc import Iterator

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model
from scheduler.seated import GUEST


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """People and rooms taken out of frozen meetings although nothing prevents them."""
    problem = index.problem
    for meeting, seated in index.told.kept.items():
        name, there = problem.meetings[meeting].id, set(draft.people(meeting))
        for part, person in seated:
            if person not in there:
                yield Fact(
                    code=Code.FROZEN_PERSON_LEFT_OUT,
                    meeting=name,
                    seat=None if part == GUEST else problem.meetings[meeting].seats[part].id,
                    person=problem.people[person].id,
                )
    for meeting, room in index.told.kept_room.items():
        if draft.rooms.get(meeting) != room:
            name = problem.meetings[meeting].id
            yield Fact(code=Code.FROZEN_ROOM_CHANGED, meeting=name, room=problem.rooms[room].id)


def enforce(model: Model) -> None:
    """Keep them."""
    for meeting, seated in model.index.told.kept.items():
        if meeting in model.attends:
            for _, person in seated:
                model.cp.add(model.attends[meeting][person] == 1)
    for meeting, room in model.index.told.kept_room.items():
        if meeting in model.in_room:
            model.cp.add(model.in_room[meeting][room] == 1)
