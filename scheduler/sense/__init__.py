"""What a well-formed problem may still get wrong: faults that stop the engine, and doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.sense.agendas import agenda_faults
from scheduler.sense.cases import case_faults
from scheduler.sense.doubts import case_doubts, clash_doubts, meeting_doubts
from scheduler.sense.meetings import meeting_faults
from scheduler.sense.names import twice
from scheduler.sense.sites import site_faults
from scheduler.sense.told import told_faults

if TYPE_CHECKING:
    from scheduler.problem import Problem


def faults(problem: Problem) -> list[str]:
    """One line per fault, as `path: what is wrong; what to do`."""
    return [
        *twice("sites", problem.sites),
        *twice("people", problem.people),
        *twice("rooms", problem.rooms),
        *twice("meetings", problem.meetings),
        *twice("cases", problem.cases),
        *agenda_faults(problem),
        *site_faults(problem),
        *meeting_faults(problem),
        *case_faults(problem),
        *told_faults(problem),
    ]


def warnings(problem: Problem) -> list[str]:
    """One line per wish or meeting that cannot come true, in the form of a fault.

    The problem can be planned all the same; the plan will say what it had to leave out.
    """
    return [*meeting_doubts(problem), *clash_doubts(problem), *case_doubts(problem)]
