"""Where a single person lacks: free one, move their other meeting, or name another."""

from collections.abc import Iterator

import numpy as np

from scheduler.explain.hours import office_hours
from scheduler.explain.lacking import PER_PERSON, PER_QUARTER, Lacking, Way, way
from scheduler.facts import Code, Fact
from scheduler.index import DAY, Minutes

MOST_FREED, MOST_NAMED = 3, 2
"""People told of, on one seat."""
NEAREST = 20
"""Starts at which somebody else is looked for, the most convenient first."""


def people(asked: Lacking) -> Iterator[Way]:
    """Ways about one person on one seat."""
    for rank, missing in asked.missing.items():
        alone = asked.best((missing == 1) & (asked.lacking == 1) & asked.housed)
        yield from _freeing(asked, rank, alone)
        yield from _naming(asked, rank, alone)


def _freeing(asked: Lacking, rank: int, starts: list[int]) -> Iterator[Way]:
    best: dict[int, Way] = {}
    for person in asked.index.candidates[0][rank]:
        for at in starts:
            found = None if asked.view.free[person][at] else freeing(asked, person, rank, at)
            if found and (person not in best or found.effort < best[person].effort):
                best[person] = found
    yield from sorted(best.values(), key=lambda one: one.effort)[:MOST_FREED]


def freeing(asked: Lacking, person: int, rank: int, at: int) -> Way | None:
    """Out of their agenda, or out of another meeting by moving it."""
    start, duration = int(asked.view.starts[at]), asked.duration
    agenda = asked.index.agenda[person]
    if agenda.is_free(start, duration):
        return _move_other(asked, person, at)
    busy = np.minimum(agenda.ends, start + duration) - np.maximum(agenda.begins, start)
    quarters = int(busy[busy > 0].sum()) // 15
    step = Fact(
        code=Code.FREE_PERSON,
        meeting=asked.meeting.id,
        seat=asked.meeting.seats[rank].id,
        person=asked.index.problem.people[person].id,
        start=start,
        minutes=duration,
    )
    return way(step, PER_QUARTER * quarters + int(asked.inconvenience[at]))


def _move_other(asked: Lacking, person: int, at: int) -> Way | None:
    """The meeting that holds the person then, at the nearest start free for all its people."""
    start = int(asked.view.starts[at])
    other = next((one for one in _held_at(asked, start) if person in asked.draft.people(one)), None)
    if other is None:
        return None
    before = asked.draft.starts[other]
    after = _elsewhere(asked, other, before, (start, start + asked.duration))
    if after is None:
        return None
    step = Fact(
        code=Code.MOVE_MEETING,
        meeting=asked.index.problem.meetings[other].id,
        start=after,
        before=before,
    )
    told = PER_PERSON * len(asked.draft.people(other))
    return way(step, told + int(asked.inconvenience[at]))


def _held_at(asked: Lacking, start: int) -> Iterator[int]:
    """Meetings held while the one in question would be."""
    for one, begin in asked.draft.starts.items():
        if begin < start + asked.duration and start < begin + int(asked.index.durations[one]):
            yield one


def _elsewhere(asked: Lacking, other: int, before: int, taken: tuple[int, int]) -> int | None:
    """A start for the same people in the same room, off the minutes taken."""
    length = asked.index.problem.meetings[other].duration
    starts = _starts_that_day(asked, other, before // DAY)
    there = set(asked.draft.people(other))
    free = (starts + length <= taken[0]) | (starts >= taken[1])
    for one in there:
        free &= asked.index.agenda[one].free(starts, length)
    for third, begin in asked.draft.starts.items():
        if third != other and not there.isdisjoint(asked.draft.people(third)):
            end = begin + int(asked.index.durations[third])
            free &= (starts + length <= begin) | (starts >= end)
    found = starts[free]
    return int(found[np.argmin(np.abs(found - before))]) if len(found) else None


def _starts_that_day(asked: Lacking, other: int, day: int) -> Minutes:
    """Permitted starts of the other meeting; of a fixed one, all office hours."""
    name = asked.index.problem.meetings[other].id
    known = next(one for one in asked.cut.whole.meetings if one.id == name)
    if not known.is_fixed:
        return np.array([one for one in known.starts if one // DAY == day], dtype=np.int64)
    starts = np.arange(day * DAY, (day + 1) * DAY, asked.index.problem.grain, dtype=np.int64)
    return np.asarray(starts[office_hours(starts, asked.cut)])


def _naming(asked: Lacking, rank: int, starts: list[int]) -> Iterator[Way]:
    """Somebody of the same specialty who is free and was not asked, at the first starts."""
    found = 0
    for at in starts[:NEAREST]:
        person = _another(asked, rank, int(asked.view.starts[at]))
        if person is not None:
            step = Fact(
                code=Code.ADD_CANDIDATE,
                meeting=asked.meeting.id,
                seat=asked.meeting.seats[rank].id,
                person=asked.index.problem.people[person].id,
            )
            yield way(step, int(asked.inconvenience[at]))
            found += 1
        if found == MOST_NAMED:
            return


def _another(asked: Lacking, rank: int, start: int) -> int | None:
    """The first of the seat's specialties who is free then and no candidate."""
    listed, known = asked.index.candidates[0][rank], asked.index.problem.people
    skills = {known[one].specialty for one in listed} - {None}
    busy = {who for one in _held_at(asked, start) for who in asked.draft.people(one)}
    able = (
        person
        for person, one in enumerate(known)
        if one.specialty in skills
        and person not in listed
        and person not in busy
        and asked.index.agenda[person].is_free(start, asked.duration)
    )
    return next(able, None)
