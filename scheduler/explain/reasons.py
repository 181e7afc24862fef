"""Why something has no place, in counted facts that anyone can verify on the problem and plan.

Counts of starts are over the permitted starts that come into question; agendas count first,
then what the plan itself has taken.
"""

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from scheduler.draft import Draft
from scheduler.explain.obstacles import cover, obstacles
from scheduler.facts import Code, Fact
from scheduler.index import Index, Minutes
from scheduler.reach import Reach, around, count_able
from scheduler.rules.board import meetings_for
from scheduler.rules.minutes import allowed
from scheduler.rules.needs import is_filled, seat_rank
from scheduler.rules.travel import too_close
from scheduler.seated import written

Agendas = Mapping[int, Collection[int]]
"""The cases heard, by meeting."""


def unplaced_reasons(index: Index, draft: Draft, meeting: int) -> Iterator[Fact]:
    """Why a meeting is not held: what forbids all of its starts, then the nearest miss."""
    name = index.problem.meetings[meeting].id
    if not len(index.starts[meeting]):
        yield Fact(code=Code.NO_PERMITTED_START, meeting=name)
        return
    found = obstacles(index, draft, meeting)
    core = cover(found, len(index.starts[meeting]))
    yield from (one.fact for one in core or found)
    if not core:
        yield Fact(code=Code.SEARCH_ENDED, meeting=name)
    yield from _nearest(index, meeting, around(index, draft, meeting))


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


def undiscussed_reasons(
    index: Index,
    draft: Draft,
    case: int,
    agendas: Agendas,
    among: Collection[int] | None = None,
) -> Iterator[Fact]:
    """The first filter that leaves the case no meeting, and whether its deadline was hopeless.

    `agendas` are the draft's, counted once for all cases. With `among`, only these meetings are
    asked about.
    """
    eligible = meetings_for(index, case)
    if among is not None:
        eligible = tuple(one for one in eligible if one in among)
    yield from _filters(index, draft, case, eligible, agendas)
    yield from _deadline_fact(index, draft, case, eligible)


def _filters(
    index: Index, draft: Draft, case: int, eligible: Collection[int], agendas: Agendas
) -> Iterator[Fact]:
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
    yield from _fullness(index, case, seated, agendas)


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


def _fullness(index: Index, case: int, meetings: list[int], agendas: Agendas) -> Iterator[Fact]:
    """Meetings too short for the case even when empty, or full as planned."""
    wanted = index.problem.cases[case]
    longest = max(allowed(index, one, urgent=wanted.urgent) for one in meetings)
    if longest < wanted.minutes:
        yield Fact(
            code=Code.TOO_LONG_FOR_ANY_MEETING, case=wanted.id, minutes=wanted.minutes, of=longest
        )
        return
    left = max(_minutes_left(index, case, one, agendas.get(one, ())) for one in meetings)
    if left < wanted.minutes:
        yield Fact(
            code=Code.MEETINGS_FULL,
            case=wanted.id,
            count=len(meetings),
            minutes=wanted.minutes - max(0, left),
        )
    else:
        yield Fact(code=Code.SEARCH_ENDED, case=wanted.id)


def _minutes_left(index: Index, case: int, meeting: int, agenda: Collection[int]) -> int:
    heard = [index.problem.cases[other] for other in agenda]
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
