"""E-mail messages, each for one person; an invitation is built as RFC 6047 and Outlook expect it.

The same arguments always give the same bytes, so that a message sent again is the same message.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from rcp.mail.folding import POLICY

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}", re.ASCII)
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+=-]{1,120}@[A-Za-z0-9.-]{1,120}>", re.ASCII)
_METHODS = frozenset({"REQUEST", "CANCEL", "PUBLISH", "DECLINECOUNTER"})
_METHOD_LINE = re.compile(rb"^METHOD:([A-Z]+)\r$", re.MULTILINE)


class UnsafeHeader(ValueError):
    """A value that could add a header, a recipient or a command of its own; names the field."""

    def __init__(self, field: str) -> None:
        super().__init__(f"unsafe value for {field}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address; raises UnsafeHeader when either could be taken for more."""

    name: str
    email: str

    def __post_init__(self) -> None:
        _refuse_breaks("name", self.name)
        refuse_unsafe_address(self.email, field="email")

    def address(self) -> Address:
        """The mailbox as a header writes it."""
        return Address(display_name=self.name, addr_spec=self.email)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on the outside of a message; `message_id` is the caller's and stays the same.

    `is_automatic` tells other servers that no one waits for an out-of-office answer.
    """

    sender: Mailbox
    recipient: Mailbox
    subject: str
    message_id: str
    date: datetime
    is_automatic: bool = True

    def __post_init__(self) -> None:
        _refuse_breaks("subject", self.subject)
        if not _MESSAGE_ID.fullmatch(self.message_id):
            raise UnsafeHeader("message_id")
        if self.date.tzinfo is None:
            raise ValueError("the date of a message says its zone")


def refuse_unsafe_address(address: str, *, field: str) -> None:
    """Raise UnsafeHeader for anything but one bare address in ASCII."""
    if not _ADDRESS.fullmatch(address) or ".." in address:
        raise UnsafeHeader(field)


def plain_message(envelope: Envelope, *, text: str, html: str | None = None) -> EmailMessage:
    """A message of words; with `html`, the same in a handsomer form beside the text."""
    message = _addressed(envelope)
    message.set_content(text, cte="quoted-printable")
    if html is not None:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    _name_boundaries(message, envelope.message_id)
    return message


def invitation_message(
    envelope: Envelope, *, text: str, html: str, calendar: bytes, method: str
) -> EmailMessage:
    """An invitation, its update or its withdrawal: mixed > alternative > text, HTML, calendar.

    The calendar comes last among the alternatives, where mail programs look for their buttons, and
    once more with the same bytes as an attachment. The sender is the organizer's mailbox. Raises
    ValueError when `method` is not the one the calendar states: such messages are dropped.
    """
    stated = _METHOD_LINE.findall(calendar)
    if method not in _METHODS or stated != [method.encode()]:
        raise ValueError("the message and its calendar state different methods")
    message = plain_message(envelope, text=text, html=html)
    of_calendar = {"charset": "utf-8", "method": method}
    message.add_alternative(calendar, maintype="text", subtype="calendar", params=of_calendar)
    message.add_attachment(
        calendar,
        maintype="application",
        subtype="ics",
        filename="invite.ics",
        params={"name": "invite.ics"},
    )
    _name_boundaries(message, envelope.message_id)
    return message


def enclosing_message(envelope: Envelope, *, text: str, name: str, pdf: bytes) -> EmailMessage:
    """A message of words with a PDF enclosed; for mailboxes of MSSanté alone."""
    message = plain_message(envelope, text=text)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    _name_boundaries(message, envelope.message_id)
    return message


def _addressed(envelope: Envelope) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"] = envelope.sender.address()
    message["To"] = envelope.recipient.address()
    message["Subject"] = envelope.subject
    message["Date"] = envelope.date
    message["Message-ID"] = envelope.message_id
    if envelope.is_automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return message


def _name_boundaries(message: EmailMessage, message_id: str) -> None:
    """Give the parts boundaries that depend on the message alone, not on chance."""
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    for number, part in enumerate(_containers(message)):
        part.set_boundary(f"=_{seed}_{number}")


def _containers(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.is_multipart() and isinstance(part, EmailMessage):
            yield part


def _refuse_breaks(field: str, text: str) -> None:
    if not text.isprintable():
        raise UnsafeHeader(field)
