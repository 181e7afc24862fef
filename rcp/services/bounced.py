"""Messages that came back: the one that left is marked with the reason, to be sent again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import OutboxMessage, OutboxState
from rcp.mail.bounces import Bounce
from rcp.services import audit


def note(session: Session, bounce: Bounce, now: datetime) -> OutboxMessage | None:
    """Mark the message that a final report speaks of; None when we did not send it.

    A message sent again since to another address has nothing to do with the report.
    """
    row = message_of(session, bounce)
    if row is None or not bounce.is_final:
        return row
    if row.state is OutboxState.SENT and not _is_about_a_former_address(row, bounce):
        row.state, row.bounced_at = OutboxState.BOUNCED, now
        row.fault = f"dsn_{bounce.status}"
        audit.record(session, None, "message.bounced", row, status=bounce.status)
    return row


def _is_about_a_former_address(row: OutboxMessage, bounce: Bounce) -> bool:
    """Whether the message was sent again since, to an address typed for it alone.

    A report may name an address that we never wrote to, when a mailbox forwards.
    """
    is_corrected = row.address.lower() != row.recipient.email.lower()
    return is_corrected and bool(bounce.recipient) and bounce.recipient != row.address.lower()


def message_of(session: Session, bounce: Bounce) -> OutboxMessage | None:
    """The message of ours that a report names."""
    return sent_under(session, bounce.message_ids)


def sent_under(session: Session, message_ids: tuple[str, ...]) -> OutboxMessage | None:
    """The last message that we sent under one of these ids."""
    if not message_ids:
        return None
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.message_id.in_(message_ids[:50]))
        .order_by(OutboxMessage.created_at.desc())
    ).first()
