"""The answers of the invented people, written as their calendar programs would send them."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from rcp.db.models import Answer, Invitation

_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Territoire inventé//Agenda//FR
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp}
ORGANIZER:mailto:{organizer}
ATTENDEE;PARTSTAT={answer}:mailto:{attendee}
END:VEVENT
END:VCALENDAR
"""


def reply(invitation: Invitation, answer: Answer, organizer: str, at: datetime) -> bytes:
    """The message with which a person answers an invitation from their own calendar."""
    attendee = invitation.practitioner.email
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = attendee, organizer
    message["Subject"] = f"Re: {invitation.meeting.board.name}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<reply.{invitation.id}@territoire.example>"
    message.set_content("")
    calendar = _CALENDAR.format(
        uid=invitation.uid,
        sequence=invitation.sequence,
        stamp=f"{at:%Y%m%dT%H%M%SZ}",
        organizer=organizer,
        answer=answer.value,
        attendee=attendee,
    )
    message.add_alternative(
        calendar.replace("\n", "\r\n").encode(),
        maintype="text",
        subtype="calendar",
        params={"charset": "utf-8", "method": "REPLY"},
    )
    return message.as_bytes()
