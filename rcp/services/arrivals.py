"""« Je suis là »: people on the list say themselves that they came, and that they leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from rcp.db.models import Attendance, Invitation, Meeting, MeetingState, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.services import arrival_codes, meetings

BEFORE = timedelta(hours=1)
"""How early somebody may say that they are there."""
WAYS = (Presence.IN_ROOM, Presence.BY_VIDEO)


def is_open(meeting: Meeting, now: datetime) -> bool:
    """Whether people may arrive: from an hour before the meeting until it is closed."""
    if meeting.state is MeetingState.CONVENED:
        return meeting.starts_at - BEFORE <= now < meeting.ends_at
    return meeting.state is MeetingState.RUNNING


def arrive(
    session: Session,
    person: Practitioner,
    typed: str,
    presence: Presence,
    now: datetime,
    *,
    at: Meeting | None = None,
) -> Attendance:
    """Note the person present at the meeting that showed the code; `at` for one meeting alone.

    Whoever is not on the list is refused, and not added: being on it opens the cases. Raises
    RuleBroken `arrival_way`, `arrival_closed`, `arrival_code_unknown`, `arrival_code_expired`,
    `arrival_other_meeting` or `arrival_not_listed`.
    """
    if presence not in WAYS:
        raise RuleBroken("arrival_way")
    if at is not None and not is_open(at, now):
        raise RuleBroken("arrival_closed")
    meeting = _shown_at(session, typed, now)
    if at is not None and meeting.id != at.id:
        raise RuleBroken("arrival_other_meeting")
    attendance = next((a for a in meeting.attendances if a.practitioner_id == person.id), None)
    if attendance is None:
        raise RuleBroken("arrival_not_listed")
    if attendance.left_at is not None and attendance.presence.counts:
        meetings.come_back(session, attendance, person)
    if attendance.presence is not presence:
        meetings.mark_presence(session, attendance, presence, person, now)
    return attendance


def depart(session: Session, attendance: Attendance, now: datetime) -> None:
    """The person leaves; raises RuleBroken `arrival_closed` or `attendance_not_there`."""
    if not is_open(attendance.meeting, now):
        raise RuleBroken("arrival_closed")
    meetings.leave(session, attendance, attendance.practitioner, now)


def depart_invited(session: Session, invitation: Invitation, now: datetime) -> None:
    """The same from the person's own link; not on the list any more, `arrival_not_listed`."""
    attendance = place_of(invitation)
    if attendance is None:
        raise RuleBroken("arrival_not_listed")
    depart(session, attendance, now)


def place_of(invitation: Invitation) -> Attendance | None:
    """The invited person's place on the list."""
    person = invitation.practitioner_id
    return next((a for a in invitation.meeting.attendances if a.practitioner_id == person), None)


def of_person(session: Session, person: Practitioner, now: datetime) -> list[Attendance]:
    """The places of a person at the meetings that people may arrive at now, soonest first."""
    found = session.scalars(
        select(Attendance)
        .join(Attendance.meeting)
        .where(Attendance.practitioner_id == person.id, _open(now))
        .order_by(Meeting.starts_at)
        .options(joinedload(Attendance.meeting).joinedload(Meeting.board))
    )
    return list(found)


def _shown_at(session: Session, typed: str, now: datetime) -> Meeting:
    """The meeting of which this is the code."""
    found = session.scalars(select(Meeting).where(_open(now)))
    ages = [
        (age, one) for one in found if (age := arrival_codes.age_of(one, typed, now)) is not None
    ]
    if not ages:
        raise RuleBroken("arrival_code_unknown")
    age, meeting = min(ages, key=lambda pair: pair[0])
    if age > 1:
        raise RuleBroken("arrival_code_expired")
    return meeting


def _open(now: datetime) -> ColumnElement[bool]:
    """The same rule as `is_open`, asked of the database."""
    return or_(
        Meeting.state == MeetingState.RUNNING,
        and_(
            Meeting.state == MeetingState.CONVENED,
            Meeting.starts_at <= now + BEFORE,
            Meeting.ends_at > now,
        ),
    )
