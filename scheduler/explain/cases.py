"""Why a case is heard in no meeting, or not in that one, and what would let it be."""

from collections.abc import Collection, Iterator

from scheduler.check import breaches
from scheduler.draft import Draft, draft_of
from scheduler.explain.agendas import agenda_of, may_hear
from scheduler.explain.answer import MOST_REASONS, MOST_WAYS, Explanation, Freeing
from scheduler.explain.case_ways import ALIKE, EFFORT, verified
from scheduler.explain.dearer import cost_of_case
from scheduler.explain.meetings import why_not_held
from scheduler.explain.reasons import undiscussed_reasons
from scheduler.facts import Code, Fact
from scheduler.index import DAY, Index, index
from scheduler.plan import Plan
from scheduler.problem import Case, Meeting, Problem

MOST_HOSTS = 8
"""Meetings at which changes are looked for, the first after the case is ready."""
POSSIBLE = frozenset({Code.COSTS_MORE, Code.POSSIBLE_THERE, Code.HELD_THERE})
"""Reasons that say the case could be heard there."""


def why_not_heard(
    problem: Problem, plan: Plan, case: Case, among: Collection[str] | None = None
) -> Explanation:
    """Why no meeting (of those in `among`, if given) hears the case, the rest of the plan as is.

    A case heard after its deadline is asked about as if only earlier meetings counted.
    """
    eligible = _eligible(problem, plan, case, among)
    if among is None:
        reasons, found = _nowhere(problem, plan, case, eligible), _late(problem, plan, case)
    else:
        reasons, found = _not_there(problem, plan, case, eligible), []
    starts = {one.meeting: one.start for one in plan.placements}
    hosts = [one for one in eligible if one in starts]
    hosts.sort(key=lambda one: (starts[one] < case.ready_from, starts[one]))
    if not any(one.code in POSSIBLE for one in reasons):
        asked = agenda_of(problem, plan, case, hosts[:MOST_HOSTS], wide=among is None)
        found = verified(asked) + found
    if not hosts:
        found += list(_holding(problem, plan, case, eligible))
    found.sort(key=lambda one: (len(one.steps), one.effort))
    return Explanation(
        case=case.id,
        reasons=tuple(dict.fromkeys(reasons))[:MOST_REASONS],
        freed_by=tuple(found[:MOST_WAYS]),
    )


def _eligible(problem: Problem, plan: Plan, case: Case, among: Collection[str] | None) -> list[str]:
    """Meetings asked about: those named, else those that may hear the case (in time)."""
    if among is not None:
        return list(among)
    found = [one.id for one in problem.meetings if may_hear(one, case)]
    starts = {one.meeting: one.start for one in plan.placements}
    home = next((one.meeting for one in plan.assignments if one.case == case.id), None)
    if home is None or starts[home] <= case.deadline:
        return found
    return [one for one in found if starts.get(one, 0) <= case.deadline]


def _nowhere(problem: Problem, plan: Plan, case: Case, eligible: list[str]) -> list[Fact]:
    """What leaves the case no meeting."""
    agenda = agenda_of(problem, plan, case, eligible)
    numbered = index(agenda.problem)
    draft, among = draft_of(numbered, agenda.plan)[0], {numbered.meeting[one] for one in eligible}
    told = undiscussed_reasons(numbered, draft, numbered.case[case.id], draft.agendas(), among)
    return list(told)


def _not_there(problem: Problem, plan: Plan, case: Case, asked: list[str]) -> list[Fact]:
    """The rules that each meeting asked about would break, or what it would cost there."""
    agenda = agenda_of(problem, plan, case, asked)
    numbered = index(agenda.problem)
    draft, found = draft_of(numbered, agenda.plan)[0], list[Fact]()
    home = next((one.meeting for one in plan.assignments if one.case == case.id), None)
    for name in asked:
        if name not in agenda.starts:
            found.append(Fact(code=Code.NOT_PLACED, case=case.id, meeting=name))
        elif name == home:
            found.append(Fact(code=Code.HELD_THERE, case=case.id, meeting=name))
        else:
            broken = _broken(numbered, draft, numbered.case[case.id], numbered.meeting[name])
            found += broken or cost_of_case(problem, plan, case, name)
    return found


def _broken(index: Index, draft: Draft, case: int, meeting: int) -> list[Fact]:
    """Breaches of the plan with the case there; being too full is told once."""
    with_it = draft.copy()
    with_it.meeting_of[case] = meeting
    broken = breaches(index, with_it)
    full = any(one.code is Code.MINUTES_EXCEEDED for one in broken)
    return [one for one in broken if not (full and one.code is Code.RESERVE_USED)]


def _late(problem: Problem, plan: Plan, case: Case) -> list[Freeing]:
    """For a case heard too late: the deadline that would do."""
    starts = {one.meeting: one.start for one in plan.placements}
    home = next((one.meeting for one in plan.assignments if one.case == case.id), None)
    if home is None or starts[home] <= case.deadline:
        return []
    days = -(-(starts[home] - case.deadline) // DAY)
    step = Fact(code=Code.EXTEND_DEADLINE, case=case.id, start=starts[home], count=days)
    effort = EFFORT[step.code] + days
    return [Freeing(steps=(step,), effort=effort, start=starts[home], meeting=home)]


def _holding(problem: Problem, plan: Plan, case: Case, eligible: list[str]) -> Iterator[Freeing]:
    """Where none of its meetings is held: what would let one of them be, if it has the time."""
    wanted = set(eligible)
    for meeting in [one for one in problem.meetings if one.id in wanted][:3]:
        for one in why_not_held(problem, plan, meeting).freed_by[:ALIKE]:
            seats = {seat.id for seat in meeting.seats if seat.mandatory}
            dropped = {step.seat for step in one.steps if step.code is Code.DROP_SEAT}
            if (
                one.start >= case.ready_from
                and set(case.needs) <= seats - dropped
                and case.minutes <= _minutes_of(meeting, one, urgent=case.urgent)
            ):
                yield one


def _minutes_of(meeting: Meeting, freed: Freeing, *, urgent: bool) -> int:
    """Minutes for such a case in the meeting once it is held."""
    shorter = [step.minutes for step in freed.steps if step.code is Code.SHORTEN_MEETING]
    minutes = min([meeting.minutes_for_cases, *(one for one in shorter if one is not None)])
    return minutes - (0 if urgent else min(meeting.reserve, minutes))
