"""Invitations: who must be told what, and what they answered.

A person is written to only when what they were told no longer holds. The UID of an invitation
never changes; its SEQUENCE rises with each change of time or state (RFC 5546 §2.1.4) and never
falls. Another room or video link is told under the same SEQUENCE with a newer DTSTAMP.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import (
    Answer,
    Attendance,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Practitioner,
)
from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import Purpose
from rcp.services import audit, cases
from rcp.services.answer_links import is_expired, is_token_of
from rcp.services.invitation_letters import send

GIVEN = frozenset({Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED})
"""What a person may answer."""


def tell(
    session: Session, meeting: Meeting, letterhead: Letterhead, by: Practitioner, now: datetime
) -> int:
    """Write to everybody for whom something about the meeting changed; returns how many.

    Nothing is sent about a meeting that is over, even if it ended early.
    """
    session.flush()
    if meeting.ends_at <= now or meeting.state is MeetingState.HELD:
        return 0
    known = {one.practitioner_id: one for one in _invitations(session, meeting)}
    expected = {} if meeting.state is MeetingState.CANCELLED else _expected(meeting)
    told = 0
    for person_id, attendance in expected.items():
        told += _invite(session, meeting, attendance, known.get(person_id), letterhead, now)
    for person_id, invitation in known.items():
        if person_id not in expected and invitation.state is InvitationState.SENT:
            _withdraw(session, invitation, letterhead, now)
            told += 1
    if told:
        audit.record(session, by, "invitation.told", meeting, people=told)
    if meeting.state is MeetingState.CONVENED and (told or known):
        cases.convene(session, meeting, by)
    return told


def is_told(session: Session, meeting: Meeting) -> bool:
    """Whether anybody has been invited to the meeting."""
    return bool(_invitations(session, meeting))


def answer(
    session: Session,
    invitation: Invitation,
    given: Answer,
    *,
    by: Practitioner | None,
    channel: str,
    now: datetime,
    sequence: int | None = None,
    stamp: datetime | None = None,
) -> bool:
    """Note an answer; whoever declines is excused, whoever accepts is expected again.

    `sequence` and `stamp` are those that a reply by mail states. One that answers an earlier
    version of the invitation, or was written before the answer already known, changes nothing:
    replies may overtake each other (RFC 5546 §2.1.5). Returns whether the answer was taken.
    Raises RuleBroken `invitation_over` (the meeting is past), `invitation_withdrawn` or
    `invitation_answer_unknown`.
    """
    require_standing(invitation, now)
    if given not in GIVEN:
        raise RuleBroken("invitation_answer_unknown")
    given_at = min(stamp or now, now)
    if _is_outdated(invitation, sequence, given_at) or _is_known(invitation, given, given_at):
        return False
    invitation.answer, invitation.answered_at = given, given_at
    invitation.answered_by, invitation.answered_sequence = channel, invitation.sequence
    for attendance in invitation.meeting.attendances:
        if attendance.practitioner_id == invitation.practitioner_id:
            attendance.presence = _presence_after(given, attendance.presence)
    audit.record(
        session, by, "invitation.answered", invitation, answer=given.value, channel=channel
    )
    return True


def _is_known(invitation: Invitation, given: Answer, given_at: datetime) -> bool:
    """Whether the same message was taken before."""
    return (invitation.answer, invitation.answered_at) == (given, given_at)


def by_token(session: Session, invitation_id: uuid.UUID, token: str, now: datetime) -> Invitation:
    """The invitation of an answer link.

    Raises NotFound: `not_here` for a wrong link, `invitation_over` or `invitation_withdrawn` for
    one that has served, `answer_link_expired` for one of a time that no longer holds.
    """
    found = session.get(Invitation, invitation_id)
    if found is None or not is_token_of(found, token):
        raise NotFound("not_here")
    if not found.practitioner.is_active:
        raise NotFound("not_here")
    try:
        require_standing(found, now)
    except RuleBroken as broken:
        raise NotFound(broken.code) from None
    if is_expired(token, now):
        raise NotFound("answer_link_expired")
    return found


def require_standing(invitation: Invitation, now: datetime) -> None:
    """Refuse what comes too late: RuleBroken `invitation_withdrawn` or `invitation_over`."""
    if invitation.state is InvitationState.CANCELLED:
        raise RuleBroken("invitation_withdrawn")
    if invitation.meeting.ends_at <= now or invitation.meeting.state is MeetingState.HELD:
        raise RuleBroken("invitation_over")


def _is_outdated(invitation: Invitation, sequence: int | None, given_at: datetime) -> bool:
    if sequence is not None and sequence < invitation.sequence:
        return True
    return invitation.answered_at is not None and given_at < invitation.answered_at


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
    if invitation is None:
        invitation = _first_invitation(session, meeting, attendance, letterhead, now)
        send(session, invitation, attendance, Purpose.INVITE, letterhead, now)
        return 1
    if not _has_changed(invitation, attendance):
        return 0
    comes_back = invitation.state is InvitationState.CANCELLED
    if comes_back or _told_times(invitation) != attendance.stretch:
        _ask_again(invitation, attendance)
        invitation.sequence += 1
    invitation.state = InvitationState.SENT
    _note_told(invitation, attendance, now)
    purpose = Purpose.INVITE if comes_back else Purpose.UPDATE
    send(session, invitation, attendance, purpose, letterhead, now)
    return 1


def _first_invitation(
    session: Session,
    meeting: Meeting,
    attendance: Attendance,
    letterhead: Letterhead,
    now: datetime,
) -> Invitation:
    invitation = Invitation(
        meeting=meeting,
        practitioner_id=attendance.practitioner_id,
        uid=f"{uuid.uuid4()}@{letterhead.domain}",
        created_at=now,
    )
    _note_told(invitation, attendance, now)
    session.add(invitation)
    session.flush()
    return invitation


def _note_told(invitation: Invitation, attendance: Attendance, now: datetime) -> None:
    meeting = attendance.meeting
    invitation.told_starts_at, invitation.told_ends_at = attendance.stretch
    invitation.told_place, invitation.told_video_url = place_of(meeting), meeting.video_url
    invitation.told_at = now


def _ask_again(invitation: Invitation, attendance: Attendance) -> None:
    """An answer holds for the time that was asked about, and for no other."""
    invitation.answer = Answer.NEEDS_ACTION
    invitation.answered_at = invitation.answered_by = invitation.answered_sequence = None
    if attendance.presence is Presence.EXCUSED:
        attendance.presence = Presence.EXPECTED


def _told_times(invitation: Invitation) -> tuple[datetime, datetime]:
    return invitation.told_starts_at, invitation.told_ends_at


def _has_changed(invitation: Invitation, attendance: Attendance) -> bool:
    meeting = attendance.meeting
    told = (*_told_times(invitation), invitation.told_place, invitation.told_video_url)
    holds = told == (*attendance.stretch, place_of(meeting), meeting.video_url)
    return not holds or invitation.state is InvitationState.CANCELLED


def _withdraw(
    session: Session, invitation: Invitation, letterhead: Letterhead, now: datetime
) -> None:
    """Tell one person that the meeting is cancelled, or that it is held without them."""
    invitation.state = InvitationState.CANCELLED
    invitation.sequence += 1
    invitation.told_at = now
    is_cancelled = invitation.meeting.state is MeetingState.CANCELLED
    purpose = Purpose.CANCEL if is_cancelled else Purpose.RELEASE
    send(session, invitation, None, purpose, letterhead, now)


def place_of(meeting: Meeting) -> str:
    """Room and structure, or the structure alone for a meeting by video."""
    house = meeting.board.organization
    return f"{meeting.room.name}, {house.name}" if meeting.room else ""
