"""The second stage: all cases at once, for meetings that stay as they are."""

from __future__ import annotations

import math
from dataclasses import replace

from scheduler.course import Course
from scheduler.draft import Draft
from scheduler.evening import evened
from scheduler.hearing import Agendas, agendas_of
from scheduler.transport.solve import Heard, better_choice, heard_apart

CASES_SHARE = 0.2
"""The part of the time limit for all cases."""


def assign_cases(course: Course) -> None:
    """Agendas for the places just found and, if those are no better, for the best plan's."""
    course.incumbent.enter("cases")
    placed, course.placed = course.placed, None
    began = course.seconds()
    if placed is None or not _hear(course, placed):
        _hear(course, course.incumbent.best)
    if course.crew.apart:
        course.reserve = (course.seconds() - began) / 2


def _hear(course: Course, draft: Draft) -> bool:
    """Agendas for meetings held like this; whether they made the best plan."""
    agendas, ends = agendas_of(course.index, draft), course.ends(CASES_SHARE)
    heard = _first_agendas(course, agendas, ends)
    if heard is None:
        return False
    better = course.incumbent.offer(agendas.filled(heard))
    course.incumbent.proofs.note_agendas(agendas.draft, agendas.bound(heard))
    _improve(course, heard, ends)
    return course.incumbent.offer(agendas.filled(heard)) or better


def _improve(course: Course, heard: list[Heard], ends: float) -> None:
    """Better agendas, cluster by cluster."""
    settings = course.settings
    work = CASES_SHARE * settings.time_limit if settings.deterministic else math.inf
    jobs = (
        (rank, course.crew.submit(better_choice, one, ends, work)) for rank, one in enumerate(heard)
    )
    for rank, future in course.running(jobs):
        choice = course.answer(future)
        if choice is not None:
            heard[rank] = replace(heard[rank], choice=choice)
        if course.is_over():
            break


def _first_agendas(course: Course, agendas: Agendas, ends: float) -> list[Heard] | None:
    jobs = (course.crew.submit(heard_apart, one, ends) for one in agendas.parts)
    answers = [course.answer(future) for future in course.running(jobs)]
    found = zip(agendas.parts, answers, strict=True)
    heard = [Heard(part, *answer) for part, answer in found if answer is not None]
    return heard if len(heard) == len(answers) else None


def confirm(course: Course) -> None:
    """The load evened once more; bounds for the agendas of the final places."""
    course.incumbent.offer(evened(course.index, course.incumbent.best))
    best = course.incumbent.best
    if course.incumbent.proofs.is_held(best):
        return
    agendas = agendas_of(course.index, best)
    heard = _first_agendas(course, agendas, math.inf)
    if heard is not None:
        course.incumbent.proofs.note_agendas(agendas.draft, agendas.bound(heard))
        course.incumbent.offer(agendas.filled(heard))
