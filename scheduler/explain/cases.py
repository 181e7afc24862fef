"""Why a case is heard in no meeting, or not in that one, and what would let it be."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scheduler.check import breaches
from scheduler.draft import draft_of
from scheduler.explain.agendas import Agenda, agenda_of, may_hear
from scheduler.explain.answer import MOST_REASONS, MOST_WAYS, Explanation, Freeing
from scheduler.explain.meetings import why_not_held
from scheduler.explain.reasons import undiscussed_reasons
from scheduler.explain.steps import apply, moved
from scheduler.facts import Code, Fact
from scheduler.index import DAY, index
from scheduler.plan import Assignment, Plan, Staffing
from scheduler.problem import Case, Meeting, Problem

EFFORT = {
    Code.MOVE_CASE: 20,
    Code.LENGTHEN_MEETING: 25,
    Code.HAVE_READY: 30,
    Code.INVITE_PERSON: 10,
    Code.FREE_PERSON: 40,
    Code.SHORTEN_CASE: 50,
    Code.ALLOW_BOARD: 60,
    Code.MARK_URGENT: 80,
    Code.EXTEND_DEADLINE: 90,
    Code.DROP_NEED: 150,
}
"""By kind of change, before what makes one of a kind harder than another."""
ALIKE = 2
TRIES = 30
MOST_HOSTS = 8
"""Meetings at which changes are looked for, the first after the case is ready."""
SHORTEST = 5
"""Nobody is asked to present a case in fewer minutes."""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps to try together; a person who is freed or named also takes the seat."""

    effort: int
    steps: tuple[Fact, ...]
    meeting: str


def why_not_heard(
    problem: Problem, plan: Plan, case: Case, among: Collection[str] | None = None
) -> Explanation:
    """Why no meeting (of those in `among`, if given) hears the case, the rest of the plan as is.

    A case heard after its deadline is asked about as if only earlier meetings counted.
    """
    eligible = _eligible(problem, plan, case, among)
    reasons = _reasons(agenda_of(problem, plan, case, eligible), eligible, among)
    starts = {one.meeting: one.start for one in plan.placements}
    hosts = [one for one in eligible if one in starts]
    hosts.sort(key=lambda one: (starts[one] < case.ready_from, starts[one]))
    found = _verified(agenda_of(problem, plan, case, hosts[:MOST_HOSTS], wide=among is None))
    found += _late(problem, plan, case) if among is None else []
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


def _reasons(agenda: Agenda, eligible: list[str], among: Collection[str] | None) -> list[Fact]:
    """The rules that each meeting asked about would break, or what leaves the case none."""
    numbered = index(agenda.problem)
    draft, case = draft_of(numbered, agenda.plan)[0], numbered.case[agenda.case.id]
    if among is None:
        return list(
            undiscussed_reasons(numbered, draft, case, {numbered.meeting[one] for one in eligible})
        )
    found: list[Fact] = []
    for name in among:
        if name not in agenda.starts:
            found.append(Fact(code=Code.NOT_PLACED, case=agenda.case.id, meeting=name))
            continue
        with_it = draft.copy()
        with_it.meeting_of[case] = numbered.meeting[name]
        broken = breaches(numbered, with_it)
        full = any(one.code is Code.MINUTES_EXCEEDED for one in broken)
        found += [one for one in broken if not (full and one.code is Code.RESERVE_USED)]
    return found or [Fact(code=Code.SEARCH_ENDED, case=agenda.case.id)]


def _verified(agenda: Agenda) -> list[Freeing]:
    found: list[Freeing] = []
    kinds: dict[Code, int] = {}
    for way in sorted(_ways(agenda), key=lambda one: one.effort)[:TRIES]:
        kind = way.steps[0].code
        if len(found) < MOST_WAYS and kinds.get(kind, 0) < ALIKE and is_heard(agenda, way):
            kinds[kind] = kinds.get(kind, 0) + 1
            start = agenda.starts[way.meeting]
            found.append(
                Freeing(steps=way.steps, effort=way.effort, start=start, meeting=way.meeting)
            )
    return found


def is_heard(agenda: Agenda, way: Way) -> bool:
    """Whether the plan, after these steps and with the case there, breaks no rule."""
    seated = tuple(
        Staffing(meeting=one.meeting or "", seat=one.seat or "", person=one.person or "")
        for one in way.steps
        if one.person is not None
    )
    plan = moved(agenda.plan, way.steps)
    after = plan.model_copy(
        update={
            "staffing": (*plan.staffing, *seated),
            "assignments": (
                *plan.assignments,
                Assignment(case=agenda.case.id, meeting=way.meeting),
            ),
        }
    )
    numbered = index(apply(agenda.problem, way.steps))
    draft, faults = draft_of(numbered, after)
    return not faults and not breaches(numbered, draft)


def _ways(agenda: Agenda) -> Iterator[Way]:
    for name in agenda.hosts:
        yield from _at(agenda, name)
    hosts = set(agenda.hosts)
    for meeting in agenda.problem.meetings:
        if (
            meeting.id in agenda.starts
            and meeting.id not in hosts
            and agenda.case.fixed_meeting is None
            and agenda.wide
            and not may_hear(meeting, agenda.case)
            and agenda.starts[meeting.id] >= agenda.case.ready_from
        ):
            step = Fact(code=Code.ALLOW_BOARD, case=agenda.case.id, meeting=meeting.id)
            yield _way(agenda, meeting.id, 0, step)


def _way(agenda: Agenda, meeting: str, more: int, *steps: Fact) -> Way:
    days = max(0, agenda.starts[meeting] - agenda.case.deadline) // DAY
    effort = sum(EFFORT[step.code] for step in steps)
    return Way(effort + more + days, steps, meeting)


def _at(agenda: Agenda, name: str) -> Iterator[Way]:
    """What would let that meeting hear the case, one kind of obstacle after the other."""
    case, start = agenda.case, agenda.starts[name]
    if start < case.ready_from:
        days = -(-(case.ready_from - start) // DAY)
        step = Fact(code=Code.HAVE_READY, case=case.id, meeting=name, start=start)
        yield _way(agenda, name, 5 * days, step)
    yield from _seats(agenda, name)
    yield from _minutes(agenda, name)


def _seats(agenda: Agenda, name: str) -> Iterator[Way]:
    meeting = next(one for one in agenda.problem.meetings if one.id == name)
    there = {one.person for one in agenda.plan.staffing if one.meeting == name}
    seats = {seat.id: seat for seat in meeting.seats}
    for need in agenda.case.needs:
        seat = seats.get(need)
        seated = sum(1 for s in agenda.plan.staffing if (s.meeting, s.seat) == (name, need))
        if seat is not None and seated >= seat.minimum:
            continue
        step = Fact(code=Code.DROP_NEED, case=agenda.case.id, seat=need, meeting=name)
        yield _way(agenda, name, 0, step)
        for candidate in seat.candidates if seat else ():
            if candidate.person not in there:
                freed = Fact(
                    code=Code.FREE_PERSON,
                    meeting=name,
                    seat=need,
                    person=candidate.person,
                    start=agenda.starts[name],
                    minutes=meeting.duration,
                )
                yield _way(agenda, name, 0, _asked(agenda, freed))


def _asked(agenda: Agenda, freed: Fact) -> Fact:
    """The same person without more ado, if they are free."""
    begin, end = freed.start or 0, (freed.start or 0) + (freed.minutes or 0)
    person = next(one for one in agenda.problem.people if one.id == freed.person)
    taken = [*person.busy, *((one.start, one.end) for one in person.visits)]
    if any(start < end and begin < until for start, until in taken):
        return freed
    return freed.model_copy(update={"code": Code.INVITE_PERSON, "minutes": None})


def _minutes(agenda: Agenda, name: str) -> Iterator[Way]:
    """Where minutes lack: a longer meeting, a shorter case, the reserve, another case moved."""
    case, meeting = agenda.case, next(one for one in agenda.problem.meetings if one.id == name)
    known = {one.id: one for one in agenda.problem.cases}
    heard = [known[one.case] for one in agenda.plan.assignments if one.meeting == name]
    left = meeting.minutes_for_cases - sum(one.minutes for one in heard)
    ordinary = sum(one.minutes for one in heard if not one.urgent)
    for_it = (
        left if case.urgent else min(left, meeting.minutes_for_cases - meeting.reserve - ordinary)
    )
    lacking = case.minutes - for_it
    if lacking <= 0:
        return
    longer = Fact(code=Code.LENGTHEN_MEETING, meeting=name, minutes=lacking)
    yield _way(agenda, name, lacking, longer)
    if for_it >= SHORTEST:
        shorter = Fact(code=Code.SHORTEN_CASE, case=case.id, minutes=for_it, meeting=name)
        yield _way(agenda, name, lacking, shorter)
    if not case.urgent and left >= case.minutes:
        yield _way(agenda, name, 0, Fact(code=Code.MARK_URGENT, case=case.id, meeting=name))
    for other in heard:
        if not other.urgent and other.minutes >= lacking:
            yield from _moving(agenda, name, other)


def _moving(agenda: Agenda, name: str, other: Case) -> Iterator[Way]:
    """Another case of that meeting, heard in another meeting of its boards."""
    for meeting in agenda.problem.meetings:
        start = agenda.starts.get(meeting.id)
        if start is None or meeting.id == name or meeting.board not in other.boards:
            continue
        days = max(0, start - agenda.starts[name]) // DAY
        late = 5 * days if start <= other.deadline else 20 * days
        step = Fact(code=Code.MOVE_CASE, case=other.id, meeting=meeting.id, other=name)
        yield _way(agenda, name, late, step)


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
