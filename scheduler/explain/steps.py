"""Changes that a coordinator can make, as facts, and how each changes the problem.

`apply` gives the problem as it would be; the engine verifies every change it tells by it.
"""

from collections.abc import Callable, Iterable

from scheduler.facts import Code, Fact
from scheduler.plan import Plan
from scheduler.problem import Candidate, Case, Interval, Meeting, Person, Problem, Visit


def apply(problem: Problem, steps: Iterable[Fact]) -> Problem:
    """The problem after all the steps; raises KeyError for a fact that is no step."""
    for step in steps:
        problem = _APPLY[step.code](problem, step)
    return problem


def moved(plan: Plan, steps: Iterable[Fact]) -> Plan:
    """The plan with the meetings where the steps move them, and cases likewise."""
    starts = {one.meeting: one.start for one in steps if one.code is Code.MOVE_MEETING}
    homes = {one.case: one.meeting for one in steps if one.code is Code.MOVE_CASE}
    return plan.model_copy(
        update={
            "placements": tuple(
                one.model_copy(update={"start": starts.get(one.meeting, one.start)})
                for one in plan.placements
            ),
            "assignments": tuple(
                one.model_copy(update={"meeting": homes.get(one.case, one.meeting)})
                for one in plan.assignments
            ),
        }
    )


def _with_meeting(
    problem: Problem, step: Fact, change: Callable[[Meeting], dict[str, object]]
) -> Problem:
    meetings = tuple(
        one.model_copy(update=change(one)) if one.id == step.meeting else one
        for one in problem.meetings
    )
    return problem.model_copy(update={"meetings": meetings})


def _with_case(
    problem: Problem, step: Fact, change: Callable[[Case], dict[str, object]]
) -> Problem:
    cases = tuple(
        one.model_copy(update=change(one)) if one.id == step.case else one for one in problem.cases
    )
    return problem.model_copy(update={"cases": cases})


def _free_person(problem: Problem, step: Fact) -> Problem:
    begin = step.start or 0
    freed = (begin, begin + (step.minutes or 0))
    people = tuple(_freed(one, freed) if one.id == step.person else one for one in problem.people)
    return problem.model_copy(update={"people": people})


def _freed(person: Person, freed: Interval) -> Person:
    begin, end = freed
    busy = [part for one in person.busy for part in _without(one, freed)]
    visits = [
        Visit(start=start, end=until, site=one.site)
        for one in person.visits
        for start, until in _without((one.start, one.end), (begin, end))
    ]
    return person.model_copy(update={"busy": tuple(busy), "visits": tuple(visits)})


def _without(one: Interval, freed: Interval) -> list[Interval]:
    parts = ((one[0], min(one[1], freed[0])), (max(one[0], freed[1]), one[1]))
    return [(begin, end) for begin, end in parts if begin < end]


def _add_candidate(problem: Problem, step: Fact) -> Problem:
    new = Candidate(person=step.person or "", deputy=True)
    return _with_meeting(
        problem,
        step,
        lambda meeting: {
            "seats": tuple(
                one.model_copy(update={"candidates": (*one.candidates, new)})
                if one.id == step.seat
                else one
                for one in meeting.seats
            )
        },
    )


def _drop_seat(problem: Problem, step: Fact) -> Problem:
    return _with_meeting(
        problem,
        step,
        lambda meeting: {
            "seats": tuple(
                one.model_copy(update={"mandatory": False}) if one.id == step.seat else one
                for one in meeting.seats
            )
        },
    )


def _move_meeting(problem: Problem, step: Fact) -> Problem:
    return _with_meeting(
        problem,
        step,
        lambda meeting: (
            {"fixed_start": step.start} if meeting.is_fixed else {"starts": (step.start,)}
        ),
    )


def _lengthen(problem: Problem, step: Fact) -> Problem:
    """More minutes for cases; the meeting itself is longer only if it must be."""

    def longer(meeting: Meeting) -> dict[str, object]:
        minutes = meeting.minutes_for_cases + (step.minutes or 0)
        return {"minutes_available": minutes, "duration": max(meeting.duration, minutes)}

    return _with_meeting(problem, step, longer)


def _shorten(problem: Problem, step: Fact) -> Problem:
    def shorter(meeting: Meeting) -> dict[str, object]:
        minutes = min(meeting.minutes_for_cases, step.minutes or 0)
        return {
            "duration": step.minutes,
            "minutes_available": minutes,
            "reserve": min(meeting.reserve, minutes),
        }

    return _with_meeting(problem, step, shorter)


def _allow_board(problem: Problem, step: Fact) -> Problem:
    board = next(one.board for one in problem.meetings if one.id == step.meeting)
    return _with_case(problem, step, lambda case: {"boards": (*case.boards, board)})


def _move_case(problem: Problem, step: Fact) -> Problem:
    return _with_case(
        problem,
        step,
        lambda case: {"fixed_meeting": step.meeting} if case.fixed_meeting is not None else {},
    )


_APPLY: dict[Code, Callable[[Problem, Fact], Problem]] = {
    Code.FREE_PERSON: _free_person,
    Code.INVITE_PERSON: lambda problem, step: problem,
    Code.ADD_CANDIDATE: _add_candidate,
    Code.DROP_SEAT: _drop_seat,
    Code.LOWER_SPECIALTIES: lambda problem, step: _with_meeting(
        problem, step, lambda meeting: {"min_specialties": step.count}
    ),
    Code.ALLOW_ROOM: lambda problem, step: _with_meeting(
        problem, step, lambda meeting: {"rooms": (*meeting.rooms, step.room)}
    ),
    Code.ALLOW_VIDEO: lambda problem, step: _with_meeting(
        problem, step, lambda meeting: {"rooms": (), "video": True}
    ),
    Code.PERMIT_START: lambda problem, step: _with_meeting(
        problem, step, lambda meeting: {"starts": (*meeting.starts, step.start)}
    ),
    Code.SHORTEN_MEETING: _shorten,
    Code.MOVE_MEETING: _move_meeting,
    Code.LENGTHEN_MEETING: _lengthen,
    Code.HAVE_READY: lambda problem, step: _with_case(
        problem, step, lambda case: {"ready_from": step.start}
    ),
    Code.EXTEND_DEADLINE: lambda problem, step: _with_case(
        problem, step, lambda case: {"deadline": step.start}
    ),
    Code.DROP_NEED: lambda problem, step: _with_case(
        problem, step, lambda case: {"needs": tuple(n for n in case.needs if n != step.seat)}
    ),
    Code.MARK_URGENT: lambda problem, step: _with_case(
        problem, step, lambda case: {"urgent": True}
    ),
    Code.SHORTEN_CASE: lambda problem, step: _with_case(
        problem, step, lambda case: {"minutes": step.minutes}
    ),
    Code.ALLOW_BOARD: _allow_board,
    Code.MOVE_CASE: _move_case,
}
STEPS = frozenset(_APPLY)
"""Codes of facts that are changes to make."""
