"""A plan while it is being made or judged: by rank, and easy to copy."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.plan import Assignment, Placement, Plan, Presence, Staffing
from scheduler.presence import presence
from scheduler.seated import GUEST, Seated, attending, is_written, part_of, seat_of, written

__all__ = ["Draft", "Seated"]


@dataclass(slots=True)
class Draft:
    """Where, when, who and what, for the meetings that are held."""

    starts: dict[int, int] = field(default_factory=dict)
    rooms: dict[int, int] = field(default_factory=dict)
    staff: dict[int, tuple[Seated, ...]] = field(default_factory=dict)
    meeting_of: dict[int, int] = field(default_factory=dict)
    """By case."""

    def copy(self) -> "Draft":
        """The same plan, free to change."""
        return Draft(dict(self.starts), dict(self.rooms), dict(self.staff), dict(self.meeting_of))

    def agendas(self) -> dict[int, list[int]]:
        """The cases that each meeting hears; none is listed for a meeting that hears none."""
        heard: dict[int, list[int]] = {}
        for case, meeting in self.meeting_of.items():
            heard.setdefault(meeting, []).append(case)
        return heard

    def people(self, meeting: int) -> list[int]:
        """Who attends a meeting, guests included."""
        return attending(self.staff.get(meeting, ()))

    def seated(self, meeting: int, seat: int) -> int:
        """How many people fill a seat, opinions in writing included."""
        filling = (seat, written(seat))
        return sum(part in filling for part, _ in self.staff.get(meeting, ()))

    def drop(self, meeting: int) -> None:
        """Hold it no more."""
        for part in (self.starts, self.rooms, self.staff):
            part.pop(meeting, None)

    def without(self, meetings: Iterable[int]) -> "Draft":
        """The same plan, those meetings not held; their cases are left as they are."""
        draft = self.copy()
        for meeting in meetings:
            draft.drop(meeting)
        return draft

    def without_cases(self) -> "Draft":
        """The same meetings with nothing on their agendas."""
        return Draft(dict(self.starts), dict(self.rooms), dict(self.staff))

    def only(self, meetings: Iterable[int]) -> "Draft":
        """These meetings as they are held, no other, and no cases."""
        held = [one for one in meetings if one in self.starts]
        return Draft(
            starts={one: self.starts[one] for one in held},
            rooms={one: self.rooms[one] for one in held if one in self.rooms},
            staff={one: self.staff[one] for one in held if one in self.staff},
        )


def cases_by_meeting(draft: Draft) -> dict[int, list[int]]:
    """The agenda of every meeting that has one."""
    heard: dict[int, list[int]] = {}
    for case, meeting in sorted(draft.meeting_of.items()):
        heard.setdefault(meeting, []).append(case)
    return heard


def draft_of(index: Index, plan: Plan) -> tuple[Draft, list[Fact]]:
    """A plan by rank, and facts about what could not be read: names, repetitions."""
    draft, faults = Draft(), list[Fact]()
    for placement in plan.placements:
        faults += _place(index, draft, placement)
    for staffing in plan.staffing:
        faults += _seat(index, draft, staffing)
    for assignment in plan.assignments:
        faults += _assign(index, draft, assignment)
    return draft, faults


def _place(index: Index, draft: Draft, placement: Placement) -> list[Fact]:
    meeting = index.meeting.get(placement.meeting)
    if meeting is None or (placement.room is not None and placement.room not in index.room):
        return [Fact(code=Code.UNKNOWN_NAME, meeting=placement.meeting, room=placement.room)]
    if meeting in draft.starts:
        return [Fact(code=Code.PLACED_TWICE, meeting=placement.meeting, start=placement.start)]
    draft.starts[meeting] = placement.start
    if placement.room is not None:
        draft.rooms[meeting] = index.room[placement.room]
    return []


def _seat(index: Index, draft: Draft, staffing: Staffing) -> list[Fact]:
    names = staffing.model_dump(exclude={"presence"})
    unknown = Fact(code=Code.UNKNOWN_NAME, **names)
    meeting, person = index.meeting.get(staffing.meeting), index.person.get(staffing.person)
    if meeting is None or person is None:
        return [unknown]
    part = part_of(staffing, index.problem.meetings[meeting])
    if part is None:
        return [unknown]
    if meeting not in draft.starts:
        return [Fact(code=Code.NOT_PLACED, **names)]
    draft.staff[meeting] = (*draft.staff.get(meeting, ()), (part, person))
    return []


def _assign(index: Index, draft: Draft, assignment: Assignment) -> list[Fact]:
    case, meeting = index.case.get(assignment.case), index.meeting.get(assignment.meeting)
    names = assignment.model_dump()
    if case is None or meeting is None:
        return [Fact(code=Code.UNKNOWN_NAME, **names)]
    if case in draft.meeting_of:
        return [Fact(code=Code.ASSIGNED_TWICE, **names)]
    if meeting not in draft.starts:
        return [Fact(code=Code.NOT_PLACED, **names)]
    draft.meeting_of[case] = meeting
    return []


def placements(index: Index, draft: Draft) -> tuple[Placement, ...]:
    """What a reader of the plan sees of the places, by time then name."""
    problem = index.problem
    found = [
        Placement(
            meeting=problem.meetings[meeting].id,
            start=start,
            room=problem.rooms[draft.rooms[meeting]].id if meeting in draft.rooms else None,
        )
        for meeting, start in draft.starts.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.meeting)))


def staffing(index: Index, draft: Draft) -> tuple[Staffing, ...]:
    """Who takes part how, by meeting, seat and person in the problem's order, guests last."""
    return tuple(
        _staffing(index, draft, meeting, part, person)
        for meeting in sorted(draft.staff)
        for part, person in sorted(draft.staff[meeting], key=_by_seat)
    )


def _by_seat(pair: Seated) -> tuple[int, Seated]:
    seat = seat_of(pair[0])
    return GUEST if seat is None else seat, pair


def _staffing(index: Index, draft: Draft, meeting: int, part: int, person: int) -> Staffing:
    wanted, seat = index.problem.meetings[meeting], seat_of(part)
    how = Presence.WRITTEN
    if not is_written(part):
        how = presence(index, meeting, person, draft.rooms.get(meeting))
    return Staffing(
        meeting=wanted.id,
        seat=None if seat is None else wanted.seats[seat].id,
        person=index.problem.people[person].id,
        presence=how,
    )


def assignments(index: Index, draft: Draft) -> tuple[Assignment, ...]:
    """Which meeting discusses each case, in the problem's order of cases."""
    problem = index.problem
    return tuple(
        Assignment(case=problem.cases[case].id, meeting=problem.meetings[meeting].id)
        for case, meeting in sorted(draft.meeting_of.items())
    )
