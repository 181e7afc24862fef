"""The family's instances in our format, and our plans as the family's places."""

from benchmarks.timefold.instance import Gathering, Instance
from scheduler.plan import Plan
from scheduler.problem import Candidate, Meeting, Person, Problem, Room, Seat

GRAIN = 15
"""Minutes; our time is the family's count of grains, without nights and noons."""


def problem_of(instance: Instance) -> Problem:
    """Required people as one mandatory seat for all of them; same day and overtime as starts."""
    return Problem(
        origin="the first grain",
        horizon=GRAIN * len(instance.day_of),
        grain=GRAIN,
        people=tuple(Person(id=f"p{rank}") for rank in range(instance.people)),
        rooms=tuple(
            Room(id=f"r{rank}", capacity=capacity) for rank, capacity in enumerate(instance.rooms)
        ),
        meetings=tuple(_meeting(instance, rank, one) for rank, one in enumerate(instance.meetings)),
    )


def _meeting(instance: Instance, rank: int, wanted: Gathering) -> Meeting:
    seat = Seat(
        id="required",
        minimum=len(wanted.required),
        mandatory=True,
        candidates=tuple(Candidate(person=f"p{who}") for who in wanted.required),
    )
    return Meeting(
        id=f"m{rank}",
        board=f"m{rank}",
        duration=GRAIN * wanted.grains,
        starts=tuple(GRAIN * grain for grain in instance.starts(wanted)),
        rooms=tuple(f"r{room}" for room in instance.rooms_for(wanted)),
        seats=(seat,),
    )


def places_of(plan: Plan) -> dict[int, tuple[int, int]]:
    """By meeting held: its first grain and its room's rank."""
    return {
        int(one.meeting[1:]): (one.start // GRAIN, int(str(one.room)[1:]))
        for one in plan.placements
    }
