"""Which meetings concern a person, and what can still be put before or around one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Answer,
    Attendance,
    Board,
    Case,
    Invitation,
    InvitationState,
    Meeting,
    Member,
    PatientNotice,
    Practitioner,
    Role,
    Seat,
)
from rcp.domain.case import WAITING

PAGE = 25


def coming(
    session: Session, person: Practitioner, now: datetime, board_id: uuid.UUID | None = None
) -> list[Meeting]:
    """The meetings not yet over at which the person is expected or that they run, soonest first."""
    return list(
        session.scalars(
            _of(person, board_id).where(Meeting.ends_at > now).order_by(Meeting.starts_at)
        )
    )


def past(
    session: Session,
    person: Practitioner,
    now: datetime,
    board_id: uuid.UUID | None = None,
    page: int = 1,
) -> tuple[list[Meeting], int]:
    """A page of the meetings that are over, latest first, and how many there are in all.

    Beyond the last page, the last one.
    """
    over = (*_concerns(person, board_id), Meeting.ends_at <= now)
    total = session.scalar(select(func.count()).select_from(Meeting).join(Board).where(*over)) or 0
    page = max(1, min(page, -(-total // PAGE)))
    found = session.scalars(
        _of(person, board_id)
        .where(Meeting.ends_at <= now)
        .order_by(Meeting.starts_at.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return list(found), total


def between(
    session: Session, person: Practitioner, start: datetime, end: datetime
) -> list[Meeting]:
    """The meetings of a stretch of time at which the person is expected or that they run."""
    return list(
        session.scalars(
            _of(person, None)
            .where(Meeting.starts_at < end, Meeting.ends_at > start)
            .order_by(Meeting.starts_at)
        )
    )


def boards_met(session: Session, person: Practitioner) -> list[Board]:
    """The boards of all those meetings, by name."""
    met = select(Meeting.board_id).join(Board).where(*_concerns(person, None))
    return list(session.scalars(select(Board).where(Board.id.in_(met)).order_by(Board.name)))


def whole(session: Session, meeting: Meeting) -> Meeting:
    """The meeting with its board, seats and people loaded at once."""
    return session.scalars(
        select(Meeting).where(Meeting.id == meeting.id).options(*_everything())
    ).one()


def case_counts(session: Session, meetings: Sequence[Meeting]) -> dict[uuid.UUID, int]:
    """How many cases each meeting has on its agenda, postponed and withdrawn ones aside."""
    gone = (AgendaItemState.WITHDRAWN, AgendaItemState.POSTPONED)
    counted = session.execute(
        select(AgendaItem.meeting_id, func.count())
        .where(
            AgendaItem.meeting_id.in_([one.id for one in meetings]),
            AgendaItem.state.not_in(gone),
        )
        .group_by(AgendaItem.meeting_id)
    )
    return {row[0]: row[1] for row in counted}


def answers(session: Session, meetings: Sequence[Meeting]) -> dict[uuid.UUID, dict[object, Answer]]:
    """What each invited person answered, by meeting then by person."""
    told: dict[uuid.UUID, dict[object, Answer]] = {one.id: {} for one in meetings}
    for meeting_id, person_id, answer in session.execute(
        select(Invitation.meeting_id, Invitation.practitioner_id, Invitation.answer).where(
            Invitation.meeting_id.in_(told), Invitation.state == InvitationState.SENT
        )
    ):
        told[meeting_id][person_id] = answer
    return told


def own_invitation(session: Session, meeting: Meeting, person: Practitioner) -> Invitation | None:
    """The standing invitation of a person to a meeting."""
    return session.scalars(
        select(Invitation).where(
            Invitation.meeting_id == meeting.id,
            Invitation.practitioner_id == person.id,
            Invitation.state == InvitationState.SENT,
        )
    ).first()


def waiting_cases(session: Session, board: Board) -> list[Case]:
    """The board's waiting list: urgent ones first, then by the day they are due."""
    return list(
        session.scalars(
            select(Case)
            .where(
                Case.board_id == board.id,
                Case.state.in_(WAITING),
                Case.notice != PatientNotice.OBJECTION,
            )
            .options(selectinload(Case.patient))
            .order_by(Case.is_urgent.desc(), Case.due_on, Case.reference)
        )
    )


def addable_people(session: Session, meeting: Meeting) -> tuple[list[Member], list[Practitioner]]:
    """Who may still be asked: members and deputies of the seats, then anybody active."""
    listed = {one.practitioner_id for one in meeting.attendances}
    members = [
        member
        for seat in meeting.board.seats
        for member in seat.members
        if member.practitioner_id not in listed and member.practitioner.is_active
    ]
    named = {member.practitioner_id for member in members}
    everybody = session.scalars(
        select(Practitioner)
        .where(Practitioner.is_active)
        .order_by(Practitioner.family_name, Practitioner.given_name)
    )
    return members, [one for one in everybody if one.id not in listed | named]


def _of(person: Practitioner, board_id: uuid.UUID | None) -> Select[Meeting]:
    return select(Meeting).join(Board).where(*_concerns(person, board_id)).options(*_everything())


def _concerns(person: Practitioner, board_id: uuid.UUID | None) -> list[ColumnElement[bool]]:
    """Expected there, or runs the board: the same rule as `access.may_read_meeting`."""
    houses = [house for role, house in person.rights if role == Role.COORDINATOR]
    is_listed = exists().where(
        Attendance.meeting_id == Meeting.id, Attendance.practitioner_id == person.id
    )
    concerns: list[ColumnElement[bool]] = [
        or_(
            is_listed,
            Board.chair_id == person.id,
            Board.secretary_id == person.id,
            Board.coordinator_id == person.id,
            Board.organization_id.in_(houses),
        )
    ]
    return [*concerns, Meeting.board_id == board_id] if board_id else concerns


def _everything() -> tuple[ORMOption, ...]:
    board = selectinload(Meeting.board)
    seats = board.selectinload(Board.seats)
    people = selectinload(Meeting.attendances).selectinload(Attendance.practitioner)
    return (
        board.selectinload(Board.organization),
        seats.selectinload(Seat.members).selectinload(Member.practitioner),
        selectinload(Meeting.room),
        people.selectinload(Practitioner.roles),
        selectinload(Meeting.attendances).selectinload(Attendance.seat),
    )
