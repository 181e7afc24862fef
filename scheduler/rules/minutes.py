"""Cases fit into the meeting's minutes, and the reserve is for urgent ones.

Cases already on an agenda stay even when they are too many; then nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.draft import Draft, cases_by_meeting
from scheduler.facts import Code, Fact
from scheduler.index import DAY, Index
from scheduler.model import Model

if TYPE_CHECKING:
    from scheduler.offers import Offer, Offers


def allowed(index: Index, meeting: int, *, urgent: bool) -> int:
    """Minutes for all cases, or for those that are not urgent."""
    wanted = index.problem.meetings[meeting]
    return wanted.minutes_for_cases - (0 if urgent else wanted.reserve)


def violations(index: Index, draft: Draft) -> Iterator[Fact]:
    """Meetings with more minutes of cases than they have."""
    for meeting, cases in cases_by_meeting(draft).items():
        yield from _over(index, meeting, cases, urgent=True)
        ordinary = [case for case in cases if not index.problem.cases[case].urgent]
        yield from _over(index, meeting, ordinary, urgent=False)


def _over(index: Index, meeting: int, cases: list[int], *, urgent: bool) -> Iterator[Fact]:
    taken = _taken(index, cases, urgent=True)
    limit = allowed(index, meeting, urgent=urgent)
    added = any(index.fixed_meeting[case] != meeting for case in cases)
    if taken > limit and added:
        yield Fact(
            code=Code.MINUTES_EXCEEDED if urgent else Code.RESERVE_USED,
            meeting=index.problem.meetings[meeting].id,
            count=taken,
            of=limit,
        )


def enforce_cases(model: Model, offers: Offers) -> None:
    """Minutes of all cases, and of ordinary ones, within what the meeting has."""
    staying = _staying(model)
    for meeting in offers.by_meeting:
        for urgent in (True, False):
            taken = _taken(model.index, staying.get(meeting, []), urgent=urgent)
            _fit(model, offers, meeting, taken, urgent=urgent)


def _staying(model: Model) -> dict[int, list[int]]:
    """By meeting: cases that the model may not move."""
    free, heard = set(model.scope.cases), cases_by_meeting(model.base)
    return {
        meeting: [case for case in cases if case not in free] for meeting, cases in heard.items()
    }


def _taken(index: Index, cases: list[int], *, urgent: bool) -> int:
    """Minutes of all of them, or of those that are not urgent."""
    asked = index.problem.cases
    return sum(asked[case].minutes for case in cases if urgent or not asked[case].urgent)


def _fit(model: Model, offers: Offers, meeting: int, taken: int, *, urgent: bool) -> None:
    found = [one for one in offers.by_meeting[meeting] if urgent or not one.group.urgent]
    fixed = sum(one.group.minutes for one in found if one.group.fixed)
    limit = allowed(model.index, meeting, urgent=urgent) - taken
    if fixed > limit:
        for one in found:
            if not one.group.fixed:
                model.cp.add(one.amount == 0)
    elif meeting in model.at:
        for day, offered in _by_day(found).items():
            heard = sum(one.group.minutes * one.amount for one in offered)
            starts = model.starts[meeting]
            model.cp.add(heard <= limit * model.within(meeting, starts[starts // DAY == day]))
    elif found:
        model.cp.add(sum(one.group.minutes * one.amount for one in found) <= limit)


def _by_day(found: list[Offer]) -> dict[int, list[Offer]]:
    """Day by day, although a meeting is held on one: the relaxation would fill several in part."""
    days: dict[int, list[Offer]] = {}
    for one in found:
        days.setdefault(one.day, []).append(one)
    return days
