"""Boards: made from a template, then given their rhythm, their seats and their people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

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
from rcp.domain.calendar import LAST_WEEK, Cadence, is_plausible
from rcp.domain.case import CaseClass
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.domain.names import plain_name
from rcp.domain.readiness import piece_mapping
from rcp.services import audit, board_forms, board_history, board_seats, catalogue
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
    first_on: date | None = None


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
                selectinload(Board.days),
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
        draft = board_seats.SeatDraft(seat.group, seat.minimum, seat.mandatory)
        board.seats.append(board_seats.seat(draft, place))
    session.add(board)
    session.flush()
    audit.record(session, by, "board.created", board, template=template.code)
    board_history.keep(session, board, by)
    return board


def rename(
    session: Session,
    board: Board,
    name: str,
    english: str | None = None,
    *,
    by: Practitioner | None,
) -> bool:
    """Give a board another name, in English too unless None; whether it differs."""
    if not 0 < len(plain_name(name)) <= LONGEST_NAME:
        raise RuleBroken("board_name")
    told = {"name": plain_name(name)}
    if english is not None:
        told["name_en"] = plain_name(english)[:LONGEST_NAME]
    return board_history.note(session, board, assign(board, **told), "board.renamed", by)


def change_habit(session: Session, board: Board, habit: Habit, *, by: Practitioner | None) -> bool:
    """Set when and where the board usually meets; whether anything changed.

    Raises RuleBroken `weekday_unknown`, `weeks_of_month`, `first_day`, `hour_outside` (facts: the
    structure's hours), `room_elsewhere` or `video_url`.
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
        first_on=habit.first_on,
    )
    return board_history.note(session, board, changed, "board.habit_changed", by)


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
    return board_history.note(session, board, changed, "board.officers_named", by)


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
    return board_history.note(session, board, changed, "board.minutes_changed", by)


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
    weeks = set(habit.weeks_of_month)
    if (habit.cadence.months and not weeks) or not weeks <= {LAST_WEEK, 1, 2, 3, 4, 5}:
        raise RuleBroken("weeks_of_month")
    if habit.first_on is not None and not is_plausible(habit.first_on):
        raise RuleBroken("first_day")
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
