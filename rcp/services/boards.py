"""Boards: made from a template, then given their rhythm, their seats and their people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.calendars import clean
from rcp.db.models import (
    Board,
    BoardTemplate,
    Member,
    Organization,
    Practitioner,
    Room,
    Seat,
)
from rcp.domain import access
from rcp.domain.calendar import Cadence, Occurrence, occurrences
from rcp.domain.case import CaseClass
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.domain.names import plain_name
from rcp.domain.readiness import piece_mapping
from rcp.services import audit, board_forms, catalogue, specialties
from rcp.services.days_off import days_off
from rcp.services.people import actor_of
from rcp.services.rows import assign

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Habit:
    """When and where a board usually meets; `at` is local, `weekday` 0 is Monday."""

    cadence: Cadence
    weekday: int
    at: time
    weeks_of_month: tuple[int, ...] = (1,)
    room: Room | None = None
    video_url: str = ""


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """A seat to have: its specialty group, how many people, and whether quorum asks for it."""

    group: str
    minimum: int = 1
    is_mandatory: bool = True


def by_code(session: Session, code: str) -> Board | None:
    """The board of a code, with its seats and members."""
    return session.scalars(select(Board).where(Board.code == code).options(*_WITH_SEATS)).first()


def boards(session: Session) -> list[Board]:
    """Every board by name, with structure, room, seats and members."""
    return list(
        session.scalars(
            select(Board)
            .order_by(Board.name)
            .options(
                *_WITH_SEATS,
                selectinload(Board.organization).selectinload(Organization.closures),
                selectinload(Board.room),
                selectinload(Board.chair),
                selectinload(Board.coordinator),
                selectinload(Board.secretary),
            )
        )
    )


_WITH_SEATS = (
    selectinload(Board.seats).selectinload(Seat.members).selectinload(Member.practitioner),
)


def create_board_from_template(
    session: Session,
    template: BoardTemplate,
    organization: Organization,
    *,
    code: str,
    name: str,
    by: Practitioner | None,
) -> Board:
    """A new board with the template's seats, fields, minutes and cadence, on Mondays at 12:30.

    Raises RuleBroken `board_code`, `board_code_taken` or `board_name`, NotAllowed
    `not_your_structure`.
    """
    _refuse_strangers(organization, by)
    _check_names(session, code, name)
    told = catalogue.read_template(template)
    board = Board(
        organization=organization,
        code=code,
        name=plain_name(name),
        name_en=told.name_en if name.strip() == told.name else "",
        template_code=template.code,
        kind=told.kind.value,
        is_regulatory=told.regulatory,
        min_specialties=told.min_specialties,
        cadence=told.cadence,
        minutes=told.duration_minutes,
        minutes_per_case={kind.value: count for kind, count in told.minutes_per_case.items()},
        block=told.block,
        pieces=[piece_mapping(one) for one in told.pieces],
    )
    fields = list(template.content.get("fields", []))
    board.forms.append(board_forms.new_form(board, fields, number=1, by=by))
    for place, seat in enumerate(told.seats):
        board.seats.append(_seat(SeatDraft(seat.group, seat.minimum, seat.mandatory), place))
    session.add(board)
    session.flush()
    audit.record(session, by, "board.created", board, template=template.code)
    return board


def rename(session: Session, board: Board, name: str, *, by: Practitioner | None) -> bool:
    """Give a board another name; whether it differs."""
    if not 0 < len(plain_name(name)) <= LONGEST_NAME:
        raise RuleBroken("board_name")
    return _note(session, board, assign(board, name=plain_name(name)), "board.renamed", by)


def change_habit(session: Session, board: Board, habit: Habit, *, by: Practitioner | None) -> bool:
    """Set when and where the board usually meets; whether anything changed.

    Raises RuleBroken `weekday_unknown`, `weeks_of_month`, `hour_outside` (facts: the structure's
    hours), `room_elsewhere` or `video_url`.
    """
    _check_habit(board, habit)
    changed = assign(
        board,
        cadence=habit.cadence,
        weekday=habit.weekday,
        at=habit.at,
        weeks_of_month=sorted(set(habit.weeks_of_month)),
        room=habit.room,
        video_url=habit.video_url.strip(),
    )
    return _note(session, board, changed, "board.habit_changed", by)


def name_officers(
    session: Session,
    board: Board,
    *,
    chair: Practitioner | None,
    coordinator: Practitioner | None,
    secretary: Practitioner | None,
    by: Practitioner | None,
) -> bool:
    """Name who answers for the board; whether anything changed."""
    changed = assign(board, chair=chair, coordinator=coordinator, secretary=secretary)
    return _note(session, board, changed, "board.officers_named", by)


def change_minutes(
    session: Session,
    board: Board,
    *,
    minutes: int,
    per_case: Mapping[CaseClass, int],
    reserve: int,
    by: Practitioner | None,
) -> bool:
    """Set how long a meeting and a case of each class last; raises RuleBroken `minutes_range`."""
    told = {kind.value: count for kind, count in per_case.items()}
    if not 10 <= minutes <= 480 or not 0 <= reserve < minutes:
        raise RuleBroken("minutes_range", minimum=10, maximum=480)
    if any(not 1 <= count <= minutes for count in told.values()):
        raise RuleBroken("minutes_range", minimum=1, maximum=minutes)
    per_class = {**board.minutes_per_case, **told}
    changed = assign(board, minutes=minutes, minutes_per_case=per_class, reserve_minutes=reserve)
    return _note(session, board, changed, "board.minutes_changed", by)


def set_seats(
    session: Session,
    board: Board,
    seats: Sequence[SeatDraft],
    min_specialties: int,
    *,
    by: Practitioner | None,
) -> bool:
    """Give the board exactly these seats, in this order; members of a seat that stays, stay.

    Raises RuleBroken `seat_missing`, `seat_twice`, `group_unknown` or `seat_minimum`.
    """
    _check_seats(session, seats)
    known = {seat.group_code: seat for seat in board.seats}
    changes = [assign(board, min_specialties=min_specialties)]
    for group in known.keys() - {seat.group for seat in seats}:
        board.seats.remove(known[group])
        changes.append(True)
    for place, draft in enumerate(seats):
        row = known.get(draft.group)
        if row is None:
            board.seats.append(_seat(draft, place))
            changes.append(True)
        else:
            told = {"minimum": draft.minimum, "is_mandatory": draft.is_mandatory}
            changes.append(assign(row, position=place, **told))
    return _note(session, board, any(changes), "board.seats_changed", by)


def name_members(
    session: Session,
    seat: Seat,
    members: Iterable[Practitioner],
    deputies: Iterable[Practitioner] = (),
    *,
    by: Practitioner | None,
) -> bool:
    """Name exactly these people for a seat; nobody at all opens it to its whole pool.

    Raises RuleBroken `member_and_deputy` for somebody named as both.
    """
    wanted = {person.id: (person, False) for person in members}
    for person in deputies:
        if person.id in wanted:
            raise RuleBroken("member_and_deputy", name=person.name)
        wanted[person.id] = (person, True)
    held = {member.practitioner_id: member for member in seat.members}
    changes = [assign(held[key], is_deputy=wanted[key][1]) for key in held.keys() & wanted.keys()]
    for key in held.keys() - wanted.keys():
        seat.members.remove(held[key])
    for key in wanted.keys() - held.keys():
        person, is_deputy = wanted[key]
        seat.members.append(Member(practitioner=person, is_deputy=is_deputy))
    changed = any(changes) or held.keys() != wanted.keys()
    return _note(session, seat.board, changed, "board.members_named", by)


def next_dates(board: Board, today: date, weeks: int = 13) -> tuple[Occurrence, ...]:
    """The usual days of the coming weeks; those on a holiday or closure are marked."""
    end = today + timedelta(weeks=weeks)
    return occurrences(board.rhythm, today, end, days_off(board.organization, today, end))


def pools(session: Session, board: Board) -> dict[str, list[Practitioner]]:
    """By specialty group of the board's seats, the active people who may sit there, by name."""
    known = specialties.groups(session)
    people = session.scalars(
        select(Practitioner)
        .where(Practitioner.is_active)
        .order_by(Practitioner.family_name, Practitioner.given_name)
        .options(selectinload(Practitioner.roles))
    ).all()
    able = [(person, specialties.stands_for(person, known)) for person in people]
    return {
        seat.group_code: [person for person, groups in able if seat.group_code in groups]
        for seat in board.seats
    }


def _seat(draft: SeatDraft, place: int) -> Seat:
    return Seat(
        group_code=draft.group,
        position=place,
        minimum=draft.minimum,
        is_mandatory=draft.is_mandatory,
        members=[],
    )


def _refuse_strangers(organization: Organization, by: Practitioner | None) -> None:
    """Without `by` the machine's own operator acts, at the command line."""
    if by is not None and not access.may_found_board(actor_of(by), organization.id):
        raise NotAllowed("not_your_structure")


def _check_names(session: Session, code: str, name: str) -> None:
    if not 0 < len(code) <= 32 or not all(letter.isalnum() or letter in "-_" for letter in code):
        raise RuleBroken("board_code")
    if session.scalar(select(Board.id).where(Board.code == code)):
        raise RuleBroken("board_code_taken", taken=code)
    if not 0 < len(plain_name(name)) <= LONGEST_NAME:
        raise RuleBroken("board_name")


def _check_habit(board: Board, habit: Habit) -> None:
    if not 0 <= habit.weekday <= 6:
        raise RuleBroken("weekday_unknown")
    if habit.cadence is Cadence.MONTHLY and not set(habit.weeks_of_month):
        raise RuleBroken("weeks_of_month")
    if any(not 1 <= week <= 5 for week in habit.weeks_of_month):
        raise RuleBroken("weeks_of_month")
    place = board.organization
    if not place.opens <= habit.at < place.closes:
        raise RuleBroken(
            "hour_outside", opens=f"{place.opens:%H:%M}", closes=f"{place.closes:%H:%M}"
        )
    if habit.room is not None and habit.room.organization_id != place.id:
        raise RuleBroken("room_elsewhere", room=habit.room.name)
    if habit.video_url.strip() and not _is_video_link(habit.video_url.strip()):
        raise RuleBroken("video_url")


def _is_video_link(typed: str) -> bool:
    """Whether invitations can carry the link."""
    try:
        return clean.web_link(typed).startswith("https://")
    except ValueError:
        return False


def _check_seats(session: Session, seats: Sequence[SeatDraft]) -> None:
    if not seats:
        raise RuleBroken("seat_missing")
    groups = [seat.group for seat in seats]
    if len(set(groups)) < len(groups):
        raise RuleBroken("seat_twice")
    known = {group.code for group in specialties.groups(session)}
    for seat in seats:
        if seat.group not in known:
            raise RuleBroken("group_unknown", group=seat.group)
        if not 1 <= seat.minimum <= 20:
            raise RuleBroken("seat_minimum", minimum=1, maximum=20)


def _note(
    session: Session, board: Board, changed: bool, deed: str, by: Practitioner | None
) -> bool:
    session.flush()
    if changed:
        audit.record(session, by, deed, board)
    return changed
