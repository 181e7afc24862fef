"""A message that did not arrive, sent again once the person's address is corrected."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import (
    Invitation,
    InvitationState,
    MeetingState,
    MessageKind,
    OutboxMessage,
    Practitioner,
)
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import Purpose
from rcp.services import audit, deputies, invitation_letters, invitations, outbox, people


def correct_and_send(
    session: Session,
    row: OutboxMessage,
    address: str,
    letterhead: Letterhead,
    *,
    by: Practitioner,
    now: datetime,
) -> None:
    """Correct the recipient's address for good, and send the message to it.

    An invitation is written anew under the same UID and SEQUENCE: it names the person by their
    address. Raises RuleBroken `person_email`, `email_taken`, or what `outbox.send_again` raises.
    """
    outbox.require_sendable(session, row, now)
    people.correct_address(session, row.recipient, address, by=by)
    if row.invitation is None or row.kind is not MessageKind.INVITATION:
        outbox.send_again(session, row, by=by, now=now, address=row.recipient.email)
        return
    send_anew(session, row.invitation, letterhead, by=by, now=now)


def send_anew(
    session: Session,
    invitation: Invitation,
    letterhead: Letterhead,
    *,
    by: Practitioner,
    now: datetime,
) -> None:
    """Tell a person once more what holds for them; raises RuleBroken `invitation_over`."""
    if invitation.state is InvitationState.SENT:
        invitations.require_standing(invitation, now)
    elif invitation.told_ends_at <= now:
        raise RuleBroken("invitation_over")
    attendance = deputies.attendance_of(invitation)
    purpose = _purpose(invitation)
    invitation_letters.send(session, invitation, attendance, purpose, letterhead, now)
    audit.record(session, by, "invitation.sent_anew", invitation)


def _purpose(invitation: Invitation) -> Purpose:
    if invitation.state is InvitationState.CANCELLED:
        is_cancelled = invitation.meeting.state is MeetingState.CANCELLED
        return Purpose.CANCEL if is_cancelled else Purpose.RELEASE
    return Purpose.UPDATE if invitation.sequence else Purpose.INVITE
