"""Whoever plans for other wishes plugs them in; each prices a meeting before it is put in."""

import pickle

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.draft import Draft
from scheduler.index import index
from scheduler.insertion.options import NO_ROOM, Crewed, Hold, Lone, Options
from scheduler.solve import solve
from scheduler.wishes import OURS, Objective, unplaced, urgent

from .builders import DAY, NINE, a_case, a_meeting, a_problem, a_room, a_seat, start_of
from .test_solve import problems


@st.composite
def holds(draw, numbered, meeting):
    """Any start, room and people of a meeting, whether the rules allow them or not."""
    wanted = numbered.problem.meetings[meeting]
    start = draw(st.sampled_from([NINE, NINE + 30, DAY + NINE]))
    room = draw(st.sampled_from([NO_ROOM, *numbered.rooms[meeting]]))
    crew = [
        (seat, who)
        for seat in range(len(wanted.seats))
        for who in numbered.candidates[meeting][seat]
        if draw(st.booleans())
    ]
    return Hold(start, room, tuple(sorted({who: (seat, who) for seat, who in crew}.values())))


@st.composite
def a_meeting_to_put_in(draw):
    """A problem, the meetings held, one that is not, and some of its places."""
    numbered = index(draw(problems(most_cases=0)))
    chosen = [draw(holds(numbered, meeting)) for meeting in range(len(numbered.problem.meetings))]
    last = len(chosen) - 1
    others = {rank: hold for rank, hold in enumerate(chosen[:last]) if draw(st.booleans())}
    places = [chosen[last], draw(holds(numbered, last))]
    return numbered, others, last, places


def grid(meeting, places):
    """Every start with every room, people of the first place at one start, of the second else."""
    starts = sorted({one.start for one in places})
    rooms = sorted({one.room for one in places})
    crew = np.arange(len(starts) * len(rooms)).reshape(len(starts), len(rooms)) % len(places)
    allowed = np.ones(crew.shape, dtype=np.bool_)
    crews = tuple(one.crew for one in places)
    return Options(meeting, np.array(starts), np.array(rooms), crews, crew, allowed)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(a_meeting_to_put_in())
def test_every_wish_prices_a_meeting_as_the_checker_will_count_it(drawn):
    numbered, others, meeting, places = drawn
    options = grid(meeting, places)
    for wish in OURS.placing:
        draft, insertion = Draft(), wish.insertion(numbered)
        for other, hold in others.items():
            hold.put(draft, other)
            insertion.place(other, hold)
        insertion.place(meeting, places[0])
        insertion.remove(meeting, places[0])
        before = wish.units(numbered, draft)
        added = np.broadcast_to(insertion.added(options), options.allowed.shape)
        for start in range(len(options.starts)):
            for room in range(len(options.rooms)):
                fuller = draft.copy()
                options.hold(start, room).put(fuller, meeting)
                after = wish.units(numbered, fuller)
                assert added[start, room] == after - before, wish.NAME


class Late:
    """A wish of nobody: every meeting as late as can be."""

    NAME = "late_in_the_day"

    def __init__(self, factor):
        self.factor = factor

    def weight(self, weights):
        return self.factor

    def units(self, numbered, draft):
        return sum(numbered.problem.horizon - start for start in draft.starts.values())

    def insertion(self, numbered):
        return Lone(lambda meeting, starts: numbered.problem.horizon - starts)

    def missed(self, model):
        horizon = model.index.problem.horizon
        return sum(
            (horizon - int(start)) * literal
            for meeting, literals in model.at.items()
            for start, literal in zip(model.starts[meeting], literals, strict=True)
        )


class Crowd:
    """A wish of nobody: small meetings."""

    NAME = "crowd"

    def weight(self, weights):
        return 1

    def units(self, numbered, draft):
        return sum(len(draft.people(meeting)) for meeting in draft.starts)

    def insertion(self, numbered):
        return Crewed(numbered, self.units)

    def missed(self, model):
        return sum(sum(people.values()) for people in model.attends.values())


def test_other_wishes_replace_ours_and_what_comes_first_is_not_paid_for_by_points():
    seats = [a_seat("onco", "odile", "omar", mandatory=False)]
    meeting = a_meeting(starts=(NINE, NINE + 60), usual_start=NINE, seats=seats)
    problem = a_problem(meetings=[meeting])
    first = Objective(first=(unplaced,), first_cases=(), placing=(Late(1), Crowd()), cases=())
    plan = solve(problem, wishes=first, time_limit=5)
    assert (start_of(plan, "m1"), plan.staffing) == (NINE + 60, ())
    assert (plan.status, plan.score, plan.bound) == ("optimal", plan.bound, plan.score)
    assert [term.name for term in plan.terms] == ["unplaced", "late_in_the_day", "crowd"]
    assert check(problem, plan, wishes=first) == ([], plan.terms)
    ours = solve(problem, time_limit=5)
    assert (start_of(ours, "m1"), len(ours.staffing)) == (NINE, 1)


def test_other_wishes_may_keep_some_of_ours():
    rooms = [a_room("atrium")]
    meetings = [a_meeting("m1", rooms=("atrium",), starts=(NINE, NINE + 60))]
    case = a_case(urgent=True, deadline=NINE)
    problem = a_problem(rooms=rooms, meetings=meetings, cases=[case])
    mixed = Objective(first=(unplaced,), first_cases=(urgent,), placing=(Late(1),), cases=())
    plan = solve(problem, wishes=mixed, time_limit=5)
    assert start_of(plan, "m1") == NINE
    without = Objective(first=(unplaced,), first_cases=(), placing=(Late(1),), cases=())
    assert start_of(solve(problem, wishes=without, time_limit=5), "m1") == NINE + 60


def test_our_wishes_travel_between_processes():
    assert pickle.loads(pickle.dumps(OURS)) is OURS
