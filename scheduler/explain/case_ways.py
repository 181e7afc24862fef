"""Changes that let a meeting hear a case, each verified by the checker, the easiest first."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.check import breaches
from scheduler.draft import draft_of
from scheduler.explain.agendas import Agenda, may_hear
from scheduler.explain.answer import MOST_WAYS, Freeing
from scheduler.explain.steps import apply, moved
from scheduler.facts import Code, Fact
from scheduler.index import DAY, index
from scheduler.plan import Assignment, Staffing
from scheduler.problem import Case

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
SHORTEST = 5
"""Nobody is asked to present a case in fewer minutes."""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps to try together; a person who is freed or named also takes the seat."""

    effort: int
    steps: tuple[Fact, ...]
    meeting: str


def verified(agenda: Agenda) -> list[Freeing]:
    """The ways that do let one of the agenda's hosts hear the case, few of one kind."""
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
    meeting = next(one for one in agenda.problem.meetings if one.id == name)
    if case.fixed_meeting is None and not may_hear(meeting, case):
        yield _way(agenda, name, 0, Fact(code=Code.ALLOW_BOARD, case=case.id, meeting=name))
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
