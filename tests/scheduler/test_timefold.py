"""Timefold's meetings planned with their own wishes, through the same interface as ours."""

import itertools
import json
import time

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.timefold.convert import GRAIN, places_of, problem_of
from benchmarks.timefold.generator import JavaRandom, generated
from benchmarks.timefold.instance import Gathering, Instance, read_instance
from benchmarks.timefold.score import FamilyScore, family_score
from benchmarks.timefold.wishes import objective
from scheduler.check import breaches, check, score
from scheduler.crew import Crew
from scheduler.draft import Draft
from scheduler.index import index
from scheduler.insertion.alone import Worth
from scheduler.insertion.anneal import Annealing
from scheduler.insertion.bookings import Bookings, span, windows
from scheduler.insertion.held import Held
from scheduler.insertion.options import Hold, hold_of
from scheduler.insertion.twin import Clock, Twin
from scheduler.model import Scope
from scheduler.search import Budget, Control, search
from scheduler.solve import solve

from .builders import a_meeting, a_person, a_problem, a_room, a_seat


@st.composite
def instances(draw, most=4):
    """Few people and little time, so that everything is in everything's way."""
    people = list(range(5))
    meetings = []
    for _ in range(draw(st.integers(2, most))):
        wanted = draw(st.permutations(people))
        required, preferred = draw(st.integers(1, 2)), draw(st.integers(0, 2))
        meetings.append(
            Gathering(
                draw(st.integers(1, 3)),
                tuple(wanted[:required]),
                tuple(wanted[required : required + preferred]),
            )
        )
    return Instance("small", (0,) * 5 + (1,) * 4, (4, 5, 2), len(people), tuple(meetings))


def numbered_of(instance):
    return index(problem_of(instance), objective(instance))


@st.composite
def drafts(draw, numbered):
    """Meetings anywhere they may start, in any room they may have, in each other's way or not."""
    found = Draft()
    for meeting, starts in enumerate(numbered.starts):
        if draw(st.integers(0, 5)):
            a_place(draw, numbered, meeting, starts).put(found, meeting)
    return found


def a_place(draw, numbered, meeting, starts):
    crew = tuple((0, who) for who in sorted(numbered.candidates[meeting][0]))
    room = draw(st.sampled_from(numbered.rooms[meeting]))
    return Hold(draw(st.sampled_from(starts.tolist())), room, crew)


def places(draft):
    return {one: (start // GRAIN, draft.rooms[one]) for one, start in draft.starts.items()}


HASTY = settings(
    max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@HASTY
@given(st.data())
def test_their_wishes_count_what_the_familys_own_score_says(data):
    instance = data.draw(instances(most=6))
    numbered = numbered_of(instance)
    draft = data.draw(drafts(numbered))
    theirs, ours = family_score(instance, places(draft)), score(numbered, draft)
    left_out = len(instance.meetings) - len(draft.starts)
    each = numbered.objective.first[0].each
    assert (ours.urgent - each * left_out, ours.comfort) == (theirs.medium, theirs.soft)
    assert each > theirs.medium
    assert (not breaches(numbered, draft)) == (theirs.hard == left_out)


@HASTY
@given(st.data())
def test_their_wishes_price_a_meeting_before_it_is_put_in(data):
    numbered = numbered_of(data.draw(instances(most=6)))
    draft = data.draw(drafts(numbered))
    draft.drop(0)
    held = Held(numbered, draft, unit=1.0)
    again = data.draw(drafts(numbered))
    for meeting in again.starts:
        if meeting in draft.starts:
            held.remove(meeting)
            held.place(meeting, hold_of(draft, meeting))
    before = score(numbered, draft)
    options, prices = held.places(0)
    for start, room in itertools.product(range(len(options.starts)), range(len(options.rooms))):
        fuller, hold = draft.copy(), options.hold(start, room)
        hold.put(fuller, 0)
        after = score(numbered, fuller)
        told = (after.urgent - before.urgent, after.comfort - before.comfort)
        assert tuple(prices[:, start, room].tolist()) == told
        priced = held.price_of(0, hold)
        assert (priced.first, priced.points) == told
        if options.allowed[start, room]:
            assert len(breaches(numbered, fuller)) == len(breaches(numbered, draft))


@HASTY
@given(st.data())
def test_the_solver_counts_their_wishes_as_the_checker_does(data):
    """A scope of some meetings, the others staying: bound and plan meet to the unit."""
    instance = data.draw(instances(most=5))
    numbered = numbered_of(instance)
    annealing = Annealing(numbered, Draft(), seed=1)
    annealing.construct()
    base = annealing.best
    open_ones = tuple(data.draw(st.sets(st.integers(0, len(instance.meetings) - 1), min_size=1)))
    staying = base.copy()
    for meeting in open_ones:
        staying.drop(meeting)
    never = numbered.objective.first[0].each * len(open_ones)
    fixed = score(numbered, staying)
    budget = Budget(5.0, deterministic=True)
    outcome = search(numbered, base, Scope(meetings=open_ones), budget, Control())
    assert outcome.proven
    found = score(numbered, outcome.draft)
    parts = (found.urgent - fixed.urgent + never, found.comfort - fixed.comfort)
    assert (outcome.bound.urgent, outcome.bound.comfort) == parts
    assert breaches(numbered, outcome.draft) == []


@settings(HASTY, max_examples=8)
@given(instances(most=3))
def test_a_proven_plan_of_theirs_is_the_best_of_all(instance):
    plan = solve(problem_of(instance), wishes=objective(instance), time_limit=10)
    everywhere = [
        [None, *itertools.product(instance.starts(one), instance.rooms_for(one))]
        for one in instance.meetings
    ]
    best = min(
        family_score(instance, {rank: one for rank, one in enumerate(chosen) if one is not None})
        for chosen in itertools.product(*everywhere)
    )
    assert plan.status == "optimal"
    assert family_score(instance, places_of(plan)) == best


def test_a_crowded_week_is_planned_without_a_hard_conflict_and_better_as_time_goes():
    instance = generated(50)
    problem, wishes = problem_of(instance), objective(instance)
    seen = []
    plan = solve(problem, wishes=wishes, time_limit=2, on_progress=seen.append)
    theirs = family_score(instance, places_of(plan))
    assert theirs.hard == 0
    assert (theirs.medium, theirs.soft) == (plan.score.urgent, plan.score.comfort)
    assert check(problem, plan, wishes=wishes) == ([], plan.terms)
    assert plan.score.better_than(seen[0].objective)


def test_where_meetings_need_time_between_them_exact_searches_take_the_place_of_insertion():
    instance = generated(14)
    problem = problem_of(instance).model_copy(update={"buffer": GRAIN})
    wishes, seen = objective(instance), []
    plans = [
        solve(problem, wishes=wishes, time_limit=2, deterministic=True, on_progress=seen.append)
        for _ in range(2)
    ]
    assert plans[0] == plans[1]
    assert check(problem, plans[0], wishes=wishes) == ([], plans[0].terms)
    assert {one.stage for one in seen} == {"first", "neighbourhoods"}
    assert plans[0].score.better_than(seen[0].objective)


def test_insertion_knows_how_many_may_attend_a_room_by_video():
    people = [a_person(name, site="north") for name in ("odile", "omar", "sami")]
    meeting = a_meeting(
        seats=[a_seat("all", "odile", "omar", "sami", minimum=3)], rooms=("few", "many"), video=True
    )
    rooms = [a_room("few", site="south", connections=2), a_room("many", site="south")]
    problem = a_problem(people=people, rooms=rooms, meetings=[meeting])
    held = Held(index(problem), Draft(), unit=1.0)
    options, _ = held.places(0)
    assert options.allowed.tolist() == [[False, True]]


def test_the_same_seed_and_number_of_steps_give_the_same_plan():
    instance = generated(40)
    problem, wishes = problem_of(instance), objective(instance)
    plans = [
        solve(problem, wishes=wishes, time_limit=0.3, deterministic=True, seed=seed)
        for seed in (5, 5, 6)
    ]
    assert plans[0] == plans[1]
    assert plans[0].placements != plans[2].placements


def test_what_squeaks_is_placed_first_the_next_time():
    """The largest first would leave two meetings of this week without a place."""
    annealing = Annealing(numbered_of(generated(50)), Draft(), seed=1)
    annealing.construct()
    assert len(annealing.best.starts) == 50
    assert annealing.idle == set()


def test_a_search_keeps_account_of_what_its_plan_is_worth():
    numbered = numbered_of(generated(40))
    annealing = Annealing(numbered, Draft(), seed=3)
    annealing.construct()
    before, worth = score(numbered, annealing.draft), annealing.worth
    for step in range(200):
        annealing.step(step / 200)
    after, now = score(numbered, annealing.draft), annealing.worth
    assert now.first - worth.first == after.urgent - before.urgent
    assert now.points - worth.points == after.comfort - before.comfort
    assert breaches(numbered, annealing.draft) == []
    best = score(numbered, annealing.best)
    annealing.adopt(annealing.best)
    assert score(numbered, annealing.draft) == best
    assert annealing.worth == annealing.best_worth


def gained(numbered, first, then):
    """What a plan is worth more than another, as a search counts it."""
    before, after = score(numbered, first), score(numbered, then)
    return Worth(after.urgent - before.urgent, after.comfort - before.comfort)


def test_a_search_in_another_program_is_heard_and_both_count_alike():
    """Nothing is searched here meanwhile, so that only the other one can find better."""
    numbered = numbered_of(generated(30))
    annealing = Annealing(numbered, Draft(), seed=1)
    annealing.construct()
    began = time.monotonic()
    clock, heard = Clock(began, began + 30), False
    with Crew(1, apart=True) as crew:
        twin = Twin(crew, numbered, Draft(), seed=2)
        while not heard and clock.done < 1:
            time.sleep(0.02)
            heard = twin.meet(annealing, clock)
    assert heard
    assert annealing.best_worth == gained(numbered, Draft(), annealing.best)
    assert annealing.worth == gained(numbered, Draft(), annealing.draft)
    assert breaches(numbered, annealing.best) == []


def test_a_search_goes_on_alone_when_the_other_program_dies():
    numbered = numbered_of(generated(30))
    annealing = Annealing(numbered, Draft(), seed=1)
    clock = Clock(time.monotonic(), time.monotonic() + 30)
    with Crew(1, apart=True) as crew:
        twin = Twin(crew, numbered, Draft(), seed=2)
        crew.stop()
        while twin.asked is not None and clock.done < 1:
            assert not twin.meet(annealing, clock)
    assert twin.asked is None
    assert annealing.step(0.5)


@st.composite
def stretches(draw):
    """Owner, first grain, length: often the same grains of the same owner again."""
    return draw(st.tuples(st.integers(0, 1), st.integers(0, 6), st.integers(1, 4)))


@settings(HASTY, max_examples=200)
@given(st.lists(stretches(), max_size=8), st.data())
def test_what_is_taken_twice_stays_taken_when_given_back_once(taken, data):
    bookings = Bookings(2)
    for owner, begin, length in taken:
        bookings.add((owner,), span(begin, begin + length))
    order = data.draw(st.permutations(taken))
    back = order[: data.draw(st.integers(0, len(order)))]
    for owner, begin, length in back:
        bookings.remove((owner,), span(begin, begin + length))
    left = order[len(back) :]
    for owner in (0, 1):
        grains = {begin + one for who, begin, n in left if who == owner for one in range(n)}
        assert bookings.taken((owner,)) == sum(1 << grain for grain in grains)
        for width in (1, 2, 3, 5, 8):
            blocked = {start for start in range(10) if grains & set(range(start, start + width))}
            found = windows(bookings.taken((owner,)), width)
            assert {start for start in range(10) if found >> start & 1} == blocked


def test_java_draws_these_numbers_too():
    chance = JavaRandom(42)
    assert [chance.below(10) for _ in range(5)] == [0, 3, 8, 4, 0]
    powers = JavaRandom(42)
    assert all(powers.below(16) in range(16) for _ in range(100))


def test_generated_instances_have_the_published_shape():
    instance = generated(50)
    assert instance.name == "50meetings-160timegrains-5rooms"
    assert (len(instance.day_of), instance.people) == (160, 40)
    assert instance.rooms == (30, 20, 16, 14, 12)
    assert instance.meetings[0] == Gathering(3, (23, 30), (7, 9, 33))
    assert generated(50, seed=1) != instance


def test_an_instance_is_read_as_the_quickstarts_serve_it(tmp_path):
    served = {
        "people": [{"id": "0", "fullName": "Claire"}, {"id": "1", "fullName": "Sami"}],
        "timeGrains": [{"grainIndex": grain, "dayOfYear": 3 + grain // 2} for grain in range(4)],
        "rooms": [{"id": "r", "capacity": 3}],
        "meetings": [
            {
                "durationInGrains": 2,
                "requiredAttendances": [{"person": "1"}],
                "preferredAttendances": [{"person": {"id": "0"}}],
            }
        ],
    }
    path = tmp_path / "two.json"
    path.write_text(json.dumps(served), encoding="utf-8")
    instance = read_instance(path)
    assert instance == Instance("two", (0, 0, 1, 1), (3,), 2, (Gathering(2, (1,), (0,)),))
    assert instance.starts(instance.meetings[0]) == [0, 2]


def test_the_familys_score_counts_each_constraint():
    meetings = (Gathering(2, (0, 1), ()), Gathering(2, (2,), (1,)), Gathering(1, (0,), ()))
    instance = Instance("three", (0,) * 6, (4, 2), 3, meetings)
    apart = family_score(instance, {0: (0, 0), 1: (1, 1), 2: (3, 0)})
    assert apart == FamilyScore(hard=0, medium=1, soft=1 + 2 + 3 + 2 + 100 + 10 + 1)
    assert family_score(instance, {0: (0, 0), 1: (1, 0), 2: (1, 1)}).hard == 1 + 1
    assert family_score(instance, {0: (5, 0)}).hard == 2 + 6
    assert str(FamilyScore(0, 1, 20)) == "0/-1/-20"
    assert np.sign(-apart.soft) == -1
