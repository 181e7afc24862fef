"""Why something has no place, in counted facts that anyone can verify on the problem and plan.

Counts of starts are over the permitted starts that come into question; agendas count first,
then what the plan itself has taken.
"""

from collections.abc import Collection, Iterator

import numpy as np

from scheduler.draft import Draft
from scheduler.facts import Code, Fact
from scheduler.index import Index, Minutes
from scheduler.reach import Reach, around, count_able, possible, specialties_free
from scheduler.rules.board import meetings_for
from scheduler.rules.minutes import allowed
from scheduler.rules.needs import is_filled, seat_rank
from scheduler.rules.travel import too_close
from scheduler.seated import Seated, written
from scheduler.seating import seat_people
from scheduler.wishes.load import loads


def unplaced_reasons(index: Index, draft: Draft, meeting: int) -> Iterator[Fact]:
    """Why a meeting is not held: blocking seats first, then the nearest miss."""
    name = index.problem.meetings[meeting].id
    if not len(index.starts[meeting]):
        yield Fact(code=Code.NO_PERMITTED_START, meeting=name)
        return
    alone, now = around(index, Draft(), meeting), around(index, draft, meeting)
    yield from _seat_facts(index, meeting, alone)
    yield from _specialty_facts(index, meeting, alone)
    yield from _room_facts(index, meeting, alone)
    yield from _clash_facts(index, draft, meeting, alone, now)
    yield from _nearest(index, meeting, now)


def _seat_facts(index: Index, meeting: int, view: Reach) -> Iterator[Fact]:
    """Mandatory seats for which too few candidates are free, at all starts or at some."""
    wanted = index.problem.meetings[meeting]
    for rank, seat in enumerate(wanted.seats):
        if not seat.mandatory:
            continue
        lacking = int((count_able(index, meeting, view, rank) < seat.minimum).sum())
        if lacking:
            never = lacking == len(view.starts)
            yield Fact(
                code=Code.SEAT_NEVER_FILLED if never else Code.SEAT_OFTEN_EMPTY,
                meeting=wanted.id,
                seat=seat.id,
                count=lacking,
                of=len(view.starts),
            )


def _specialty_facts(index: Index, meeting: int, view: Reach) -> Iterator[Fact]:
    wanted = index.problem.meetings[meeting]
    most = int(specialties_free(index, meeting, view).max())
    if most < wanted.min_specialties:
        yield Fact(
            code=Code.SPECIALTIES_NEVER_MET,
            meeting=wanted.id,
            count=most,
            of=wanted.min_specialties,
        )


def _room_facts(index: Index, meeting: int, view: Reach) -> Iterator[Fact]:
    wanted = index.problem.meetings[meeting]
    if not wanted.rooms:
        return
    if not np.any(list(view.room_free.values())):
        yield Fact(code=Code.NO_ROOM_FREE, meeting=wanted.id, of=len(view.starts))
    largest = max(index.problem.rooms[room].capacity for room in index.rooms[meeting])
    expected = sum(seat.minimum for seat in wanted.seats if seat.mandatory)
    if not wanted.video and largest < expected:
        yield Fact(code=Code.NO_ROOM_LARGE_ENOUGH, meeting=wanted.id, count=expected, of=largest)


def _clash_facts(
    index: Index, draft: Draft, meeting: int, alone: Reach, now: Reach
) -> Iterator[Fact]:
    """Starts that agendas allow: taken by other meetings, or without a seating."""
    name = index.problem.meetings[meeting].id
    before, after = possible(index, meeting, alone), possible(index, meeting, now)
    if not before.any():
        return
    taken = int((before & ~after).sum())
    if taken:
        yield Fact(
            code=Code.TAKEN_BY_OTHER_MEETINGS, meeting=name, count=taken, of=int(before.sum())
        )
    load = loads(draft)
    seatings = [
        seat_people(index, meeting, _free_at(now, rank), load, writers=_writing_at(now, rank))
        for rank in np.flatnonzero(after).tolist()
    ]
    unseated = sum(seating is None for seating in seatings)
    if unseated:
        yield Fact(
            code=Code.NOT_ENOUGH_DIFFERENT_PEOPLE, meeting=name, count=unseated, of=len(seatings)
        )
    if unseated < len(seatings):
        yield Fact(code=Code.SEARCH_ENDED, meeting=name, count=len(seatings) - unseated)


def _free_at(view: Reach, rank: int) -> list[int]:
    return [person for person, free in view.free.items() if free[rank]]


def _writing_at(view: Reach, rank: int) -> list[Seated]:
    return [pair for pair, able in view.writes.items() if able[rank]]


def _nearest(index: Index, meeting: int, view: Reach) -> Iterator[Fact]:
    """The start that lacks fewest mandatory people, and one fact per seat they are missing from."""
    wanted = index.problem.meetings[meeting]
    lacking = np.zeros(len(view.starts), dtype=np.int64)
    by_seat: dict[str, Minutes] = {}
    for rank, seat in enumerate(wanted.seats):
        if seat.mandatory:
            able = count_able(index, meeting, view, rank)
            by_seat[seat.id] = np.maximum(0, seat.minimum - able)
            lacking += by_seat[seat.id]
    if not lacking.all():
        return
    best = int(np.argmin(lacking))
    for seat_id, missing in by_seat.items():
        if missing[best]:
            yield Fact(
                code=Code.NEAREST_START,
                meeting=wanted.id,
                seat=seat_id,
                start=int(view.starts[best]),
                count=int(missing[best]),
            )


def gap_reasons(index: Index, draft: Draft, meeting: int, rank: int) -> Iterator[Fact]:
    """What keeps each candidate of an empty seat away from the meeting as it is held."""
    wanted, people = index.problem.meetings[meeting], index.candidates[meeting][rank]
    if not people:
        yield Fact(code=Code.NO_CANDIDATE, meeting=wanted.id, seat=wanted.seats[rank].id)
    for person in people:
        code, other = _kept_away(index, draft, meeting, rank, person)
        if code is not None:
            yield Fact(
                code=code,
                meeting=wanted.id,
                seat=wanted.seats[rank].id,
                person=index.problem.people[person].id,
                other=None if other is None else index.problem.meetings[other].id,
                start=draft.starts[meeting],
            )


def _kept_away(
    index: Index, draft: Draft, meeting: int, rank: int, person: int
) -> tuple[Code | None, int | None]:
    start, duration = draft.starts[meeting], index.problem.meetings[meeting].duration
    staff = draft.staff.get(meeting, ())
    if not {(rank, person), (written(rank), person)}.isdisjoint(staff):
        return None, None
    if any(person == who for _, who in staff):
        return Code.CANDIDATE_ON_OTHER_SEAT, None
    if not index.agenda[person].is_free(start, duration):
        return Code.CANDIDATE_BUSY, None
    for other, begin in draft.starts.items():
        end = begin + index.problem.meetings[other].duration
        if person in draft.people(other) and begin < start + duration and start < end:
            return Code.CANDIDATE_ELSEWHERE, other
    near = too_close(index, draft, meeting, person)
    if near is not None:
        return Code.CANDIDATE_ON_THE_ROAD, near.meeting
    return Code.CANDIDATE_NOT_CHOSEN, None


def undiscussed_reasons(index: Index, draft: Draft, case: int) -> Iterator[Fact]:
    """The first filter that leaves the case no meeting, and whether its deadline was hopeless."""
    eligible = meetings_for(index, case)
    yield from _filters(index, draft, case, eligible)
    yield from _deadline_fact(index, draft, case, eligible)


def _filters(index: Index, draft: Draft, case: int, eligible: Collection[int]) -> Iterator[Fact]:
    wanted = index.problem.cases[case]
    if wanted.opposed:
        yield Fact(code=Code.PATIENT_OPPOSED, case=wanted.id)
        return
    if not eligible:
        yield Fact(code=Code.NO_ELIGIBLE_MEETING, case=wanted.id, count=0)
        return
    held = [one for one in eligible if one in draft.starts]
    if not held:
        yield Fact(code=Code.NO_MEETING_PLACED, case=wanted.id, of=len(eligible))
        return
    ready = [one for one in held if draft.starts[one] >= wanted.ready_from]
    if not ready:
        yield Fact(code=Code.READY_TOO_LATE, case=wanted.id, start=wanted.ready_from, of=len(held))
        return
    seated = [one for one in ready if _needs_met(index, draft, case, one)]
    if not seated:
        yield from _need_facts(index, draft, case, ready)
        return
    yield from _fullness(index, draft, case, seated)


def _needs_met(index: Index, draft: Draft, case: int, meeting: int) -> bool:
    needs = index.problem.cases[case].needs
    return all(is_filled(index, draft, meeting, need) for need in needs)


def _need_facts(index: Index, draft: Draft, case: int, meetings: list[int]) -> Iterator[Fact]:
    wanted = index.problem.cases[case]
    for need in wanted.needs:
        filled = sum(is_filled(index, draft, one, need) for one in meetings)
        if filled < len(meetings):
            known = any(seat_rank(index, one, need) is not None for one in meetings)
            yield Fact(
                code=Code.NEED_NEVER_SEATED if known else Code.NEED_UNKNOWN_THERE,
                case=wanted.id,
                seat=need,
                count=filled,
                of=len(meetings),
            )


def _fullness(index: Index, draft: Draft, case: int, meetings: list[int]) -> Iterator[Fact]:
    """Meetings too short for the case even when empty, or full as planned."""
    wanted = index.problem.cases[case]
    longest = max(allowed(index, one, urgent=wanted.urgent) for one in meetings)
    if longest < wanted.minutes:
        yield Fact(
            code=Code.TOO_LONG_FOR_ANY_MEETING, case=wanted.id, minutes=wanted.minutes, of=longest
        )
        return
    left = max(_minutes_left(index, draft, case, one) for one in meetings)
    if left < wanted.minutes:
        yield Fact(
            code=Code.MEETINGS_FULL,
            case=wanted.id,
            count=len(meetings),
            minutes=wanted.minutes - max(0, left),
        )
    else:
        yield Fact(code=Code.SEARCH_ENDED, case=wanted.id)


def _minutes_left(index: Index, draft: Draft, case: int, meeting: int) -> int:
    heard = [
        index.problem.cases[other] for other, where in draft.meeting_of.items() if where == meeting
    ]
    left = allowed(index, meeting, urgent=True) - sum(one.minutes for one in heard)
    if index.problem.cases[case].urgent:
        return left
    ordinary = sum(one.minutes for one in heard if not one.urgent)
    return min(left, allowed(index, meeting, urgent=False) - ordinary)


def _deadline_fact(
    index: Index, draft: Draft, case: int, eligible: Collection[int]
) -> Iterator[Fact]:
    wanted = index.problem.cases[case]
    starts = [draft.starts[one] for one in eligible if one in draft.starts]
    later = [start for start in starts if start >= wanted.ready_from]
    if later and min(later) > wanted.deadline:
        yield Fact(code=Code.DEADLINE_BEFORE_FIRST_MEETING, case=wanted.id, start=min(later))
