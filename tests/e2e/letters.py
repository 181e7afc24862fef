"""The messages that left the house, as their recipients receive them."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from icalendar import Calendar


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: to whom, what it says, and what it asks of an agenda, if anything."""

    recipient: str
    subject: str
    message_id: str
    text: str
    raw: bytes
    method: str = ""
    uid: str = ""
    sequence: int = -1

    @property
    def address(self) -> str:
        """The recipient's address alone."""
        return parseaddr(self.recipient)[1]

    @property
    def answer_path(self) -> str:
        """The path of the page on which the recipient answers."""
        found = re.search(r"https?://[^/\s]+(/answer/\S+)", self.text)
        assert found, self.text
        return found[1]


def letters(folder: Path) -> list[Letter]:
    """All the messages of a folder; one being written has a name that starts with a dot."""
    return [_opened(path) for path in sorted(folder.glob("[!.]*.eml"))]


def invitations(folder: Path, *, to: str = "", uid: str = "") -> list[Letter]:
    """The messages about meetings, for one person or about one meeting, in their order."""
    found = (one for one in letters(folder) if one.uid and to in one.recipient and uid in one.uid)
    return sorted(found, key=lambda one: one.sequence)


def message_ids(folder: Path) -> list[str]:
    """The Message-ID of every message there, as often as it is there."""
    return [_message_id(path) for path in sorted(folder.glob("[!.]*.eml"))]


@cache
def _message_id(path: Path) -> str:
    with path.open("rb") as file:
        return str(BytesHeaderParser(policy=email.policy.default).parse(file)["Message-ID"])


@cache
def _opened(path: Path) -> Letter:
    """A message as it was written; once there, a file does not change."""
    raw = path.read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    letter = Letter(
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        message_id=str(message["Message-ID"]),
        text=body.get_content() if body else "",
        raw=raw,
    )
    calendar = next(
        (part for part in message.walk() if part.get_content_type() == "text/calendar"), None
    )
    return letter if calendar is None else _with_event(letter, calendar.get_content())


def _with_event(letter: Letter, calendar: str) -> Letter:
    parsed = Calendar.from_ical(calendar)
    event = parsed.walk("VEVENT")[0]
    return replace(
        letter,
        method=str(parsed["METHOD"]),
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
    )
