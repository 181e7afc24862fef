"""The seats of a board and who is named for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Board, Member, Practitioner, Seat
from rcp.domain.errors import RuleBroken
from rcp.services import board_history, specialties
from rcp.services.rows import assign


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """A seat to have: its specialty group, how many people, and whether quorum asks for it."""

    group: str
    minimum: int = 1
    is_mandatory: bool = True


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
            board.seats.append(seat(draft, place))
            changes.append(True)
        else:
            told = {"minimum": draft.minimum, "is_mandatory": draft.is_mandatory}
            changes.append(assign(row, position=place, **told))
    return board_history.note(session, board, any(changes), "board.seats_changed", by)


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
    return board_history.note(session, seat.board, changed, "board.members_named", by)


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


def seat(draft: SeatDraft, place: int) -> Seat:
    """A new seat, with nobody named for it yet."""
    return Seat(
        group_code=draft.group,
        position=place,
        minimum=draft.minimum,
        is_mandatory=draft.is_mandatory,
        members=[],
    )


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
