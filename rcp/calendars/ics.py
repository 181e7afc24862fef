"""Meetings and actions as iCalendar objects: invitations, cancellations and feeds.

RFC 5545 (the format), RFC 5546 (who says what), RFC 7986 (names and links). Every value is
cleaned here: no text can become a property of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vText, vUri

from rcp.calendars import clean
from rcp.calendars.people import PartStat, Role
from rcp.calendars.vtimezone import FRENCH_ZONES, vtimezone

PRODUCT = "-//Quorum//RCP//FR"


class Method(StrEnum):
    """What an iCalendar object asks of who receives it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"
    DECLINECOUNTER = "DECLINECOUNTER"


class EventStatus(StrEnum):
    """Whether a meeting stands."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who invites: the name shown, and a mailbox of ours that is read for answers."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who is invited, and the last answer known."""

    name: str
    email: str
    role: Role = Role.REQUIRED
    partstat: PartStat = PartStat.NEEDS_ACTION


@dataclass(frozen=True, slots=True)
class MeetingEvent:
    """A meeting as one person's calendar shows it; aware times, texts without health data.

    `sequence` rises with each change of time or state and never falls; `stamp` is the moment of
    this sending. Without a short VTIMEZONE for `zone`, times are written in UTC.
    """

    uid: str
    sequence: int
    summary: str
    starts: datetime
    ends: datetime
    zone: ZoneInfo
    organizer: Organizer
    stamp: datetime
    location: str = ""
    video_url: str = ""
    description: str = ""
    url: str = ""
    attendee: Attendee | None = None
    status: EventStatus = EventStatus.CONFIRMED
    alarm_minutes: int | None = None

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None or self.stamp.tzinfo is None:
            raise ValueError("the times of a meeting say their zone")
        if self.ends <= self.starts:
            raise ValueError("a meeting ends after it starts")
        if self.sequence < 0:
            raise ValueError("a sequence starts at 0")


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """Something to do by a day, in the neutral words of the caller."""

    uid: str
    sequence: int
    summary: str
    due: date
    stamp: datetime
    description: str = ""
    url: str = ""
    status: EventStatus = EventStatus.CONFIRMED


def request(event: MeetingEvent) -> bytes:
    """The invitation, or its update; raises ValueError without an attendee or once cancelled."""
    if event.attendee is None or event.status is EventStatus.CANCELLED:
        raise ValueError("an invitation is for someone, to a meeting that stands")
    calendar = _calendar(Method.REQUEST, [event.zone])
    calendar.add_component(_meeting(event, event.status))
    return bytes(calendar.to_ical())


def cancel(event: MeetingEvent) -> bytes:
    """The withdrawal of an invitation, for the whole meeting or for this person only.

    `sequence` is the one after the last that was sent. Raises ValueError without an attendee.
    """
    if event.attendee is None:
        raise ValueError("a cancellation is for someone")
    calendar = _calendar(Method.CANCEL, [event.zone])
    calendar.add_component(_meeting(event, EventStatus.CANCELLED))
    return bytes(calendar.to_ical())


def decline_counter(event: MeetingEvent) -> bytes:
    """The refusal of another time that somebody proposed (RFC 5546 §3.2.8): the meeting stands.

    Raises ValueError without an attendee.
    """
    if event.attendee is None:
        raise ValueError("a proposal is declined to someone")
    calendar = _calendar(Method.DECLINECOUNTER, [event.zone])
    calendar.add_component(_meeting(event, event.status))
    return bytes(calendar.to_ical())


def calendar_object(event: MeetingEvent) -> bytes:
    """A meeting as a calendar on a server holds it: without METHOD (RFC 4791 §4.1), and without
    attendees, so that the server invites nobody and answers nobody (RFC 6638)."""
    calendar = _calendar(None, [event.zone])
    calendar.add_component(_meeting(event, event.status, for_itself=True))
    return bytes(calendar.to_ical())


def publish(
    calendar_name: str,
    events: Sequence[MeetingEvent],
    zone: ZoneInfo,
    *,
    actions: Sequence[ActionEntry] = (),
) -> bytes:
    """A feed to subscribe to: meetings without their attendees, and actions on their due day."""
    calendar = _calendar(Method.PUBLISH, [zone, *(event.zone for event in events)])
    name = clean.one_line(calendar_name)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_meeting(event, event.status, with_attendee=False))
    for action in actions:
        calendar.add_component(_action(action))
    return bytes(calendar.to_ical())


def action_entries(calendar_name: str, entries: Sequence[ActionEntry], zone: ZoneInfo) -> bytes:
    """Actions as all-day events that leave the day free.

    Not VTODO: neither Gmail nor Outlook on the web shows one that arrives in a file.
    """
    return publish(calendar_name, (), zone, actions=entries)


def _calendar(method: Method | None, zones: Sequence[ZoneInfo]) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    if method is not None:
        calendar.add("method", method.value)
    for name in sorted({zone.key for zone in zones} & FRENCH_ZONES):
        calendar.add_component(vtimezone(name))
    return calendar


def _meeting(
    event: MeetingEvent,
    status: EventStatus,
    *,
    with_attendee: bool = True,
    for_itself: bool = False,
) -> Event:
    """The event; `for_itself` leaves out everybody who takes part, the organizer too."""
    part = Event()
    zone = event.zone if event.zone.key in FRENCH_ZONES else UTC
    _add_common(part, event.uid, event.sequence, event.stamp, status)
    part.add("dtstart", event.starts.astimezone(zone))
    part.add("dtend", event.ends.astimezone(zone))
    part.add("summary", clean.one_line(event.summary))
    part.add("transp", "OPAQUE")
    part.add("x-microsoft-cdo-busystatus", _OUTLOOK_STATUS[status])
    if not for_itself:
        part.add("organizer", _address(event.organizer.name, event.organizer.email))
    if with_attendee and not for_itself and event.attendee:
        part.add("attendee", _attendee(event.attendee))
    _add_texts(part, event)
    if event.alarm_minutes is not None and status is not EventStatus.CANCELLED:
        part.add_component(_alarm(event))
    return part


def _action(action: ActionEntry) -> Event:
    part = Event()
    _add_common(part, action.uid, action.sequence, action.stamp, action.status)
    part.add("dtstart", action.due)
    part.add("dtend", action.due + timedelta(days=1))
    part.add("summary", clean.one_line(action.summary))
    part.add("transp", "TRANSPARENT")
    part.add("x-microsoft-cdo-busystatus", "FREE")
    if action.description:
        part.add("description", clean.paragraphs(action.description))
    if action.url:
        part.add("url", vUri(clean.web_link(action.url)))
    return part


def _add_common(part: Event, uid: str, sequence: int, stamp: datetime, status: EventStatus) -> None:
    part.add("uid", clean.uid(uid))
    part.add("sequence", sequence)
    part.add("dtstamp", stamp.astimezone(UTC))
    part.add("last-modified", stamp.astimezone(UTC))
    part.add("status", status.value)
    part.add("class", "PRIVATE")


def _add_texts(part: Event, event: MeetingEvent) -> None:
    """Place, words and links; Outlook reads a video link only in the place or the words."""
    video = clean.web_link(event.video_url) if event.video_url else ""
    place = clean.one_line(event.location)
    words = clean.paragraphs(event.description)
    if place and video and video not in words:
        words = f"{words}\n\n{video}".strip()
    if place or video:
        part.add("location", place or video)
    if words:
        part.add("description", words)
    if video:
        part.add("conference", vUri(video), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if event.url:
        part.add("url", vUri(clean.web_link(event.url)))


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{clean.email_address(email)}")
    shown = clean.person_name(name)
    if shown:
        address.params["CN"] = vText(shown)
    return address


def _attendee(attendee: Attendee) -> vCalAddress:
    address = _address(attendee.name, attendee.email)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText(attendee.role.value)
    address.params["PARTSTAT"] = vText(attendee.partstat.value)
    address.params["RSVP"] = vText("TRUE")
    return address


def _alarm(event: MeetingEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -timedelta(minutes=event.alarm_minutes or 0))
    alarm.add("description", clean.one_line(event.summary))
    return alarm


_OUTLOOK_STATUS = {
    EventStatus.CONFIRMED: "BUSY",
    EventStatus.TENTATIVE: "TENTATIVE",
    EventStatus.CANCELLED: "FREE",
}
