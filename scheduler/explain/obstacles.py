"""What forbids each start of a meeting, and the fewest facts that forbid all of them together.

A start is lost as soon as one obstacle takes it, so facts explain a meeting's absence exactly
when their starts cover all of its starts; none that the others make needless is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index, Truths
from scheduler.reach import Reach, around, count_able, possible, specialties_free
from scheduler.seating import seat_people
from scheduler.wishes.load import loads


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A fact, and the starts at which it alone forbids the meeting."""

    fact: Fact
    takes: Truths


def obstacles(index: Index, draft: Draft, meeting: int) -> list[Obstacle]:
    """Everything that takes a start, agendas before what the plan itself has taken."""
    alone, now = around(index, Draft(), meeting), around(index, draft, meeting)
    found = [
        *_seats(index, meeting, alone),
        *_specialties(index, meeting, alone),
        *_rooms(index, meeting, alone),
        *_plan(index, meeting, alone, now),
        *_people(index, draft, meeting, now),
    ]
    return [one for one in found if one.takes.any()]


def cover(found: list[Obstacle], starts: int) -> list[Obstacle]:
    """Those that take everything by themselves, or a few of which none is needless.

    Empty if together they leave a start.
    """
    total = [one for one in found if one.takes.all()]
    if total or not starts:
        return total
    if not np.any([one.takes for one in found] or [np.zeros(starts, np.bool_)], axis=0).all():
        return []
    kept = sorted(found, key=lambda one: -int(one.takes.sum()))
    for one in reversed(kept[:]):
        others = [other.takes for other in kept if other is not one]
        if others and np.any(others, axis=0).all():
            kept.remove(one)
    return [one for one in found if one in kept]


def _seats(index: Index, meeting: int, view: Reach) -> Iterator[Obstacle]:
    """Mandatory seats for which too few candidates are free."""
    wanted = index.problem.meetings[meeting]
    for rank, seat in enumerate(wanted.seats):
        if seat.mandatory:
            lacking = count_able(index, meeting, view, rank) < seat.minimum
            code = Code.SEAT_NEVER_FILLED if lacking.all() else Code.SEAT_OFTEN_EMPTY
            yield _counted(code, wanted.id, lacking, seat=seat.id)


def _counted(code: Code, meeting: str, takes: Truths, seat: str | None = None) -> Obstacle:
    fact = Fact(code=code, meeting=meeting, seat=seat, count=int(takes.sum()), of=len(takes))
    return Obstacle(fact, takes)


def _specialties(index: Index, meeting: int, view: Reach) -> Iterator[Obstacle]:
    wanted = index.problem.meetings[meeting]
    most = specialties_free(index, meeting, view)
    takes = most < wanted.min_specialties
    if takes.all() and len(takes):
        best, of = int(most.max()), wanted.min_specialties
        fact = Fact(code=Code.SPECIALTIES_NEVER_MET, meeting=wanted.id, count=best, of=of)
        yield Obstacle(fact, takes)
    else:
        yield _counted(Code.SPECIALTIES_OFTEN_LACKING, wanted.id, takes)


def _rooms(index: Index, meeting: int, view: Reach) -> Iterator[Obstacle]:
    wanted = index.problem.meetings[meeting]
    if wanted.rooms:
        free = np.any(list(view.room_free.values()), axis=0)
        yield _counted(Code.NO_ROOM_FREE, wanted.id, np.asarray(~free))
        largest = max(index.problem.rooms[room].capacity for room in index.rooms[meeting])
        expected = sum(seat.minimum for seat in wanted.seats if seat.mandatory)
        if not wanted.video and largest < expected:
            code = Code.NO_ROOM_LARGE_ENOUGH
            fact = Fact(code=code, meeting=wanted.id, count=expected, of=largest)
            yield Obstacle(fact, np.ones(len(view.starts), dtype=np.bool_))


def _plan(index: Index, meeting: int, alone: Reach, now: Reach) -> Iterator[Obstacle]:
    """Starts that agendas allow and other meetings of the plan have taken."""
    before, after = possible(index, meeting, alone), possible(index, meeting, now)
    takes = before & ~after
    name, code = index.problem.meetings[meeting].id, Code.TAKEN_BY_OTHER_MEETINGS
    fact = Fact(code=code, meeting=name, count=int(takes.sum()), of=int(before.sum()))
    yield Obstacle(fact, takes)


def _people(index: Index, draft: Draft, meeting: int, now: Reach) -> Iterator[Obstacle]:
    """Starts at which each seat could be filled, and not all of them by different people."""
    load, open_to = loads(draft), possible(index, meeting, now)
    takes = np.zeros(len(now.starts), dtype=np.bool_)
    for rank in np.flatnonzero(open_to).tolist():
        there = [person for person, free in now.free.items() if free[rank]]
        letters = [pair for pair, able in now.writes.items() if able[rank]]
        seated = seat_people(index, meeting, there, load, writers=letters, lean=True)
        takes[rank] = seated is None
    name, code = index.problem.meetings[meeting].id, Code.NOT_ENOUGH_DIFFERENT_PEOPLE
    fact = Fact(code=code, meeting=name, count=int(takes.sum()), of=int(open_to.sum()))
    yield Obstacle(fact, takes)
