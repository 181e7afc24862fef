"""A plan as a coordinator looks at it: weeks, meetings, seats, and what found no place."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.base import Base
from rcp.db.models import (
    AgendaSource,
    Board,
    Case,
    Plan,
    Practitioner,
    Room,
    Seat,
    SpecialtyGroup,
)
from rcp.services.planning.clock import Clock, clock_from
from scheduler import problem as engine
from scheduler.facts import Fact
from scheduler.plan import Plan as Answer

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class SeatPicture:
    """One seat of a planned meeting: who is to sit on it."""

    label: str
    people: tuple[Practitioner, ...]
    missing: int
    is_mandatory: bool


@dataclass(frozen=True, slots=True)
class MeetingPicture:
    """A planned meeting; `usual_at` is set when it is held at another time than usual."""

    key: str
    board: Board
    starts_at: datetime
    ends_at: datetime
    room: Room | None
    is_told: bool
    usual_at: datetime | None
    seats: tuple[SeatPicture, ...]
    cases: tuple[Case, ...]
    minutes: int
    minutes_available: int
    gaps: tuple[Fact, ...]
    without_agenda: tuple[Practitioner, ...]

    @property
    def quorum_reached(self) -> bool:
        """Whether every mandatory seat is filled."""
        return not any(seat.missing for seat in self.seats if seat.is_mandatory)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A meeting or case without a place, and the facts that explain it."""

    key: str
    """The engine's name of it."""
    board: Board
    case: Case | None
    day: date | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan is worth, counted on the plan itself."""

    meetings: int
    meetings_asked: int
    quorum: int
    cases: int
    cases_asked: int
    in_time: int
    mean_wait_days: float
    off_habit: int


@dataclass(frozen=True, slots=True)
class Names:
    """The rows behind the engine's names, so that facts can be put in words."""

    clock: Clock
    boards: Mapping[str, Board]
    people: Mapping[str, Practitioner]
    rooms: Mapping[str, Room]
    seats: Mapping[str, str]
    meetings: Mapping[str, engine.Meeting]
    starts: Mapping[str, int]
    """By meeting that is held or was told: its minute."""
    cases: Mapping[str, Case]


@dataclass(frozen=True, slots=True)
class Picture:
    """A plan, ready to be shown."""

    weeks: tuple[tuple[date, tuple[MeetingPicture, ...]], ...]
    unplaced: tuple[LeftOut, ...]
    undiscussed: tuple[LeftOut, ...]
    changes: tuple[Fact, ...]
    """What differs from what people were told, if this plan repairs one."""
    is_repair: bool
    newly_heard: tuple[tuple[Case, MeetingPicture], ...]
    """Cases that a repair gives a place in a meeting told before."""
    figures: Figures
    names: Names


def picture(session: Session, plan: Plan, language: str = "fr") -> Picture:
    """The plan's answer beside its problem, with the rows that they name."""
    problem = engine.Problem.model_validate(plan.problem)
    answer = Answer.model_validate(plan.answer or {})
    names = _names(session, plan, problem, answer, language)
    cases = names.cases
    meetings = _meetings(session, problem, answer, names, cases)
    weeks: dict[date, list[MeetingPicture]] = defaultdict(list)
    for meeting in meetings:
        day = meeting.starts_at.astimezone(names.clock.zone).date()
        weeks[day - timedelta(days=day.weekday())].append(meeting)
    return Picture(
        weeks=tuple((monday, tuple(held)) for monday, held in sorted(weeks.items())),
        unplaced=tuple(_unplaced(answer, names)),
        undiscussed=tuple(
            LeftOut(one.case, cases[one.case].board, cases[one.case], None, one.reasons)
            for one in answer.undiscussed
            if one.case in cases
        ),
        changes=answer.changes,
        is_repair=problem.told is not None,
        newly_heard=tuple(_newly_heard(problem, meetings)),
        figures=_figures(problem, answer, meetings),
        names=names,
    )


def _names(
    session: Session, plan: Plan, problem: engine.Problem, answer: Answer, language: str
) -> Names:
    boards = _rows(
        session,
        Board,
        (meeting.board for meeting in problem.meetings),
        selectinload(Board.organization),
    )
    zone = next(iter(boards.values())).organization.zone
    groups = {
        row.code: (row.label_en if language == "en" else row.label) or row.label
        for row in session.scalars(select(SpecialtyGroup))
    }
    wanted = (seat.id for meeting in problem.meetings for seat in meeting.seats)
    return Names(
        clock=clock_from(plan.first_day, plan.weeks, zone),
        boards=boards,
        people=_rows(session, Practitioner, (person.id for person in problem.people)),
        rooms=_rows(session, Room, (room.id for room in problem.rooms)),
        seats={
            seat_id: groups.get(seat.group_code, seat.group_code)
            for seat_id, seat in _rows(session, Seat, wanted).items()
        },
        meetings={meeting.id: meeting for meeting in problem.meetings},
        starts={
            one.meeting: one.start
            for placed in (problem.told.placements if problem.told else (), answer.placements)
            for one in placed
        },
        cases=_rows(session, Case, (case.id for case in problem.cases)),
    )


def _rows(
    session: Session, kind: type[Row], ids: Iterable[str], *options: object
) -> dict[str, Row]:
    """The rows of these ids, asked for a few hundred at a time."""
    wanted = sorted({uuid.UUID(one) for one in ids})
    found: dict[str, Row] = {}
    for start in range(0, len(wanted), 400):
        query = select(kind).where(kind.id.in_(wanted[start : start + 400])).options(*options)  # type: ignore[arg-type]  # loader options
        found.update({str(row.id): row for row in session.scalars(query)})
    return found


def _meetings(
    session: Session,
    problem: engine.Problem,
    answer: Answer,
    names: Names,
    cases: Mapping[str, Case],
) -> list[MeetingPicture]:
    seated: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for one in answer.staffing:
        seated[one.meeting, one.seat].append(one.person)
    heard: dict[str, list[str]] = defaultdict(list)
    for assigned in answer.assignments:
        heard[assigned.meeting].append(assigned.case)
    facts: dict[str, list[Fact]] = defaultdict(list)
    for gap in answer.gaps:
        facts[gap.meeting] += gap.reasons
    minutes = {case.id: case.minutes for case in problem.cases}
    known = set(
        session.scalars(
            select(AgendaSource.practitioner_id).where(AgendaSource.read_at.is_not(None))
        )
    )
    found = []
    for placed in answer.placements:
        meeting = names.meetings[placed.meeting]
        seats = tuple(_seat(seat, seated[meeting.id, seat.id], names) for seat in meeting.seats)
        people = [person for seat in seats for person in seat.people]
        found.append(
            MeetingPicture(
                key=meeting.id,
                board=names.boards[meeting.board],
                starts_at=names.clock.instant(placed.start),
                ends_at=names.clock.instant(placed.start + meeting.duration),
                room=names.rooms[placed.room] if placed.room else None,
                is_told=meeting.is_fixed,
                usual_at=_other_than_usual(meeting, placed.start, names.clock),
                seats=seats,
                cases=tuple(cases[one] for one in heard[meeting.id] if one in cases),
                minutes=sum(minutes[one] for one in heard[meeting.id]),
                minutes_available=meeting.minutes_for_cases,
                gaps=tuple(facts[meeting.id]),
                without_agenda=tuple(p for p in people if p.id not in known),
            )
        )
    return sorted(found, key=lambda one: (one.starts_at, one.board.name))


def _seat(seat: engine.Seat, people: Sequence[str], names: Names) -> SeatPicture:
    return SeatPicture(
        label=names.seats.get(seat.id, seat.label),
        people=tuple(names.people[person] for person in people),
        missing=max(0, seat.minimum - len(people)),
        is_mandatory=seat.mandatory,
    )


def _other_than_usual(meeting: engine.Meeting, start: int, clock: Clock) -> datetime | None:
    usual = meeting.usual_start
    return clock.instant(usual) if usual is not None and usual != start else None


def _unplaced(answer: Answer, names: Names) -> Iterable[LeftOut]:
    for one in answer.unplaced:
        meeting = names.meetings[one.meeting]
        at = meeting.usual_start or next(iter(meeting.starts), None)
        day = names.clock.instant(at).astimezone(names.clock.zone).date() if at else None
        yield LeftOut(one.meeting, names.boards[meeting.board], None, day, one.reasons)


def _newly_heard(
    problem: engine.Problem, meetings: Sequence[MeetingPicture]
) -> Iterable[tuple[Case, MeetingPicture]]:
    """By meeting; of a plan that repairs nothing, none."""
    told = {case.id for case in problem.cases if case.fixed_meeting is not None}
    for meeting in meetings if problem.told is not None else ():
        yield from ((case, meeting) for case in meeting.cases if str(case.id) not in told)


def _figures(
    problem: engine.Problem, answer: Answer, meetings: Sequence[MeetingPicture]
) -> Figures:
    start_of = {placed.meeting: placed.start for placed in answer.placements}
    case_of = {case.id: case for case in problem.cases}
    heard = [(case_of[one.case], start_of[one.meeting]) for one in answer.assignments]
    waits = [max(0, start - case.ready_from) / 1440 for case, start in heard]
    return Figures(
        meetings=len(meetings),
        meetings_asked=len(problem.meetings),
        quorum=sum(meeting.quorum_reached for meeting in meetings),
        cases=len(heard),
        cases_asked=len(problem.cases),
        in_time=sum(start <= case.deadline for case, start in heard),
        mean_wait_days=sum(waits) / len(waits) if waits else 0.0,
        off_habit=sum(meeting.usual_at is not None for meeting in meetings),
    )
