"""The message that carries an invitation, its change or its end to one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp.calendars import ics
from rcp.calendars.people import PartStat
from rcp.calendars.people import Role as CalendarRole
from rcp.calendars.wording import InvitationFacts
from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Attendance,
    Invitation,
    Meeting,
    MessageKind,
    OutboxMessage,
    Practitioner,
    SpecialtyGroup,
)
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import MeetingLetter, Purpose, html, subject, text
from rcp.mail.message import Envelope, Mailbox, invitation_message, plain_message
from rcp.services import outbox
from rcp.services.answer_links import answer_token
from rcp.wording import Wording, wording_in

ALARM_MINUTES = 15
LEAVING = frozenset({Purpose.CANCEL, Purpose.RELEASE})


def facts_of(
    session: Session, invitation: Invitation, letterhead: Letterhead, wording: Wording
) -> InvitationFacts:
    """All that may be said of the meeting outside the house, as the person was last told it."""
    meeting = invitation.meeting
    zone = meeting.board.organization.zone
    starts, ends = invitation.told_starts_at.astimezone(zone), invitation.told_ends_at
    return InvitationFacts(
        board=meeting.board.name,
        day=wording.long_day(starts.date()),
        hours=_hours(starts, ends.astimezone(zone), wording),
        whole_hours=_whole_hours(invitation, wording),
        place=invitation.told_place,
        video_link=invitation.told_video_url,
        case_count=_case_count(session, meeting),
        reference=meeting.reference,
        sign_in_link=f"{letterhead.base_url}/meetings/{meeting.id}",
        organizer=meeting.board.organization.name,
    )


def send(
    session: Session,
    invitation: Invitation,
    attendance: Attendance | None,
    purpose: Purpose,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    """Write the message for this purpose and lay it in the outbox."""
    person = session.get_one(Practitioner, invitation.practitioner_id)
    wording = wording_in(person.language)
    letter = _letter(session, invitation, attendance, purpose, letterhead, wording)
    event = _event(invitation, person, letter, letterhead, now)
    leaves = purpose in LEAVING
    write: Callable[[ics.MeetingEvent], bytes] = ics.cancel if leaves else ics.request
    message = invitation_message(
        Envelope(
            sender=Mailbox(event.organizer.name, event.organizer.email),
            recipient=Mailbox(person.name, person.email),
            subject=subject(letter, wording),
            message_id=next_message_id(session, invitation, letterhead),
            date=now,
        ),
        text=text(letter, wording),
        html=html(letter, wording),
        calendar=write(event),
        method="CANCEL" if leaves else "REQUEST",
    )
    outbox.post(session, person, message, now, invitation, kind=MessageKind.INVITATION)


def word(
    session: Session,
    invitation: Invitation,
    purpose: Purpose,
    letterhead: Letterhead,
    now: datetime,
    *,
    declines_counter: bool = False,
) -> None:
    """Write words about an invitation that stands; nothing changes in the person's agenda.

    `declines_counter` tells their calendar program that the time it proposed was declined.
    """
    person = session.get_one(Practitioner, invitation.practitioner_id)
    wording = wording_in(person.language)
    letter = _letter(session, invitation, None, purpose, letterhead, wording)
    event = _event(invitation, person, letter, letterhead, now)
    envelope = Envelope(
        sender=Mailbox(event.organizer.name, event.organizer.email),
        recipient=Mailbox(person.name, person.email),
        subject=subject(letter, wording),
        message_id=next_message_id(session, invitation, letterhead),
        date=now,
    )
    words = {"text": text(letter, wording), "html": html(letter, wording)}
    message = (
        invitation_message(
            envelope, **words, calendar=ics.decline_counter(event), method="DECLINECOUNTER"
        )
        if declines_counter
        else plain_message(envelope, **words)
    )
    outbox.post(session, person, message, now, invitation)


def next_message_id(session: Session, invitation: Invitation, letterhead: Letterhead) -> str:
    """The Message-ID of the next message about an invitation."""
    written = session.scalar(
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.invitation_id == invitation.id)
    )
    return f"<{invitation.id}.{invitation.sequence}.{written or 0}@{letterhead.domain}>"


def answer_link(invitation: Invitation, letterhead: Letterhead) -> str:
    """The address at which a person answers without an account."""
    return f"{letterhead.base_url}/answer/{invitation.id}/{answer_token(invitation)}"


def _hours(starts: datetime, ends: datetime, wording: Wording) -> str:
    return f"{wording.clock(starts)} – {wording.clock(ends)}"


def _whole_hours(invitation: Invitation, wording: Wording) -> str:
    """The meeting's own hours, for somebody who is asked for a part of it."""
    meeting, zone = invitation.meeting, invitation.meeting.board.organization.zone
    told = (invitation.told_starts_at, invitation.told_ends_at)
    if told == (meeting.starts_at, meeting.ends_at):
        return ""
    return _hours(meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone), wording)


def _letter(
    session: Session,
    invitation: Invitation,
    attendance: Attendance | None,
    purpose: Purpose,
    letterhead: Letterhead,
    wording: Wording,
) -> MeetingLetter:
    link = answer_link(invitation, letterhead)
    return MeetingLetter(
        purpose=purpose,
        recipient=session.get_one(Practitioner, invitation.practitioner_id).given_name,
        seat=_seat_label(session, attendance, wording) if attendance else "",
        is_deputy=attendance.is_deputy if attendance else False,
        answer_link="" if purpose in LEAVING else link,
        facts=facts_of(session, invitation, letterhead, wording),
    )


def _event(
    invitation: Invitation,
    person: Practitioner,
    letter: MeetingLetter,
    letterhead: Letterhead,
    now: datetime,
) -> ics.MeetingEvent:
    meeting = invitation.meeting
    return ics.MeetingEvent(
        uid=invitation.uid,
        sequence=invitation.sequence,
        summary=meeting.board.name,
        starts=invitation.told_starts_at,
        ends=invitation.told_ends_at,
        zone=meeting.board.organization.zone,
        organizer=ics.Organizer(meeting.board.name, letterhead.sender_email),
        stamp=now,
        location=invitation.told_place,
        video_url=invitation.told_video_url,
        description="\n".join(
            part for part in (letter.facts.reference, letter.facts.sign_in_link) if part
        ),
        url=letter.facts.sign_in_link,
        attendee=ics.Attendee(
            person.name,
            person.email,
            CalendarRole.CHAIR if meeting.board.chair_id == person.id else CalendarRole.REQUIRED,
            PartStat(invitation.answer.value),
        ),
        alarm_minutes=ALARM_MINUTES,
    )


def _seat_label(session: Session, attendance: Attendance, wording: Wording) -> str:
    if attendance.seat is None:
        return ""
    group = session.scalars(
        select(SpecialtyGroup).where(SpecialtyGroup.code == attendance.seat.group_code)
    ).first()
    if group is None:
        return ""
    return (group.label_en or group.label) if wording.language == "en" else group.label


def _case_count(session: Session, meeting: Meeting) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(AgendaItem)
            .where(
                AgendaItem.meeting_id == meeting.id,
                AgendaItem.state == AgendaItemState.EXPECTED,
            )
        )
        or 0
    )
