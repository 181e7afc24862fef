"""A message of ours opened again, so that a person can see what left the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from icalendar import Calendar, Event

HEADERS = ("From", "To", "Subject", "Date", "Message-ID")


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """One event of a calendar part; days instead of times for what lasts all day."""

    uid: str
    sequence: int
    summary: str
    starts: datetime | date
    ends: datetime | date
    place: str
    status: str

    @property
    def is_all_day(self) -> bool:
        """Whether it lasts whole days."""
        return not isinstance(self.starts, datetime)


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """Headers as (name, value) pairs, the plain text, and the calendar if there is one."""

    headers: tuple[tuple[str, str], ...]
    text: str
    method: str
    events: tuple[OpenedEvent, ...]


def opened(content: bytes) -> OpenedMessage:
    """What a message built by `rcp.mail.message` says."""
    message = message_from_bytes(content, _class=EmailMessage, policy=SMTP)
    words = message.get_body(("plain",))
    calendar = next(
        (part for part in message.walk() if part.get_content_type() == "text/calendar"), None
    )
    method, events = _calendar(calendar.get_payload(decode=True) if calendar else b"")
    return OpenedMessage(
        headers=tuple((name, str(message[name])) for name in HEADERS if name in message),
        text=str(words.get_content()) if words is not None else "",
        method=method,
        events=events,
    )


def _calendar(content: object) -> tuple[str, tuple[OpenedEvent, ...]]:
    if not isinstance(content, bytes) or not content:
        return "", ()
    calendar = Calendar.from_ical(content)
    events = tuple(_event(one) for one in calendar.walk("VEVENT") if isinstance(one, Event))
    return str(calendar.get("METHOD", "")), events


def _event(event: Event) -> OpenedEvent:
    return OpenedEvent(
        uid=str(event["UID"]),
        sequence=int(str(event["SEQUENCE"])),
        summary=str(event["SUMMARY"]),
        starts=event.decoded("DTSTART"),
        ends=event.decoded("DTEND"),
        place=str(event.get("LOCATION", "")),
        status=str(event["STATUS"]),
    )
