"""The part of a problem and its plan that decides about one case: meetings with their cases."""

from collections.abc import Collection
from dataclasses import dataclass

from scheduler.index import DAY
from scheduler.plan import Placement, Plan
from scheduler.problem import Case, Meeting, Problem, Seat

MOST_OTHERS = 8
"""Meetings of other boards that might hear the case, the first after it is ready."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The case without a place, the meetings that may matter to it, and their other cases."""

    problem: Problem
    plan: Plan
    case: Case
    hosts: tuple[str, ...]
    """Meetings asked about that are held, the earliest first."""
    wide: bool

    @property
    def starts(self) -> dict[str, int]:
        """When each meeting is held."""
        return {one.meeting: one.start for one in self.plan.placements}


def may_hear(meeting: Meeting, case: Case) -> bool:
    """Whether the case is for that board, or already on that agenda."""
    if case.fixed_meeting is not None:
        return meeting.id == case.fixed_meeting
    return meeting.board in case.boards


def agenda_of(
    problem: Problem, plan: Plan, case: Case, asked: Collection[str], *, wide: bool = False
) -> Agenda:
    """The meetings asked about with their cases, and whatever shares their days.

    When it is `wide`, also other boards that have the seats the case needs, and other meetings
    of the boards of those cases.
    """
    starts = {one.meeting: one.start for one in plan.placements}
    hosts = sorted((one for one in asked if one in starts), key=lambda one: starts[one])
    heard = {*asked, *(_others(problem, case, starts, set(asked)) if wide else ())}
    days = {starts[one] // DAY for one in heard if one in starts}
    beside = {one for one, start in starts.items() if start // DAY in days} if wide else set()
    return Agenda(*_small(problem, plan, case, heard, beside | heard), case, tuple(hosts), wide)


def _others(problem: Problem, case: Case, starts: dict[str, int], asked: set[str]) -> list[str]:
    boards = {one.board for one in problem.meetings if one.id in asked}
    found = sorted(
        (one.board not in boards, starts[one.id], one.id)
        for one in problem.meetings
        if one.id in starts
        and one.id not in asked
        and starts[one.id] >= case.ready_from
        and set(case.needs) <= {seat.id for seat in one.seats}
    )
    return [name for _, _, name in found[:MOST_OTHERS]]


def _small(
    problem: Problem, plan: Plan, case: Case, heard: set[str], kept: set[str]
) -> tuple[Problem, Plan]:
    """The meetings kept as they are held; cases only where they are heard."""
    held = {one.meeting: one for one in plan.placements if one.meeting in kept}
    staffing = tuple(one for one in plan.staffing if one.meeting in held)
    there = {(one.meeting, one.seat, one.person) for one in staffing}
    on_agenda = tuple(
        one
        for one in plan.assignments
        if one.meeting in held and one.meeting in heard and one.case != case.id
    )
    names = {one.case for one in on_agenda} | {case.id}
    cases = tuple(_known(one, kept) for one in problem.cases if one.id in names)
    meetings = tuple(
        _as_held(one, held.get(one.id), case, there) for one in problem.meetings if one.id in kept
    )
    people = {c.person for one in meetings for seat in one.seats for c in seat.candidates}
    people |= {one.person for one in staffing}
    people |= {one.presenter for one in cases if one.presenter is not None}
    small = problem.model_copy(
        update={
            "people": tuple(one for one in problem.people if one.id in people),
            "meetings": meetings,
            "cases": cases,
            "told": None,
        }
    )
    return small, Plan(placements=tuple(held.values()), staffing=staffing, assignments=on_agenda)


def _known(case: Case, kept: set[str]) -> Case:
    """A case whose fixed meeting is not held is as good as without a board."""
    if case.fixed_meeting is None or case.fixed_meeting in kept:
        return case
    return case.model_copy(update={"fixed_meeting": None, "boards": ("",)})


def _as_held(
    meeting: Meeting, placed: Placement | None, case: Case, there: set[tuple[str, str | None, str]]
) -> Meeting:
    """With candidates where they sit, and all of them on the seats that the case needs."""

    def taken(seat: Seat) -> Seat:
        kept = tuple(
            one
            for one in seat.candidates
            if (placed and seat.id in case.needs) or (meeting.id, seat.id, one.person) in there
        )
        return seat.model_copy(update={"candidates": kept})

    changed: dict[str, object] = {
        "seats": tuple(taken(seat) for seat in meeting.seats),
        "chair": None,
        "guests": tuple(one for one in meeting.guests if (meeting.id, None, one) in there),
        "starts": () if placed is None else (placed.start,),
    }
    if placed is None:
        changed["fixed_start"] = None
    return meeting.model_copy(update=changed)
