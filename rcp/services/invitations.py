"""Invitations: who must be told what, and what they answered.

A person is written to only when what they were told no longer holds. The UID of an invitation
never changes; its SEQUENCE rises with each change of time or state (RFC 5546) and never falls.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp.calendars import ics
from rcp.calendars.people import PartStat
from rcp.calendars.people import Role as CalendarRole
from rcp.calendars.wording import InvitationFacts
from rcp.db import keyring
from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Answer,
    Attendance,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Practitioner,
    SpecialtyGroup,
)
from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import MeetingLetter, Purpose, html, subject, text
from rcp.mail.message import Envelope, Mailbox, invitation_message
from rcp.services import audit, outbox
from rcp.wording import Wording, wording_in

ALARM_MINUTES = 15


def tell(
    session: Session, meeting: Meeting, letterhead: Letterhead, by: Practitioner, now: datetime
) -> int:
    """Write to everybody for whom something about the meeting changed; returns how many.

    Nothing is sent about a meeting that is over.
    """
    session.flush()
    if meeting.ends_at <= now:
        return 0
    known = {one.practitioner_id: one for one in _invitations(session, meeting)}
    expected = {} if meeting.state is MeetingState.CANCELLED else _expected(meeting)
    told = 0
    for person_id, attendance in expected.items():
        told += _invite(session, meeting, attendance, known.get(person_id), letterhead, now)
    for person_id, invitation in known.items():
        if person_id not in expected and invitation.state is InvitationState.SENT:
            _withdraw(session, meeting, invitation, letterhead, now)
            told += 1
    if told:
        audit.record(session, by, "invitation.told", meeting, people=told)
    return told


def answer(
    session: Session,
    invitation: Invitation,
    given: Answer,
    *,
    by: Practitioner | None,
    channel: str,
    now: datetime,
) -> None:
    """Note an answer; whoever declines is excused, whoever accepts is expected again.

    Raises RuleBroken `invitation_over` (the meeting is past) or `invitation_withdrawn`.
    """
    if invitation.state is InvitationState.CANCELLED:
        raise RuleBroken("invitation_withdrawn")
    if invitation.meeting.ends_at <= now:
        raise RuleBroken("invitation_over")
    invitation.answer, invitation.answered_at = given, now
    invitation.answered_by, invitation.answered_sequence = channel, invitation.sequence
    for attendance in invitation.meeting.attendances:
        if attendance.practitioner_id == invitation.practitioner_id:
            attendance.presence = _presence_after(given, attendance.presence)
    audit.record(session, by, "invitation.answered", invitation, answer=given.value, channel=channel)


def answer_token(invitation: Invitation) -> str:
    """The secret part of a person's answer link; it is derived, so it needs no keeping."""
    return keyring.active().blind_index(f"answer:{invitation.id}")[:43]


def by_token(session: Session, invitation_id: uuid.UUID, token: str, now: datetime) -> Invitation:
    """The invitation of an answer link; raises NotFound for a wrong or an expired one."""
    found = session.get(Invitation, invitation_id)
    if found is None or not hmac.compare_digest(answer_token(found), token):
        raise NotFound("not_here")
    if found.meeting.ends_at <= now:
        raise NotFound("invitation_over")
    return found


def _invitations(session: Session, meeting: Meeting) -> list[Invitation]:
    return list(
        session.scalars(
            select(Invitation)
            .where(Invitation.meeting_id == meeting.id)
            .order_by(Invitation.created_at, Invitation.uid)
        )
    )


def _expected(meeting: Meeting) -> dict[uuid.UUID, Attendance]:
    return {one.practitioner_id: one for one in meeting.attendances}


def _presence_after(given: Answer, present: Presence) -> Presence:
    if given is Answer.DECLINED and present is Presence.EXPECTED:
        return Presence.EXCUSED
    if given is not Answer.DECLINED and present is Presence.EXCUSED:
        return Presence.EXPECTED
    return present


def _invite(
    session: Session,
    meeting: Meeting,
    attendance: Attendance,
    invitation: Invitation | None,
    letterhead: Letterhead,
    now: datetime,
) -> int:
    """Send a first invitation or an update, if there is anything new to say."""
    place = place_of(meeting)
    if invitation is None:
        invitation = Invitation(
            meeting=meeting,
            practitioner_id=attendance.practitioner_id,
            uid=f"{uuid.uuid4()}@{letterhead.domain}",
            told_starts_at=meeting.starts_at,
            told_ends_at=meeting.ends_at,
            told_place=place,
        )
        session.add(invitation)
        session.flush()
        _send(session, invitation, attendance, Purpose.INVITE, letterhead, now)
        return 1
    if not _has_changed(invitation, meeting, place):
        return 0
    if (invitation.told_starts_at, invitation.told_ends_at) != (meeting.starts_at, meeting.ends_at):
        invitation.answer = Answer.NEEDS_ACTION
    invitation.state = InvitationState.SENT
    invitation.sequence += 1
    invitation.told_starts_at, invitation.told_ends_at = meeting.starts_at, meeting.ends_at
    invitation.told_place = place
    _send(session, invitation, attendance, Purpose.UPDATE, letterhead, now)
    return 1


def _has_changed(invitation: Invitation, meeting: Meeting, place: str) -> bool:
    told = (invitation.told_starts_at, invitation.told_ends_at, invitation.told_place)
    holds = told == (meeting.starts_at, meeting.ends_at, place)
    return not holds or invitation.state is InvitationState.CANCELLED


def _withdraw(
    session: Session,
    meeting: Meeting,
    invitation: Invitation,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    """Tell one person that the meeting is cancelled, or that it is held without them."""
    invitation.state = InvitationState.CANCELLED
    invitation.sequence += 1
    cancelled = meeting.state is MeetingState.CANCELLED
    purpose = Purpose.CANCEL if cancelled else Purpose.RELEASE
    _send(session, invitation, None, purpose, letterhead, now)


def _send(
    session: Session,
    invitation: Invitation,
    attendance: Attendance | None,
    purpose: Purpose,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    person = session.get_one(Practitioner, invitation.practitioner_id)
    wording = wording_in(person.language)
    letter = _letter(session, invitation, attendance, purpose, letterhead, wording)
    event = _event(invitation, person, letter, letterhead, now)
    leaves = purpose in (Purpose.CANCEL, Purpose.RELEASE)
    write: Callable[[ics.MeetingEvent], bytes] = ics.cancel if leaves else ics.request
    message = invitation_message(
        Envelope(
            sender=Mailbox(event.organizer.name, event.organizer.email),
            recipient=Mailbox(person.name, person.email),
            subject=subject(letter, wording),
            message_id=f"<{invitation.id}.{invitation.sequence}@{letterhead.domain}>",
            date=now,
        ),
        text=text(letter, wording),
        html=html(letter, wording),
        calendar=write(event),
        method="CANCEL" if leaves else "REQUEST",
    )
    outbox.post(session, person, message, now, invitation)


def _letter(
    session: Session,
    invitation: Invitation,
    attendance: Attendance | None,
    purpose: Purpose,
    letterhead: Letterhead,
    wording: Wording,
) -> MeetingLetter:
    meeting = invitation.meeting
    zone = meeting.board.organization.zone
    starts, ends = invitation.told_starts_at.astimezone(zone), invitation.told_ends_at
    link = f"{letterhead.base_url}/answer/{invitation.id}/{answer_token(invitation)}"
    leaves = purpose in (Purpose.CANCEL, Purpose.RELEASE)
    return MeetingLetter(
        purpose=purpose,
        recipient=session.get_one(Practitioner, invitation.practitioner_id).given_name,
        seat=_seat_label(session, attendance, wording) if attendance else "",
        is_deputy=attendance.is_deputy if attendance else False,
        answer_link="" if leaves else link,
        facts=InvitationFacts(
            board=meeting.board.name,
            day=wording.long_day(starts.date()),
            hours=f"{wording.clock(starts)} – {wording.clock(ends.astimezone(zone))}",
            place=invitation.told_place,
            video_link=meeting.video_url,
            case_count=_case_count(session, meeting),
            reference=meeting.reference,
            sign_in_link=f"{letterhead.base_url}/meetings/{meeting.id}",
            organizer=meeting.board.organization.name,
        ),
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
        video_url=meeting.video_url,
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


def place_of(meeting: Meeting) -> str:
    """Room and structure, or the structure alone for a meeting by video."""
    house = meeting.board.organization
    return f"{meeting.room.name}, {house.name}" if meeting.room else ""


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
