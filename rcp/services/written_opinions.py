"""Asking somebody who is not there for their opinion in writing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import Attendance, MeetingState, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import WrittenOpinionLetter, html, subject, text
from rcp.mail.message import Envelope, Mailbox, plain_message
from rcp.services import audit, meetings, outbox
from rcp.wording import wording_in


def ask(
    session: Session,
    attendance: Attendance,
    letterhead: Letterhead,
    by: Practitioner,
    now: datetime,
) -> None:
    """Write to somebody of the list that their opinion is asked for; once a meeting.

    The letter says nothing of a case. Raises RuleBroken `written_not_taken`, `meeting_over`,
    `written_asked` if they were asked before, or `written_is_there`.
    """
    meeting = attendance.meeting
    meetings.require_open(session, meeting)
    meetings.require_written(meeting)
    if meeting.state is MeetingState.HELD:
        raise RuleBroken("meeting_over")
    if attendance.written_asked_at is not None:
        raise RuleBroken("written_asked")
    if attendance.presence.counts and attendance.left_at is None:
        raise RuleBroken("written_is_there")
    attendance.written_asked_at = now
    _write(session, attendance, letterhead, by, now)
    audit.record(session, by, "attendance.asked_in_writing", attendance)


def _write(
    session: Session,
    attendance: Attendance,
    letterhead: Letterhead,
    by: Practitioner,
    now: datetime,
) -> None:
    person, meeting = attendance.practitioner, attendance.meeting
    wording = wording_in(person.language)
    letter = WrittenOpinionLetter(
        recipient=person.given_name,
        board=meeting.board.name,
        link=f"{letterhead.base_url}/meetings/{meeting.id}",
        contact=(meeting.board.secretary or by).name,
    )
    envelope = Envelope(
        sender=Mailbox(meeting.board.name, letterhead.sender_email),
        recipient=Mailbox(person.name, person.email),
        subject=subject(letter, wording),
        message_id=f"<written.{attendance.id}@{letterhead.domain}>",
        date=now,
    )
    message = plain_message(envelope, text=text(letter, wording), html=html(letter, wording))
    outbox.post(session, person, message, now)
