"""Repairing a region's week after 6, 15 and 31 of the people invited fall ill."""

import random
import time

from benchmarks.region import WEEK, region
from benchmarks.table import Limit, Row
from scheduler.check import check
from scheduler.draft import Draft
from scheduler.facts import Code
from scheduler.index import index
from scheduler.plan import Plan
from scheduler.problem import Case, Meeting, Person, Problem
from scheduler.reach import around, possible
from scheduler.repair.repair import repair
from scheduler.solve import solve

REQUIRED = {6: (3.0, 21, 6), 15: (6.0, 40, 14), 31: (10.0, 78, 22)}
"""By number of absent people: seconds, invitations changed at most, and meetings they hit."""
PLAN_SECONDS = 20.0
WHICH = 20
"""The week, counted from the region's first: an ordinary one in spring."""


def rows(limit: Limit) -> list[Row]:
    """How long each repair takes, and how many invitations it changes."""
    week = a_week()
    told = solve(week, time_limit=limit.seconds or PLAN_SECONDS)
    return [_row(week, told, absent) for absent in REQUIRED if limit.size in (None, str(absent))]


def a_week() -> Problem:
    """The region's meetings usually held in one week, everybody, and the cases ready for them."""
    year, begin = region("region"), WHICH * WEEK
    meetings = tuple(
        _meeting(one, begin)
        for one in year.meetings
        if one.usual_start is not None and one.usual_start // WEEK == WHICH
    )
    boards = {one.board for one in meetings}
    cases = tuple(
        _case(one, begin)
        for one in year.cases
        if begin - WEEK <= one.ready_from < begin and boards.issuperset(one.boards)
    )
    return Problem(
        origin=year.origin,
        horizon=WEEK,
        people=tuple(_person(one, begin) for one in year.people),
        rooms=year.rooms,
        meetings=meetings,
        cases=cases,
    )


def _meeting(one: Meeting, begin: int) -> Meeting:
    starts = tuple(start - begin for start in one.starts if begin <= start < begin + WEEK)
    usual = (one.usual_start or begin) - begin
    return one.model_copy(update={"starts": starts, "usual_start": usual})


def _person(one: Person, begin: int) -> Person:
    busy = tuple(
        (max(0, start - begin), min(WEEK, end - begin))
        for start, end in one.busy
        if start < begin + WEEK and end > begin
    )
    return one.model_copy(update={"busy": busy})


def _case(one: Case, begin: int) -> Case:
    return one.model_copy(update={"ready_from": 0, "deadline": max(0, one.deadline - begin)})


def without(problem: Problem, absent: set[str]) -> Problem:
    """The same problem with these people away for the whole of it."""
    away = {"busy": ((0, problem.horizon),)}
    people = tuple(
        one.model_copy(update=away) if one.id in absent else one for one in problem.people
    )
    return problem.model_copy(update={"people": people})


def fall_ill(told: Plan, absent: int, hit: int) -> set[str]:
    """So many of the people invited, drawn until they are missed in `hit` meetings."""
    invited, chance = sorted({one.person for one in told.staffing}), random.Random(absent)
    while True:
        ill = set(chance.sample(invited, absent))
        if len({one.meeting for one in told.staffing if one.person in ill}) == hit:
            return ill


def _held_alone(problem: Problem) -> int:
    """How many meetings agendas and rooms allow, each taken alone."""
    numbered = index(problem)
    views = (around(numbered, Draft(), one) for one in range(len(problem.meetings)))
    return sum(bool(possible(numbered, one, view).any()) for one, view in enumerate(views))


def _row(week: Problem, told: Plan, absent: int) -> Row:
    seconds, most, hit = REQUIRED[absent]
    ill = fall_ill(told, absent, hit)
    problem = without(week, ill)
    begun = time.perf_counter()
    plan = repair(problem, told, freeze=0, time_limit=seconds * 0.9)
    taken = time.perf_counter() - begun
    if check(problem, plan)[0]:
        raise AssertionError("the repaired plan breaks a rule")
    lost = _held_alone(problem) - len(plan.placements)
    changed = sum(str(fact.code).startswith("invitation") for fact in plan.changes)
    moved = sum(fact.code is Code.MEETING_MOVED for fact in plan.changes)
    return Row(
        f"Repair of a region's week ({len(week.meetings)} meetings), {absent} people absent",
        f"< {seconds:g} s, at most {most} invitations changed",
        f"{taken:.1f} s, {changed} changed ({hit} meetings hit, {moved} moved, "
        f"{len(plan.unplaced) - lost} impossible, {lost} others lost)",
        taken < seconds and changed <= most and not lost,
    )
