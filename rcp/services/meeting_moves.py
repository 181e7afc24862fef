"""A meeting to come is cancelled, or held at another time or place; its people are told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItemState, Meeting, MeetingState, Practitioner, Room
from rcp.domain.case import PostponeCause
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services import audit, cases, invitations, meetings


def cancel_meeting(
    session: Session, meeting: Meeting, letterhead: Letterhead, by: Practitioner, now: datetime
) -> None:
    """Cancel a meeting to come: its cases wait again, its people are told.

    Raises RuleBroken `meeting_not_convened` once it has begun.
    """
    if meeting.state is not MeetingState.CONVENED:
        raise RuleBroken("meeting_not_convened")
    for item in meetings.agenda(session, meeting):
        if item.state is AgendaItemState.EXPECTED:
            cases.postpone(session, item, PostponeCause.MEETING_CANCELLED, by)
    meeting.state = MeetingState.CANCELLED
    audit.record(session, by, "meeting.cancelled", meeting)
    invitations.tell(session, meeting, letterhead, by, now)


def move_meeting(
    session: Session,
    meeting: Meeting,
    starts_at: datetime,
    room: Room | None,
    letterhead: Letterhead,
    by: Practitioner,
    now: datetime,
) -> None:
    """Hold a meeting at another time or place, and tell its people; stretches move with it.

    Raises RuleBroken `meeting_not_convened`, `meeting_in_the_past` or `room_taken`.
    """
    if meeting.state is not MeetingState.CONVENED:
        raise RuleBroken("meeting_not_convened")
    if starts_at <= now:
        raise RuleBroken("meeting_in_the_past")
    later = starts_at - meeting.starts_at
    ends_at = meeting.ends_at + later
    if room is not None and _room_is_taken(session, meeting, room, starts_at, ends_at):
        raise RuleBroken("room_taken", room=room.name)
    meeting.starts_at, meeting.ends_at, meeting.room = starts_at, ends_at, room
    for one in meeting.attendances:
        one.from_at, one.until_at = (at and at + later for at in (one.from_at, one.until_at))
    audit.record(session, by, "meeting.moved", meeting, to=audit.moment(starts_at))
    session.flush()
    invitations.tell(session, meeting, letterhead, by, now)


def _room_is_taken(
    session: Session, meeting: Meeting, room: Room, starts_at: datetime, ends_at: datetime
) -> bool:
    others = select(Meeting.id).where(
        Meeting.room_id == room.id,
        Meeting.id != meeting.id,
        Meeting.state != MeetingState.CANCELLED,
        Meeting.starts_at < ends_at,
        Meeting.ends_at > starts_at,
    )
    return session.scalar(others.limit(1)) is not None
