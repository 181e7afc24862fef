"""Messages as they arrive in a house's mailbox: from good calendars, odd gateways and machines."""

from __future__ import annotations

import itertools
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tests.factories import NOW

HOUSE = "rcp@quorum.example"
_numbers = itertools.count(1)
_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Agenda inventé//FR
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp}
ORGANIZER:mailto:{house}
ATTENDEE{parameters}:mailto:{attendee}
{more}END:VEVENT
END:VCALENDAR
"""


def calendar(
    uid: str,
    attendee: str,
    answer: str = "ACCEPTED",
    *,
    method: str = "REPLY",
    sequence: int = 0,
    at: datetime = NOW,
    parameters: str = "",
    more: str = "",
) -> bytes:
    """What a calendar program says of an invitation."""
    written = _CALENDAR.format(
        method=method,
        uid=uid,
        sequence=sequence,
        stamp=f"{at:%Y%m%dT%H%M%SZ}",
        house=HOUSE,
        parameters=f";PARTSTAT={answer}{parameters}",
        attendee=attendee,
        more=more,
    )
    return written.replace("\n", "\r\n").encode()


def a_letter(sender: str, words: str = "", *, at: datetime = NOW, **headers: str) -> EmailMessage:
    """A message to the house; header names are written with underscores."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, HOUSE
    message["Date"] = format_datetime(at)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    message["Message-ID"] = named.pop("Message-ID", f"<m{next(_numbers)}@ailleurs.example>")
    message["Subject"] = named.pop("Subject", "Re: RCP")
    for name, value in named.items():
        message[name] = value
    message.set_content(words)
    return message


def a_reply(sender: str, said: bytes, *, method: str = "REPLY", **headers: str) -> bytes:
    """As Outlook, Gmail and Thunderbird write it: text/calendar beside the text."""
    message = a_letter(sender, **headers)
    told = {"charset": "utf-8", "method": method}
    message.add_alternative(said, maintype="text", subtype="calendar", params=told)
    return message.as_bytes()


def rewritten(sender: str, said: bytes) -> bytes:
    """As a gateway leaves it: a banner, and the calendar a mere file without its method."""
    message = a_letter(sender, "Ce message vient de l’extérieur.\n")
    message.add_attachment(
        said, maintype="application", subtype="octet-stream", filename="réponse.ics"
    )
    return message.as_bytes()


def forwarded(by: str, whole: bytes) -> bytes:
    """A message sent on by somebody else."""
    from email import message_from_bytes

    message = a_letter(by, "Pour information.\n", Subject="Tr: Re: RCP")
    message.add_attachment(message_from_bytes(whole, policy=SMTP))
    return message.as_bytes()


def out_of_office(sender: str) -> bytes:
    """Nobody wrote this."""
    words = "Je suis absente jusqu’au 30 novembre.\n"
    return a_letter(sender, words, Auto_Submitted="auto-replied").as_bytes()


def spam(sender: str = "gagnez@loterie.example") -> bytes:
    """What a filter has marked."""
    return a_letter(sender, "Vous avez gagné.\n", X_Spam_Flag="YES").as_bytes()


def a_report(
    message_id: str,
    recipient: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    headers_only: bool = True,
) -> bytes:
    """A delivery status notification (RFC 3464)."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    body = f"Message-ID: {message_id}\r\nSubject: Invitation\r\nTo: {recipient}\r\n"
    return (
        f"From: MAILER-DAEMON@relais.example\r\nTo: {HOUSE}\r\nSubject: Undelivered\r\n"
        f"Date: {format_datetime(NOW)}\r\nMessage-ID: <dsn{next(_numbers)}@relais.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nIl n'a pu être remis.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; relais.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} refused\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n--b--\r\n"
    ).encode()


def a_plain_bounce(message_id: str, recipient: str) -> bytes:
    """What some servers write instead of a report."""
    message = a_letter(
        "Mail Delivery System <mailer-daemon@vieux.example>",
        f"A message could not be delivered to {recipient}.\n\nMessage-ID: {message_id}\n",
        X_Failed_Recipients=recipient,
        Auto_Submitted="auto-replied",
    )
    return message.as_bytes()


MALFORMED = (
    b"",
    b"\r\n\r\n",
    b"\x00\xff\xfe" * 100,
    b"From: \xe9\xe8@\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
    b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n",
    b"Content-Type: text/calendar; charset=x-unknown\r\n\r\nBEGIN:VCALENDAR\r\nEND:VEVENT\r\n",
    b"Content-Transfer-Encoding: base64\r\nContent-Type: text/calendar\r\n\r\n%%%%\r\n",
    b"Message-ID: <>\r\nDate: never\r\nFrom: <<<>>>\r\n\r\n" + b"x" * 5000,
    b"Content-Type: multipart/report\r\n\r\nnothing",
    b"Content-Type: message/rfc822\r\n\r\n" * 30,
)
"""What broken programs send."""
