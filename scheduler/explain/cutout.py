"""The part of a problem and its plan that decides about one meeting: small, and asked often."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from scheduler.draft import Draft, draft_of
from scheduler.index import WEEK, Index, index
from scheduler.plan import Placement, Plan, Staffing
from scheduler.problem import Interval, Meeting, Person, Problem, Seat, Visit

MOST_OTHERS = 12
"""People and rooms beyond the meeting's own that might be asked, the nearest first."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One meeting without a place, and the meetings held around it as the plan holds them."""

    problem: Problem
    """The meeting first, then the held ones with nobody but those who sit there."""
    around: Plan
    """Where the held ones are."""
    whole: Problem

    @property
    def meeting(self) -> Meeting:
        """The one in question."""
        return self.problem.meetings[0]

    def numbered(self) -> tuple[Index, Draft]:
        """Ready to be asked: the meeting's rank is 0."""
        found = index(self.problem)
        return found, draft_of(found, self.around)[0]

    def asking(self, **changed: object) -> "Cut":
        """The same with another form of the meeting."""
        meeting = self.meeting.model_copy(update=changed)
        meetings = (meeting, *self.problem.meetings[1:])
        problem = self.problem.model_copy(update={"meetings": meetings})
        return replace(self, problem=problem)


def cut_out(
    problem: Problem, plan: Plan, meeting: Meeting, starts: Collection[int], span: tuple[int, int]
) -> Cut:
    """The meeting, free to take one of `starts`; others count if they touch `span`.

    A fixed meeting becomes one that would be held only with all it needs.
    """
    free = meeting.model_copy(
        update={
            "fixed_start": None,
            "starts": tuple(sorted(starts)),
            "usual_start": _usual(meeting),
            "guests": (),
        }
    )
    seated: dict[str, list[Staffing]] = {}
    for one in plan.staffing:
        seated.setdefault(one.meeting, []).append(one)
    known = {one.id: one for one in problem.meetings}
    near = [
        one
        for one in plan.placements
        if one.meeting != meeting.id and span[0] - known[one.meeting].duration < one.start < span[1]
    ]
    people, rooms = _people(problem, meeting), _rooms(problem, meeting)
    beside = [
        one
        for one in near
        if problem.buffer
        or one.room in rooms
        or any(staff.person in people for staff in seated.get(one.meeting, []))
    ]
    staffing = tuple(one for placed in beside for one in seated.get(placed.meeting, []))
    people |= {one.person for one in staffing}
    rooms |= {one.room for one in beside if one.room}
    far = {one.meeting: one for one in near if one not in beside}
    elsewhere: dict[str, list[tuple[Meeting, Placement]]] = {}
    for name, placed in far.items():
        for staff in seated.get(name, []):
            elsewhere.setdefault(staff.person, []).append((known[name], placed))
    sites = {one.id: one.site for one in problem.rooms}
    small = problem.model_copy(
        update={
            "people": tuple(
                _within(
                    one, span, [_there(one, *pair, sites) for pair in elsewhere.get(one.id, [])]
                )
                for one in problem.people
                if one.id in people
            ),
            "rooms": tuple(one for one in problem.rooms if one.id in rooms),
            "meetings": (
                free,
                *(_held(known[one.meeting], one, seated.get(one.meeting, [])) for one in beside),
            ),
            "cases": (),
            "told": None,
        }
    )
    return Cut(small, Plan(placements=tuple(beside), staffing=staffing), problem)


def _there(
    person: Person, meeting: Meeting, placed: Placement, sites: dict[str, str | None]
) -> Visit | Interval:
    """A meeting that is left out of the cut, as work elsewhere of one who sits there."""
    end, site = placed.start + meeting.duration, sites.get(placed.room or "")
    if site is None or (meeting.video and person.site not in (None, site)):
        return placed.start, end
    return Visit(start=placed.start, end=end, site=site)


def _usual(meeting: Meeting) -> int | None:
    return meeting.usual_start if meeting.fixed_start is None else meeting.fixed_start


def _held(meeting: Meeting, placed: Placement, staff: Iterable[Staffing]) -> Meeting:
    """The meeting as it is held, with candidates only where they sit."""
    there = {(one.seat, one.person) for one in staff}
    seats = tuple(_taken(seat, there) for seat in meeting.seats)
    return meeting.model_copy(
        update={
            "starts": (placed.start,),
            "rooms": (placed.room,) if placed.room else meeting.rooms,
            "seats": seats,
            "chair": None,
            "guests": tuple(one for one in meeting.guests if (None, one) in there),
        }
    )


def _taken(seat: Seat, there: set[tuple[str | None, str]]) -> Seat:
    candidates = tuple(one for one in seat.candidates if (seat.id, one.person) in there)
    return seat.model_copy(update={"candidates": candidates})


def _people(problem: Problem, meeting: Meeting) -> set[str]:
    """Candidates, and a few others who could do their work."""
    own = {c.person for seat in meeting.seats for c in seat.candidates}
    skills = {one.specialty for one in problem.people if one.id in own and one.specialty}
    sites = {one.site for one in problem.people if one.id in own}
    others = [one for one in problem.people if one.specialty in skills and one.id not in own]
    others.sort(key=lambda one: one.site not in sites)
    return own | {one.id for one in others[:MOST_OTHERS]}


def _rooms(problem: Problem, meeting: Meeting) -> set[str]:
    """The rooms allowed, and a few others, those of the same sites first."""
    own = set(meeting.rooms)
    sites = {one.site for one in problem.rooms if one.id in own}
    others = [one for one in problem.rooms if one.id not in own]
    others.sort(key=lambda one: one.site not in sites)
    return own | {one.id for one in others[:MOST_OTHERS]}


def _within(person: Person, span: tuple[int, int], elsewhere: Iterable[Visit | Interval]) -> Person:
    """The same person with nothing but what they do in the span, meetings elsewhere included."""
    first, last = span[0] - WEEK, span[1]  # an opinion is written in the week before
    more = list(elsewhere)
    busy = [one for one in person.busy if one[0] < last and first < one[1]]
    visits = [one for one in person.visits if one.start < last and first < one.end]
    return person.model_copy(
        update={
            "busy": (*busy, *(one for one in more if not isinstance(one, Visit))),
            "visits": (*visits, *(one for one in more if isinstance(one, Visit))),
        }
    )
