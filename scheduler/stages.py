"""The stages of one search: weeks apart, all cases at once, then everything together."""

from __future__ import annotations

from scheduler.assigning import assign_cases, confirm
from scheduler.bounds import floor
from scheduler.course import SMALL, Course, Settings
from scheduler.crew import Crew
from scheduler.greedy import assign, complete
from scheduler.plan import Plan, Status
from scheduler.problem import Problem
from scheduler.together import begin_whole, improve_together
from scheduler.weeks import place_weeks
from scheduler.wishes import OURS, Objective


def crew_for(problem: Problem, settings: Settings, wishes: Objective) -> Crew:
    """Processes for large problems; wishes not ours may tie the pieces together."""
    apart = len(problem.meetings) > SMALL and wishes is OURS
    return Crew(settings.workers, apart=apart)


def run(course: Course) -> Plan:
    """All stages, then the answer with its reasons."""
    ours = course.index.objective is OURS
    stages = (place_weeks, assign_cases, improve_together, confirm) if ours else (improve_together,)
    try:
        if ours:
            course.incumbent.raise_bound(floor(course.index))
        if not course.is_over():
            begin_whole(course)
        for stage in stages:
            if not course.is_over():
                stage(course)
    finally:
        course.control.stop()
    if course.joint is not None:
        course.look_at_joint()
    _settle(course)
    seconds = 0.0 if course.settings.deterministic else None
    return course.incumbent.plan(_status(course), seconds=seconds)


def _settle(course: Course) -> None:
    """Cases for places that were found and never came to be heard; whatever still fits in."""
    index, incumbent = course.index, course.incumbent
    if course.placed is not None:
        assign(index, course.placed, range(len(index.problem.cases)))
        incumbent.offer(course.placed)
    incumbent.offer(complete(index, incumbent.best))


def _status(course: Course) -> Status:
    if course.incumbent.is_proven:
        return Status.OPTIMAL
    return Status.STOPPED if course.asked_to_stop else Status.FEASIBLE
