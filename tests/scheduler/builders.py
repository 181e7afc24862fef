"""Small problems whose tests name only what matters."""

from scheduler.draft import Draft, draft_of
from scheduler.index import index
from scheduler.plan import Plan
from scheduler.problem import (
    Candidate,
    Case,
    Meeting,
    Person,
    Problem,
    Road,
    Room,
    Seat,
    Site,
    Visit,
)
from scheduler.weights import Weights

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
NINE = 9 * HOUR


def a_person(name="odile", **more):
    return Person(id=name, **more)


def a_seat(name="oncologist", *people, named=(), deputies=(), **more):
    candidates = tuple(
        Candidate(person=who, named=who in named, deputy=who in deputies) for who in people
    )
    more.setdefault("mandatory", True)
    return Seat(id=name, candidates=candidates, **more)


def a_meeting(name="m1", *, seats=(), starts=(NINE,), board="breast", **more):
    more.setdefault("video", not more.get("rooms"))
    more.setdefault("duration", 60)
    return Meeting(id=name, board=board, starts=starts, seats=tuple(seats), **more)


def a_case(name="c1", *, boards=("breast",), minutes=10, deadline=4 * WEEK, **more):
    return Case(id=name, boards=boards, minutes=minutes, deadline=deadline, **more)


def a_road(one="north", other="south", minutes=45):
    return Road(between=(one, other), minutes=minutes)


def a_visit(start, end, site="south"):
    return Visit(start=start, end=end, site=site)


def a_problem(
    *,
    people=(),
    rooms=(),
    meetings=(),
    cases=(),
    horizon=4 * WEEK,
    sites=None,
    travel=(),
    buffer=0,
    **weights,
):
    """People named by seats and presenters are there, and free, unless given; so are sites."""
    between = tuple(dict.fromkeys(name for road in travel for name in road.between))
    given = {person.id for person in people}
    called = [c.person for m in meetings for seat in m.seats for c in seat.candidates]
    called += [who for meeting in meetings for who in meeting.guests]
    called += [case.presenter for case in cases if case.presenter]
    others = tuple(Person(id=who) for who in dict.fromkeys(called) if who not in given)
    return Problem(
        origin="an invented Monday",
        horizon=horizon,
        sites=tuple(Site(id=name) for name in between) if sites is None else sites,
        travel=tuple(travel),
        buffer=buffer,
        people=(*people, *others),
        rooms=tuple(rooms),
        meetings=tuple(meetings),
        cases=tuple(cases),
        weights=Weights(**weights),
    )


def a_room(name="atrium", *, capacity=10, **more):
    return Room(id=name, capacity=capacity, **more)


def a_plan(placed=(), seated=(), heard=()):
    """Placed (meeting, start[, room]), seated (meeting, seat, person[, presence]), heard
    (case, meeting)."""
    return Plan(
        placements=[
            {"meeting": one[0], "start": one[1], "room": one[2] if len(one) > 2 else None}
            for one in placed
        ],
        staffing=[
            dict(zip(("meeting", "seat", "person", "presence"), one, strict=False))
            for one in seated
        ],
        assignments=[{"case": case, "meeting": meeting} for case, meeting in heard],
    )


def as_draft(problem, plan) -> Draft:
    draft, faults = draft_of(index(problem), plan)
    assert not faults
    return draft


def codes(facts):
    return sorted({str(fact.code) for fact in facts})


def start_of(plan, meeting):
    return next((one.start for one in plan.placements if one.meeting == meeting), None)


def people_in(plan, meeting):
    return sorted(one.person for one in plan.staffing if one.meeting == meeting)


def meeting_of(plan, case):
    return next((one.meeting for one in plan.assignments if one.case == case), None)


def units(terms, name):
    return next(term.units for term in terms if term.name == name)
