"""The constraint model of one scope: some meetings, some cases, the rest as it stands.

Every variable is created with the incumbent's value as its hint, so that the hint is complete.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from scheduler.draft import Draft
from scheduler.index import Index, Minutes
from scheduler.reach import Reach, reach
from scheduler.seated import GUEST, Seated, written

Var = cp_model.IntVar
Expr = cp_model.LinearExpr | int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a model may change; all the rest surrounds it and stays."""

    meetings: tuple[int, ...]
    """Meetings whose start, room and people are open."""
    cases: tuple[int, ...] = ()
    """Cases that may move to any meeting of the scope or of `hosts`."""
    hosts: tuple[int, ...] = ()
    """Meetings that stay as they are and may hear other cases."""
    most_starts: int | None = None
    """Keep only this many starts a meeting, the best ones taken alone."""
    elsewhere: tuple[int, ...] | None = None
    """By person: attendances that the problem at hand does not show."""
    prices: tuple[int, ...] | None = None
    """By person: what each attendance costs, in place of the shared load."""


class Model:
    """Variables by name of what they decide; rules and wishes add to them."""

    def __init__(self, index: Index, base: Draft, scope: Scope) -> None:
        self.cp = cp_model.CpModel()
        self.index, self.base, self.scope = index, base, scope
        self.hints: list[tuple[Var, int]] = []
        self.one = self.cp.new_constant(1)
        self.at: dict[int, list[Var]] = {}
        self.starts: dict[int, Minutes] = {}
        self.absent: dict[int, Var] = {}
        self.begin: dict[int, Var] = {}
        self.in_room: dict[int, dict[int, Var]] = {}
        self.sits: dict[int, dict[Seated, Var]] = {}
        self.writes: dict[int, dict[Seated, Var]] = {}
        self.attends: dict[int, dict[int, Var]] = {}
        self._intervals: dict[tuple[int, int, int], cp_model.IntervalVar] = {}
        self._within: dict[tuple[int, bytes], Var] = {}
        self.reach: dict[int, Reach] = {}
        for meeting in scope.meetings:
            self._add_meeting(meeting)

    def var(self, low: int, high: int, hint: int, name: str) -> Var:
        """A new integer variable whose hint is the incumbent's value."""
        made = self.cp.new_int_var(low, high, name)
        self.hints.append((made, min(max(hint, low), high)))
        return made

    def bool(self, hint: bool, name: str) -> Var:
        """A new literal whose hint is the incumbent's value."""
        made = self.cp.new_bool_var(name)
        self.hints.append((made, int(hint)))
        return made

    def starting(self, meeting: int, chosen: Iterable[int]) -> Expr:
        """One if the meeting takes one of its `chosen` starts, given by place in `starts`."""
        return cp_model.LinearExpr.sum([self.at[meeting][place] for place in chosen])

    def within(self, meeting: int, starts: Minutes) -> Var:
        """A literal of its own for the meeting taking one of these starts: sums would be long."""
        key = (meeting, np.unique(starts).tobytes())
        if key not in self._within:
            literal = self.bool(
                self.base.starts.get(meeting) in starts, f"within {meeting} {len(self._within)}"
            )
            chosen = np.flatnonzero(np.isin(self.starts[meeting], starts))
            self.cp.add(self.starting(meeting, chosen) == literal)
            self._within[key] = literal
        return self._within[key]

    def interval(self, meeting: int, present: Var, gap: int = 0) -> cp_model.IntervalVar:
        """The meeting's time and `gap` minutes after it, which count only if `present` is true."""
        key = (meeting, present.index, gap)
        if key not in self._intervals:
            self._intervals[key] = self.cp.new_optional_fixed_size_interval_var(
                self.begin[meeting],
                self.index.problem.meetings[meeting].duration + gap,
                present,
                f"time {meeting} {present.index} {gap}",
            )
        return self._intervals[key]

    def seated(self, meeting: int, seat: int) -> Expr:
        """How many people fill a seat, opinions in writing included."""
        sits = (one for (part, _), one in self.sits[meeting].items() if part == seat)
        writes = (one for (part, _), one in self.writes[meeting].items() if part == written(seat))
        return sum((*sits, *writes))

    def window(self, meeting: int) -> tuple[int, int]:
        """From the earliest start to the latest end that the model still allows."""
        starts = self.starts[meeting]
        return int(starts[0]), int(starts[-1]) + self.index.problem.meetings[meeting].duration

    def _add_meeting(self, meeting: int) -> None:
        view = reach(self.index, self.base, meeting, self.scope)
        if not len(view.starts):
            return
        self.reach[meeting], self.starts[meeting] = view, view.starts
        self._add_start(meeting)
        self._add_rooms(meeting)
        self._add_people(meeting)

    def _add_start(self, meeting: int) -> None:
        starts, held = self.starts[meeting], self.base.starts.get(meeting)
        if self.index.problem.meetings[meeting].is_fixed:
            self.at[meeting], self.absent[meeting] = [self.one], self.cp.new_constant(0)
            self.begin[meeting] = self.cp.new_constant(int(starts[0]))
            return
        self.at[meeting] = [self.bool(start == held, f"at {meeting} {start}") for start in starts]
        self.absent[meeting] = self.bool(held is None, f"absent {meeting}")
        self.cp.add_exactly_one([*self.at[meeting], self.absent[meeting]])
        first = int(starts[0])
        self.begin[meeting] = self.var(
            first, int(starts[-1]), first if held is None else held, f"begin {meeting}"
        )
        chosen = cp_model.LinearExpr.weighted_sum(
            [*self.at[meeting], self.absent[meeting]], [*map(int, starts), first]
        )
        self.cp.add(self.begin[meeting] == chosen)

    def _add_rooms(self, meeting: int) -> None:
        self.in_room[meeting] = {
            room: self.bool(self.base.rooms.get(meeting) == room, f"room {meeting} {room}")
            for room, free in self.reach[meeting].room_free.items()
            if free.any()
        }

    def _add_people(self, meeting: int) -> None:
        seated = set(self.base.staff.get(meeting, ()))
        parts = [*enumerate(self.index.candidates[meeting]), (GUEST, self.index.guests[meeting])]
        self.sits[meeting] = {
            (part, person): self.bool((part, person) in seated, f"sits {meeting} {part} {person}")
            for part, people in parts
            for person in people
            if self.reach[meeting].free[person].any()
        }
        self.writes[meeting] = {
            pair: self.bool(pair in seated, f"writes {meeting} {pair[0]} {pair[1]}")
            for pair, able in self.reach[meeting].writes.items()
            if able.any()
        }
        places: dict[int, list[Var]] = {}
        for (_, person), literal in self.sits[meeting].items():
            places.setdefault(person, []).append(literal)
        self.attends[meeting] = {
            person: literals[0] if len(literals) == 1 else self._attending(meeting, person)
            for person, literals in places.items()
        }

    def _attending(self, meeting: int, person: int) -> Var:
        return self.bool(person in self.base.people(meeting), f"attends {meeting} {person}")


def most(model: Model, expression: Expr) -> int:
    """No value of the expression is greater; of a meeting's starts, the dearest alone counts."""
    if isinstance(expression, int):
        return expression
    flat = cp_model.FlatIntExpr(expression)
    factors = {var.index: factor for var, factor in zip(flat.vars, flat.coeffs, strict=True)}
    total = int(flat.offset)
    for meeting, literals in model.at.items():
        places = {one.index for one in (*literals, model.absent[meeting])} - {model.one.index}
        total += max((factors.pop(place, 0) for place in sorted(places)), default=0)
    for var in flat.vars:
        domain = list(var.proto.domain)  # the protobuf itself knows no last place
        factor = factors.get(var.index, 0)
        total += max(factor * domain[0], factor * domain[-1])
    return total


def meeting_groups(model: Model, meetings: Iterable[int], gap: int = 0) -> list[list[int]]:
    """Meetings whose windows may come closer than `gap`, chained; those alone are left out."""
    groups: list[list[int]] = []
    reached = -1
    for meeting in sorted(meetings, key=lambda one: (model.window(one)[0], one)):
        begin, end = model.window(meeting)
        if groups and begin < reached + gap:
            groups[-1].append(meeting)
        else:
            groups.append([meeting])
        reached = max(reached, end)
    return [group for group in groups if len(group) > 1]
