"""What a message from outside has to do with us: which invitation, which person."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Invitation, MessageKind, OutboxMessage, Practitioner
from rcp.services import bounced


def by_uid(session: Session, uid: str) -> Invitation | None:
    """The invitation of a calendar UID."""
    if not uid:
        return None
    return session.scalars(select(Invitation).where(Invitation.uid == uid)).first()


def by_reference(session: Session, message_ids: tuple[str, ...]) -> Invitation | None:
    """The invitation of the message of ours that another one answers."""
    row = bounced.sent_under(session, message_ids)
    return row.invitation if row else None


def addresses(session: Session, invitation: Invitation) -> set[str]:
    """Where the person was invited: their address, and those that messages were sent to."""
    used = session.scalars(
        select(OutboxMessage.address).where(OutboxMessage.invitation_id == invitation.id)
    )
    return {one.lower() for one in (invitation.practitioner.email, *used)}


def colleague(session: Session, address: str) -> Practitioner | None:
    """Who of the house has this address."""
    if not address:
        return None
    return session.scalars(select(Practitioner).where(Practitioner.email == address)).first()


def last_letter(session: Session, invitation: Invitation) -> OutboxMessage | None:
    """The last message that carried the invitation."""
    return session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.invitation_id == invitation.id,
            OutboxMessage.kind == MessageKind.INVITATION,
        )
        .order_by(OutboxMessage.created_at.desc())
    ).first()
