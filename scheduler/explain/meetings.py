"""Why a meeting is not held, or not held there, and what would let it be."""

from collections.abc import Collection

import numpy as np

from scheduler.draft import Draft
from scheduler.explain.answer import MOST_REASONS, MOST_WAYS, Explanation, Freeing
from scheduler.explain.cutout import Cut, cut_out
from scheduler.explain.lacking import Way
from scheduler.explain.obstacles import cover, obstacles
from scheduler.explain.placing import hold, placed
from scheduler.explain.ways import ways
from scheduler.facts import Code, Fact
from scheduler.index import DAY, WEEK, Index
from scheduler.plan import Plan
from scheduler.problem import Meeting, Problem

ALIKE = 2
"""Ways of one kind that are told."""
TRIES = 24
"""Ways that are verified before the search for more ends."""


def why_not_held(
    problem: Problem, plan: Plan, meeting: Meeting, starts: Collection[int] | None = None
) -> Explanation:
    """Why the meeting has no place among `starts`, all the rest of the plan as it is.

    Without `starts`, among those permitted; where none of them is, among them as if they were. A
    fixed meeting is asked for with all it needs.
    """
    own = meeting.starts if meeting.fixed_start is None else (meeting.fixed_start,)
    asked = [one for one in own if starts is None or one in set(starts)]
    forbidden = sorted(set(starts or ()) - set(own))
    cut = cut_out(problem, plan, meeting, asked or forbidden, _span(meeting, [*own, *forbidden]))
    numbered, draft = cut.numbered()
    reasons = _reasons(cut, numbered, draft, forbidden)
    found = list[Freeing]()
    if not any(one.code in POSSIBLE for one in reasons):
        found = _that_day(verified(cut, numbered, draft), starts)
    if forbidden and not asked:
        found = _permitting(cut, forbidden) or [_permitted(one, meeting) for one in found]
        reasons = [one for one in reasons if one.code not in POSSIBLE]
    return Explanation(
        meeting=meeting.id,
        reasons=tuple(reasons[:MOST_REASONS]),
        freed_by=tuple(found[:MOST_WAYS]),
    )


POSSIBLE = frozenset({Code.SEARCH_ENDED, Code.COSTS_MORE})
"""Reasons that say the meeting could be held there."""


def _span(meeting: Meeting, starts: Collection[int]) -> tuple[int, int]:
    """The weeks in question: changes are looked for in all of their days."""
    if not starts:
        return 0, 0
    return min(starts) // WEEK * WEEK, (max(starts) + meeting.duration) // WEEK * WEEK + WEEK


def _reasons(cut: Cut, numbered: Index, draft: Draft, forbidden: list[int]) -> list[Fact]:
    name, starts = cut.meeting.id, cut.meeting.starts
    told = [
        Fact(code=Code.START_NOT_PERMITTED, meeting=name, start=start) for start in forbidden[:1]
    ]
    if not starts:
        return [Fact(code=Code.NO_PERMITTED_START, meeting=name)]
    return told + blocking(cut, numbered, draft)


def blocking(cut: Cut, numbered: Index, draft: Draft) -> list[Fact]:
    """Facts that together forbid every start; or one that says some start is possible."""
    found = obstacles(numbered, draft, 0)
    core = cover(found, len(cut.meeting.starts))
    if core:
        return [one.fact for one in core]
    if hold(numbered, draft) is not None:
        return [Fact(code=Code.SEARCH_ENDED, meeting=cut.meeting.id)]
    left = ~np.any(
        [one.takes for one in found] or [np.zeros(len(cut.meeting.starts), dtype=np.bool_)], axis=0
    )
    return [*(one.fact for one in found), _residue(cut, int(left.sum()))]


def _residue(cut: Cut, count: int) -> Fact:
    """Rooms too small for those who must come, or too far for one of them."""
    large = tuple(
        one.model_copy(update={"capacity": len(cut.problem.people) + 1})
        for one in cut.problem.rooms
    )
    roomy = Cut(cut.problem.model_copy(update={"rooms": large}), cut.around, cut.whole)
    name, starts = cut.meeting.id, len(cut.meeting.starts)
    if placed(roomy) is None:
        return Fact(code=Code.TOO_FAR_APART, meeting=name, count=count, of=starts)
    rooms = [one.capacity for one in cut.problem.rooms if one.id in cut.meeting.rooms]
    expected = sum(seat.minimum for seat in cut.meeting.seats if seat.mandatory)
    return Fact(code=Code.NO_ROOM_LARGE_ENOUGH, meeting=name, count=expected, of=max(rooms))


def verified(cut: Cut, numbered: Index, draft: Draft) -> list[Freeing]:
    """The ways that do give the meeting a place, the easiest first, few of one kind."""
    found: list[Freeing] = []
    kinds: dict[tuple[Code, ...], int] = {}
    for way in ways(cut, numbered, draft)[:TRIES]:
        kind = tuple(step.code for step in way.steps)
        if len(found) == MOST_WAYS:
            break
        if kinds.get(kind, 0) < ALIKE and not _is_told(way, found):
            place = placed(cut, way.steps)
            if place is not None:
                kinds[kind] = kinds.get(kind, 0) + 1
                found.append(_freeing(way, place.start, place.room, cut))
    return sorted(found, key=lambda one: (len(one.steps), one.effort))


def _is_told(way: Way, found: list[Freeing]) -> bool:
    """Whether fewer of the same steps were found to do."""
    return any(set(one.steps) <= set(way.steps) for one in found)


def _freeing(way: Way, start: int, room: str | None, cut: Cut) -> Freeing:
    return Freeing(
        steps=way.steps, effort=way.effort, start=start, room=room, meeting=cut.meeting.id
    )


def _that_day(found: list[Freeing], starts: Collection[int] | None) -> list[Freeing]:
    """Those on the days asked about: an hour on another day is no answer."""
    days = None if starts is None else {one // DAY for one in starts}
    return [one for one in found if days is None or one.start // DAY in days]


def _permitting(cut: Cut, forbidden: list[int]) -> list[Freeing]:
    """The start asked for, if nothing but the permission lacks."""
    for start in forbidden:
        step = _permission(cut.meeting, start)
        place = placed(cut.asking(starts=()), (step,))
        if place is not None:
            return [_freeing(Way(0, (step,)), place.start, place.room, cut)]
    return []


def _permitted(found: Freeing, meeting: Meeting) -> Freeing:
    """The same after its start was permitted."""
    step = _permission(meeting, found.start)
    steps = found.steps if step in found.steps else (step, *found.steps)
    return found.model_copy(update={"steps": steps})


def _permission(meeting: Meeting, start: int) -> Fact:
    return Fact(code=Code.PERMIT_START, meeting=meeting.id, start=start)
