"""Nobody is in a meeting while busy, nor in two meetings at once."""

from collections.abc import Iterator

import numpy as np

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.model import Model, meeting_groups


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """People seated while their agenda or another meeting holds them."""
    times: dict[int, list[tuple[int, int, int]]] = {}
    for meeting, start in draft.starts.items():
        duration = index.problem.meetings[meeting].duration
        for person in dict.fromkeys(draft.people(meeting)):
            times.setdefault(person, []).append((start, start + duration, meeting))
            if not index.agenda[person].is_free(start, duration):
                yield _fact(index, Code.PERSON_BUSY, person, meeting, start=start)
    for person, held in times.items():
        yield from _overlaps(index, person, sorted(held))


def _overlaps(index: Index, person: int, held: list[tuple[int, int, int]]) -> Iterator[Fact]:
    for place, (_, end, meeting) in enumerate(held):
        for start, _, other in held[place + 1 :]:
            if start >= end:
                break
            yield _fact(
                index, Code.PERSON_IN_TWO_MEETINGS, person, meeting, other=other, start=start
            )


def _fact(
    index: Index, code: Code, person: int, meeting: int, *, start: int, other: int | None = None
) -> Fact:
    problem = index.problem
    return Fact(
        code=code,
        person=problem.people[person].id,
        meeting=problem.meetings[meeting].id,
        other=None if other is None else problem.meetings[other].id,
        start=start,
    )


def enforce(model: Model) -> None:
    """Attend only at starts the agenda allows, and never twice at a time or without the buffer."""
    gap = model.index.roads.buffer
    meetings_of: dict[int, list[int]] = {}
    for meeting, people in model.attends.items():
        for person, attends in people.items():
            free = model.reach[meeting].free[person]
            model.cp.add(attends <= model.starting(meeting, np.flatnonzero(free)))
            meetings_of.setdefault(person, []).append(meeting)
    for person, meetings in meetings_of.items():
        for group in meeting_groups(model, meetings, gap):
            model.cp.add_no_overlap(
                [model.interval(meeting, model.attends[meeting][person], gap) for meeting in group]
            )
