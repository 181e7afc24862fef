"""What two meetings of a CP-SAT model do to each other, and to those that stay where they are."""

from __future__ import annotations

from itertools import combinations
from weakref import WeakKeyDictionary

import numpy as np

from benchmarks.timefold.convert import GRAIN
from scheduler.insertion.options import Insertion, Options, hold_of
from scheduler.model import Expr, Model, Var

Pair = tuple[int, int]
_meetings: WeakKeyDictionary[Model, dict[Pair, Var]] = WeakKeyDictionary()
"""How long each pair of a model overlaps: two wishes ask."""


def between(model: Model) -> list[Pair]:
    """Pairs of the meetings that the model may move."""
    return list(combinations(sorted(model.at), 2))


def beside(model: Model, wish: Insertion) -> Expr:
    """What the model's meetings miss of a wish, each beside those that stay."""
    for meeting in sorted(model.base.starts):
        if meeting not in model.scope.meetings:
            wish.place(meeting, hold_of(model.base, meeting))
    return sum(_priced(model, meeting, wish) for meeting in model.at)


def _priced(model: Model, meeting: int, wish: Insertion) -> Expr:
    """By start; and by room on top, where rooms differ."""
    rooms = np.array(list(model.in_room[meeting]), dtype=np.int64)
    starts = model.starts[meeting]
    shape = (len(starts), len(rooms))
    crew = np.zeros((1, 1), dtype=np.int64)
    options = Options(meeting, starts, rooms, ((),), crew, np.ones(shape, dtype=np.bool_))
    added = np.broadcast_to(wish.added(options), shape)
    least = added.min(axis=1)
    at_start = sum(
        int(unit) * literal for unit, literal in zip(least, model.at[meeting], strict=True) if unit
    )
    if (added == least[:, None]).all():
        return at_start
    return at_start + _by_room(model, meeting, added - least[:, None])


def _by_room(
    model: Model, meeting: int, more: np.ndarray[tuple[int, int], np.dtype[np.int64]]
) -> Expr:
    """What the chosen room adds at the chosen start."""
    held, rooms = model.base.starts.get(meeting), model.in_room[meeting]
    taken = model.base.rooms.get(meeting)
    now = np.flatnonzero(model.starts[meeting] == held)
    hint = int(more[now[0], list(rooms).index(taken)]) if len(now) and taken in rooms else 0
    extra = model.var(0, int(more.max()), hint, f"room adds {meeting}")
    for rank, inside in enumerate(rooms.values()):
        by_start = sum(
            int(unit) * literal
            for unit, literal in zip(more[:, rank], model.at[meeting], strict=True)
            if unit
        )
        model.cp.add(extra >= by_start).only_enforce_if(inside)
    return extra


def _grains(model: Model, meeting: int) -> int:
    return model.index.problem.meetings[meeting].duration // GRAIN


def _first(model: Model, meeting: int) -> dict[int, Var]:
    """The meeting's literals by first grain."""
    starts = (model.starts[meeting] // GRAIN).tolist()
    return dict(zip(starts, model.at[meeting], strict=True))


def _held(model: Model, meeting: int) -> tuple[int, int] | None:
    start = model.base.starts.get(meeting)
    if start is None:
        return None
    return start // GRAIN, start // GRAIN + _grains(model, meeting)


def meet(model: Model, one: int, other: int) -> Var:
    """How many grains the two have in common."""
    known = _meetings.setdefault(model, {})
    if (one, other) not in known:
        known[one, other] = _meet(model, one, other)
    return known[one, other]


def _meet(model: Model, one: int, other: int) -> Var:
    longest = min(_grains(model, one), _grains(model, other))
    spans = _held(model, one), _held(model, other)
    hint = 0
    if spans[0] and spans[1]:
        hint = max(0, min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0]))
    common = model.var(0, longest, hint, f"common {one} {other}")
    theirs = _first(model, other)
    for start, literal in _first(model, one).items():
        end, length = start + _grains(model, one), _grains(model, other)
        shared = [
            (min(end, begin + length) - max(start, begin)) * theirs[begin]
            for begin in range(start - length + 1, end)
            if begin in theirs
        ]
        if shared:
            model.cp.add(common >= sum(shared)).only_enforce_if(literal)
    return common


def touch(model: Model, one: int, other: int) -> Expr:
    """Whether one ends when the other begins."""
    return _touch(model, one, other) + _touch(model, other, one)


def _touch(model: Model, before: int, after: int) -> Expr:
    spans = _held(model, before), _held(model, after)
    hint = spans[0] is not None and spans[1] is not None and spans[0][1] == spans[1][0]
    touches = model.bool(hint, f"touch {before} {after}")
    theirs = _first(model, after)
    for start, literal in _first(model, before).items():
        begun = theirs.get(start + _grains(model, before))
        if begun is not None:
            model.cp.add_bool_or(touches, ~literal, ~begun)
    return touches


def moved(model: Model, one: int, other: int, soon: int) -> Var:
    """Whether the two are in different rooms, and follow each other within so many grains."""
    apart, rooms_differ = _apart(model, one, other)
    follow, follows = _follow(model, one, other, soon)
    both = model.bool(rooms_differ and follows, f"moved {one} {other}")
    model.cp.add_bool_or(both, ~apart, ~follow)
    return both


def _apart(model: Model, one: int, other: int) -> tuple[Var, bool]:
    """Whether the rooms differ, and do now."""
    rooms = model.base.rooms
    hint = rooms.get(one) != rooms.get(other)
    apart = model.bool(hint, f"apart {one} {other}")
    for room, inside in model.in_room[one].items():
        there = model.in_room[other].get(room)
        model.cp.add_bool_or(apart, ~inside, *(() if there is None else (there,)))
    return apart, hint


def _follow(model: Model, one: int, other: int, soon: int) -> tuple[Var, bool]:
    """Whether one begins after the other did and soon after it ends, and does now."""
    hint = _follows(_held(model, one), _held(model, other), soon)
    follow = model.bool(hint, f"follow {one} {other}")
    theirs = _first(model, other)
    for start, literal in _first(model, one).items():
        reach = range(start - _grains(model, other) - soon, start + _grains(model, one) + soon + 1)
        close = [theirs[begin] for begin in reach if begin != start and begin in theirs]
        if close:
            model.cp.add(sum(close) <= follow).only_enforce_if(literal)
    return follow, hint


def _follows(one: tuple[int, int] | None, other: tuple[int, int] | None, soon: int) -> bool:
    if one is None or other is None:
        return False
    return any(
        before[0] < after[0] <= before[1] + soon for before, after in ((one, other), (other, one))
    )
