"""Answers to invitations, found in e-mail messages: REPLY and COUNTER (RFC 5546 §3.2.3, §3.2.7).

An answer says what a message claims. Whether its sender may answer for that person, and whether
it is newer than what is known, is for the caller to judge.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parseaddr
from enum import StrEnum
from zoneinfo import ZoneInfo

from rcp.calendars import clean
from rcp.calendars.busy import AgendaUnreadable
from rcp.calendars.decode import calendar_text
from rcp.calendars.limits import EventBroken
from rcp.calendars.moments import Moment, instant, moment
from rcp.calendars.people import PartStat
from rcp.calendars.scan import Component, Property, calendars
from rcp.calendars.zones import Zones

MAX_MESSAGE_BYTES = 5 * 1024 * 1024
_LONGEST_COMMENT = 1000
_PROPERTIES = (
    *("METHOD", "UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "DTSTART", "DTEND"),
    *("ATTENDEE", "COMMENT", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"),
    "X-WR-TIMEZONE",
)
_DATED = ("DTSTART", "RECURRENCE-ID")
_ESCAPE = re.compile(r"\\([\\;,nN])")


class NotAnAnswerReason(StrEnum):
    """Why a message changes nothing by itself."""

    TOO_LARGE = "too_large"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    NO_CALENDAR = "no_calendar"
    WINMAIL = "winmail"
    UNREADABLE = "unreadable"
    REFRESH = "refresh"
    OTHER_METHOD = "other_method"
    NO_EVENT = "no_event"
    NO_ATTENDEE = "no_attendee"
    SEVERAL_ATTENDEES = "several_attendees"


@dataclass(frozen=True, slots=True)
class Answer:
    """What someone answers: e-mail addresses in lower case, instants in UTC.

    `sender` is the From address of the message; `sent_by` who acts for the attendee, if it says.
    `proposed` are the other times of a COUNTER.
    """

    uid: str
    attendee: str
    partstat: PartStat
    sender: str
    message_id: str
    sequence: int = 0
    stamp: datetime | None = None
    recurrence_id: datetime | None = None
    comment: str = ""
    proposed: tuple[datetime, datetime] | None = None
    delegated_to: str = ""
    sent_by: str = ""
    is_counter: bool = False


@dataclass(frozen=True, slots=True)
class NotAnAnswer:
    """A message that is none, why, and the meeting it speaks of when it says."""

    reason: NotAnAnswerReason
    uid: str = ""
    sender: str = ""


def answer_in(content: bytes, *, home: ZoneInfo) -> Answer | NotAnAnswer:
    """The answer that a message holds, wherever in it; `home` reads times without a zone."""
    if len(content) > MAX_MESSAGE_BYTES:
        return NotAnAnswer(NotAnAnswerReason.TOO_LARGE)
    message = email.message_from_bytes(content)  # the older policy never fails on a bad header
    sender = _address_of(message["From"])
    refused = _not_from_a_person(message)
    if refused:
        return NotAnAnswer(refused, sender=sender)
    found = [said for part in _calendar_parts(message) if (said := _calendar_in(part))]
    if not found:
        return NotAnAnswer(_why_no_calendar(message), sender=sender)
    answers = [_Said(said, message, sender, home).answer() for said in found]
    return next((said for said in answers if isinstance(said, Answer)), answers[0])


def _not_from_a_person(message: Message) -> NotAnAnswerReason | None:
    """Bounces and out-of-office messages; Google marks true answers "auto-generated"."""
    if message.get_content_type() == "multipart/report":
        return NotAnAnswerReason.BOUNCE
    if str(message.get("Auto-Submitted", "")).strip().lower().startswith("auto-replied"):
        return NotAnAnswerReason.AUTOMATIC
    return None


def _why_no_calendar(message: Message) -> NotAnAnswerReason:
    parts = list(message.walk())
    if any(_is_winmail(part) for part in parts):
        return NotAnAnswerReason.WINMAIL
    if any(_may_be_calendar(part) for part in parts):
        return NotAnAnswerReason.UNREADABLE
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower() != "no"
    return NotAnAnswerReason.AUTOMATIC if automatic else NotAnAnswerReason.NO_CALENDAR


def _calendar_parts(message: Message) -> Iterator[Message]:
    """Every part that may be a calendar, those of forwarded messages too."""
    for part in message.walk():
        if _may_be_calendar(part):
            yield part


def _may_be_calendar(part: Message) -> bool:
    if part.is_multipart():
        return False
    kind = part.get_content_type()
    return kind in {"text/calendar", "application/ics"} or _file_name(part).endswith(".ics")


def _is_winmail(part: Message) -> bool:
    return part.get_content_type() == "application/ms-tnef" or _file_name(part) == "winmail.dat"


def _file_name(part: Message) -> str:
    return (part.get_filename() or "").lower()


def _calendar_in(part: Message) -> Component | None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return None
    try:
        found = calendars(calendar_text(content), _PROPERTIES)
    except AgendaUnreadable:
        return None
    return found[0] if found else None


class _Said:
    """One calendar object of a message."""

    def __init__(self, calendar: Component, message: Message, sender: str, home: ZoneInfo) -> None:
        self._calendar, self._message, self._sender = calendar, message, sender
        self._event = next(calendar.named("VEVENT"), None)
        self._zones = Zones(calendar, home=home, start=self._year(), end=self._year())

    def answer(self) -> Answer | NotAnAnswer:
        method = self._calendar.value("METHOD").upper()
        if method == "REFRESH":
            return self._no(NotAnAnswerReason.REFRESH)
        if method not in {"REPLY", "COUNTER"}:
            return self._no(NotAnAnswerReason.OTHER_METHOD)
        if self._event is None or not self._event.value("UID"):
            return self._no(NotAnAnswerReason.NO_EVENT)
        attendee = self._attendee(self._event)
        if isinstance(attendee, NotAnAnswerReason):
            return self._no(attendee)
        return self._answer(self._event, attendee, is_counter=method == "COUNTER")

    def _year(self) -> datetime:
        """The year that the answer speaks of, so that a zone it defines is known for it."""
        days = [self._event.written_day(name) for name in _DATED] if self._event else []
        written = max((int(day[:4]) for day in days if day), default=2000)
        return datetime(min(max(written, 1970), 2100), 1, 1, tzinfo=UTC)

    def _answer(self, event: Component, attendee: Property, *, is_counter: bool) -> Answer:
        sequence = event.value("SEQUENCE")
        return Answer(
            uid=event.value("UID"),
            attendee=_mailto(attendee.value),
            partstat=_partstat(attendee.parameters.get("PARTSTAT", "")),
            sender=self._sender,
            message_id=str(self._message.get("Message-ID", "")).strip(),
            sequence=int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0,
            stamp=self._instant(event, "DTSTAMP"),
            recurrence_id=self._instant(event, "RECURRENCE-ID"),
            comment=_words(event.value("COMMENT")),
            proposed=self._proposed(event) if is_counter else None,
            delegated_to=_mailto(attendee.parameters.get("DELEGATED-TO", "")),
            sent_by=_mailto(attendee.parameters.get("SENT-BY", "")),
            is_counter=is_counter,
        )

    def _attendee(self, event: Component) -> Property | NotAnAnswerReason:
        """Who answers: the only attendee, the one who delegates, or the one who wrote."""
        attendees = event.all("ATTENDEE")
        if not attendees:
            return NotAnAnswerReason.NO_ATTENDEE
        if len(attendees) == 1:
            return attendees[0]
        delegating = [one for one in attendees if one.parameters.get("DELEGATED-TO")]
        writing = [one for one in attendees if _mailto(one.value) == self._sender]
        for candidates in (delegating, writing):
            if len(candidates) == 1:
                return candidates[0]
        return NotAnAnswerReason.SEVERAL_ATTENDEES

    def _instant(self, event: Component, name: str) -> datetime | None:
        when = self._moment(event, name)
        return None if when is None else instant(when, self._zones.home)

    def _moment(self, event: Component, name: str) -> Moment | None:
        found = event.first(name)
        if found is None:
            return None
        try:
            return moment(found, self._zones)
        except (EventBroken, OverflowError):
            return None

    def _proposed(self, event: Component) -> tuple[datetime, datetime] | None:
        starts, ends = self._instant(event, "DTSTART"), self._instant(event, "DTEND")
        return (starts, ends) if starts and ends and starts < ends else None

    def _no(self, reason: NotAnAnswerReason) -> NotAnAnswer:
        return NotAnAnswer(reason, self._event.value("UID") if self._event else "", self._sender)


def _partstat(text: str) -> PartStat:
    """The answer; a word that is not known changes nothing."""
    try:
        return PartStat(text.upper())
    except ValueError:
        return PartStat.NEEDS_ACTION


def _mailto(text: str) -> str:
    return re.sub("^mailto:", "", text.strip(), flags=re.IGNORECASE).strip().lower()


def _address_of(header: object) -> str:
    return parseaddr(str(header or ""))[1].lower()


def _words(text: str) -> str:
    plain = _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)
    return clean.paragraphs(plain)[:_LONGEST_COMMENT]
