"""The answers of the invented people, written as their calendar programs would send them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from rcp.db.models import Answer, Invitation

_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Territoire inventé//Agenda//FR
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp}
ORGANIZER:mailto:{organizer}
ATTENDEE;PARTSTAT={answer}:mailto:{attendee}
{more}END:VEVENT
END:VCALENDAR
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What makes an answer one that somebody must look at: another sender, a time, a deputy."""

    sender: str = ""
    proposed: tuple[datetime, datetime] | None = None
    deputy: str = ""
    words: str = ""


NONE = Doubt()


def reply(
    invitation: Invitation, answer: Answer, organizer: str, at: datetime, doubt: Doubt = NONE
) -> bytes:
    """The message with which a person answers an invitation from their own calendar."""
    attendee = invitation.practitioner.email
    method = "COUNTER" if doubt.proposed else "REPLY"
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = doubt.sender or attendee, organizer
    message["Subject"] = f"Re: {invitation.meeting.board.name}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{method.lower()}.{invitation.id}@territoire.example>"
    message.set_content("")
    calendar = _CALENDAR.format(
        method=method,
        uid=invitation.uid,
        sequence=invitation.sequence,
        stamp=f"{at:%Y%m%dT%H%M%SZ}",
        organizer=organizer,
        answer=f'DELEGATED;DELEGATED-TO="mailto:{doubt.deputy}"' if doubt.deputy else answer.value,
        attendee=attendee,
        more=_more(doubt),
    )
    message.add_alternative(
        calendar.replace("\n", "\r\n").encode(),
        maintype="text",
        subtype="calendar",
        params={"charset": "utf-8", "method": method},
    )
    return message.as_bytes()


def _more(doubt: Doubt) -> str:
    times = zip(("DTSTART", "DTEND"), doubt.proposed or (), strict=False)
    lines = [f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for name, at in times]
    lines += [f"COMMENT:{doubt.words}"] if doubt.words else []
    return "".join(f"{line}\n" for line in lines)
