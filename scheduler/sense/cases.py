"""What contradicts itself within a case, or names what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.problem import Case, Problem


def case_faults(problem: Problem) -> Iterator[str]:
    """A line for each unknown name and each contradiction within a case."""
    people = {person.id for person in problem.people}
    meetings = {meeting.id for meeting in problem.meetings}
    seats = {seat.id for meeting in problem.meetings for seat in meeting.seats}
    for rank, case in enumerate(problem.cases):
        path = f"cases[{rank}]"
        yield from _unknown_in_case(path, case, people, meetings)
        if problem.meetings:
            for place, need in enumerate(case.needs):
                if need not in seats:
                    yield f'{path}.needs[{place}]: unknown seat "{need}"; no meeting has it'


def _unknown_in_case(path: str, case: Case, people: set[str], meetings: set[str]) -> Iterator[str]:
    if case.presenter is not None and case.presenter not in people:
        yield f'{path}.presenter: unknown person "{case.presenter}"; add the person to people'
    if case.fixed_meeting is not None and case.fixed_meeting not in meetings:
        yield f'{path}.fixed_meeting: unknown meeting "{case.fixed_meeting}"; correct or remove it'
    if case.opposed and case.fixed_meeting is not None:
        yield f"{path}.fixed_meeting: the patient objects; take the case off that agenda"
