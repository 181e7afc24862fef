"""What the engine is told, built from the database as it stands."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Board,
    Case,
    Meeting,
    MeetingState,
    Organization,
    PatientNotice,
    Practitioner,
    Room,
    Seat,
)
from rcp.domain.calendar import to_utc
from rcp.domain.case import WAITING, CaseState
from rcp.domain.errors import RuleBroken
from rcp.domain.specialty import SpecialtyGroup
from rcp.services import case_pieces, specialties, weekly_times
from rcp.services.cases import minutes_for
from rcp.services.planning import people as who
from rcp.services.planning.clock import Clock, clock_from
from rcp.services.planning.hours import Hours, merged
from rcp.services.planning.occasions import Occasion, occasions
from rcp.services.planning.told import Repair, as_told
from scheduler import problem as engine


@dataclass(frozen=True, slots=True)
class Situation:
    """A problem for the engine, and the rows behind its names."""

    problem: engine.Problem
    clock: Clock
    occasions: dict[str, Occasion]
    people: dict[str, Practitioner]
    seats: dict[str, Seat]
    rooms: dict[str, Room]
    cases: dict[str, Case]


def situation(
    session: Session,
    first_day: date,
    weeks: int,
    now: datetime,
    boards_asked: Iterable[uuid.UUID] | None = None,
    repair: Repair | None = None,
) -> Situation:
    """The problem of the coming weeks for these boards (all active ones when None).

    With a `repair`, no meeting is added: those told stay, but for those that it lets move, and the
    cases that it looks for a place for may join them.
    Raises RuleBroken `plan_no_board` if there is nothing to plan for.
    """
    boards = _boards(session, boards_asked)
    if not boards:
        raise RuleBroken("plan_no_board")
    clock = clock_from(first_day, weeks, boards[0].organization.zone)
    told = _told(session, boards, clock, now)
    today = now.astimezone(clock.zone).date()
    waiting = _waiting(session, boards, today)
    held = occasions(boards, told, waiting, clock, now)
    if repair is None:
        return _assemble(session, clock, held, waiting, now)
    kept = [repair.opened(one, clock, now) for one in held if one.meeting is not None]
    found = _assemble(session, clock, kept, repair.looks_for(waiting, kept), now)
    return replace(found, problem=as_told(found.problem, kept, clock, now))


def _assemble(
    session: Session,
    clock: Clock,
    held: Sequence[Occasion],
    waiting: dict[Board, list[Case]],
    now: datetime,
) -> Situation:
    known = specialties.groups(session)
    people = who.everybody(session)
    rooms = _rooms(session, held)
    on_agenda = _on_agenda(session, held)
    inside = [one.meeting.id for one in held if one.meeting]
    busy = who.busy_times(session, people, clock, inside)
    hours = Hours(weekly_times.habits_by_person(session), clock)
    meetings = [_meeting(one, people, known, rooms, clock) for one in held]
    involved = {c.person for m in meetings for seat in m.seats for c in seat.candidates}
    involved |= {guest for meeting in meetings for guest in meeting.guests}
    cases = [case for waiting_here in waiting.values() for case in waiting_here]
    told = engine.Problem(
        origin=f"{clock.monday.isoformat()} 00:00 {clock.zone.key}",
        horizon=clock.horizon,
        sites=_sites(people, held, clock),
        people=tuple(
            engine.Person(
                id=str(person.id),
                busy=busy[person.id],
                site=_home(person),
                specialty=specialties.specialty_of(person, known),
                prefers=hours.wished(person),
                avoids=hours.avoided(person),
            )
            for person in people
            if str(person.id) in involved
        ),
        rooms=tuple(_room(room, clock, session, inside) for room in rooms),
        meetings=tuple(meetings),
        cases=(
            *(_case(case, clock) for case in cases),
            *(_case(item.case, clock, item) for item in on_agenda),
        ),
    )
    return Situation(
        problem=told,
        clock=clock,
        occasions={one.key: one for one in held},
        people=dict(who.names(people)),
        seats=who.board_seats([one.board for one in held]),
        rooms={str(room.id): room for room in rooms},
        cases={str(case.id): case for case in (*cases, *(item.case for item in on_agenda))},
    )


def _boards(session: Session, asked: Iterable[uuid.UUID] | None) -> list[Board]:
    query = (
        select(Board)
        .where(Board.is_active)
        .options(
            selectinload(Board.seats).selectinload(Seat.members),
            selectinload(Board.organization).selectinload(Organization.rooms),
            selectinload(Board.organization).selectinload(Organization.closures),
            selectinload(Board.days),
        )
        .order_by(Board.code)
    )
    if asked is not None:
        query = query.where(Board.id.in_(list(asked)))
    return list(session.scalars(query))


def _told(
    session: Session, boards: Sequence[Board], clock: Clock, now: datetime
) -> dict[Board, list[Meeting]]:
    """Meetings of the horizon that people have been told of and that still lie ahead."""
    found: dict[Board, list[Meeting]] = defaultdict(list)
    for meeting in session.scalars(
        select(Meeting)
        .where(
            Meeting.board_id.in_([board.id for board in boards]),
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= clock.origin,
            Meeting.starts_at < clock.end,
        )
        .options(selectinload(Meeting.attendances))
        .order_by(Meeting.starts_at, Meeting.reference)
    ):
        found[meeting.board].append(meeting)
    return found


def _waiting(session: Session, boards: Sequence[Board], today: date) -> dict[Board, list[Case]]:
    found: dict[Board, list[Case]] = defaultdict(list)
    for case in session.scalars(
        select(Case)
        .where(
            Case.board_id.in_([board.id for board in boards]),
            Case.state.in_([state for state in CaseState if state in WAITING]),
            Case.notice != PatientNotice.OBJECTION,
            case_pieces.may_be_planned(today),
        )
        .order_by(Case.is_urgent.desc(), Case.due_on, Case.reference)
    ):
        found[case.board].append(case)
    return found


def _on_agenda(session: Session, held: Sequence[Occasion]) -> list[AgendaItem]:
    """Cases that already have their place in a meeting told."""
    return list(
        session.scalars(
            select(AgendaItem)
            .where(
                AgendaItem.meeting_id.in_([one.meeting.id for one in held if one.meeting]),
                AgendaItem.state == AgendaItemState.EXPECTED,
            )
            .options(selectinload(AgendaItem.case).selectinload(Case.board))
            .order_by(AgendaItem.meeting_id, AgendaItem.position)
        )
    )


def _rooms(session: Session, held: Sequence[Occasion]) -> list[Room]:
    houses = {one.board.organization_id for one in held}
    return list(
        session.scalars(
            select(Room).where(Room.organization_id.in_(houses)).order_by(Room.name, Room.id)
        )
    )


def _room(room: Room, clock: Clock, session: Session, inside: Sequence[uuid.UUID]) -> engine.Room:
    taken = session.execute(
        select(Meeting.starts_at, Meeting.ends_at).where(
            Meeting.room_id == room.id,
            Meeting.state.in_([MeetingState.CONVENED, MeetingState.RUNNING]),
            Meeting.id.notin_(inside),
            Meeting.starts_at < clock.end,
            Meeting.ends_at > clock.origin,
        )
    )
    busy = ((clock.minute(starts), clock.minute(ends)) for starts, ends in taken)
    return engine.Room(
        id=str(room.id),
        capacity=room.capacity,
        site=str(room.organization_id),
        busy=merged(busy, clock.horizon),
    )


def _sites(
    people: Sequence[Practitioner], held: Sequence[Occasion], clock: Clock
) -> tuple[engine.Site, ...]:
    """The structures where people practise or meet, with what their clocks say beside ours."""
    known = {one.board.organization.id: one.board.organization for one in held}
    known |= {role.organization.id: role.organization for one in people for role in one.roles}
    return tuple(
        engine.Site(id=str(name), offset=_ahead(known[name].zone, clock)) for name in sorted(known)
    )


def _ahead(zone: ZoneInfo, clock: Clock) -> int:
    """Minutes that a zone's clocks are ahead of the plan's, in its first hour."""
    ahead = clock.origin.astimezone(zone).utcoffset() or timedelta()
    ours = clock.origin.astimezone(clock.zone).utcoffset() or timedelta()
    return int((ahead - ours).total_seconds() // 60)


def _home(person: Practitioner) -> str | None:
    """The structure that somebody has to leave to sit elsewhere; none if they practise in more."""
    homes = {role.organization_id for role in person.roles}
    return str(homes.pop()) if len(homes) == 1 else None


def _meeting(
    occasion: Occasion,
    people: Sequence[Practitioner],
    known: Sequence[SpecialtyGroup],
    rooms: Sequence[Room],
    clock: Clock,
) -> engine.Meeting:
    board, meeting = occasion.board, occasion.meeting
    seats = tuple(_seat(seat, occasion, people, known) for seat in board.seats)
    seated = {candidate.person for seat in seats for candidate in seat.candidates}
    chair = str(board.chair_id) if str(board.chair_id) in seated else None
    if meeting is not None and not occasion.starts:
        allowed = [str(meeting.room_id)] if meeting.room_id else []
    else:
        allowed = [str(room.id) for room in rooms if room.organization_id == board.organization_id]
    return engine.Meeting(
        id=occasion.key,
        board=str(board.id),
        duration=board.minutes,
        starts=occasion.starts,
        usual_start=occasion.usual_start,
        fixed_start=clock.minute(meeting.starts_at) if meeting and not occasion.starts else None,
        site=str(board.organization_id),
        rooms=tuple(allowed),
        # A structure that has named no room meets where it likes.
        video=bool(board.video_url) or not allowed,
        seats=seats,
        guests=_guests(occasion, people, seated),
        min_specialties=board.min_specialties,
        chair=chair,
        minutes_available=board.minutes,
        reserve=min(board.reserve_minutes, board.minutes),
    )


def _guests(
    occasion: Occasion, people: Sequence[Practitioner], seated: set[str]
) -> tuple[str, ...]:
    """Chair and secretary without a seat; of a meeting already told, its guests as well."""
    board, meeting = occasion.board, occasion.meeting
    asked = [board.chair_id, board.secretary_id]
    if meeting is not None:
        gone = {one.practitioner_id for one in meeting.attendances if one.presence in who.GONE}
        told = [one.practitioner_id for one in meeting.attendances if one.is_guest]
        asked = [one for one in (*told, *asked) if one not in gone]
    active = {person.id for person in people}
    names = dict.fromkeys(str(one) for one in asked if one in active)
    return tuple(name for name in names if name not in seated)


def _seat(
    seat: Seat,
    occasion: Occasion,
    people: Sequence[Practitioner],
    known: Sequence[SpecialtyGroup],
) -> engine.Seat:
    pool = who.candidates(seat, people, known)
    if occasion.meeting is not None:
        pool = who.expected_candidates(
            seat, occasion.meeting, pool, all_asked=bool(occasion.starts)
        )
    return engine.Seat(
        id=str(seat.id),
        label=seat.group_code,
        minimum=seat.minimum,
        mandatory=seat.is_mandatory,
        candidates=pool,
    )


def _case(case: Case, clock: Clock, item: AgendaItem | None = None) -> engine.Case:
    ready = clock.minute(to_utc(case.ready_on, time.min, clock.zone))
    due = clock.minute(to_utc(case.due_on + timedelta(days=1), time.min, clock.zone)) - 1
    return engine.Case(
        id=str(case.id),
        boards=(str(case.board_id),),
        minutes=item.minutes if item else minutes_for(case, case.board),
        ready_from=0 if item or case.early_at else max(0, ready),
        deadline=max(0, due),
        urgent=case.is_urgent,
        postponed=case.postponed_times,
        fixed_meeting=str(item.meeting_id) if item else None,
    )
