"""What leaves the house: written with the change that it tells, sent by a job, never twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.models import (
    Answer,
    Invitation,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Practitioner,
)
from rcp.domain.errors import RuleBroken
from rcp.mail.delivery import Delivery, DeliveryDelayed, Undeliverable
from rcp.mail.message import UnsafeHeader, refuse_unsafe_address
from rcp.services import audit, queue

LEASE = timedelta(minutes=2)
"""Longer than any delivery may take; after it, an interrupted sending is taken up again."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440))
MOST_TRIES = 10
"""About five days with the pauses above, as RFC 5321 §4.5.4.1 advises; then a person must look."""
TASK = "send_outbox"


def post(
    session: Session,
    recipient: Practitioner,
    message: EmailMessage,
    now: datetime,
    invitation: Invitation | None = None,
    *,
    kind: MessageKind = MessageKind.LETTER,
) -> OutboxMessage:
    """Put a message in the outbox and wake the sender."""
    row = OutboxMessage(
        recipient=recipient,
        invitation=invitation,
        kind=kind,
        address=recipient.email,
        subject=" ".join(str(message["Subject"]).split()),
        message_id=str(message["Message-ID"]),
        content=message.as_bytes(),
        created_at=now,
        next_try_at=now,
    )
    session.add(row)
    session.flush()
    queue.add(session, TASK, unique_key=TASK)
    return row


def send_waiting(
    sessions: sessionmaker[Session],
    delivery: Delivery,
    sender: str,
    now: Callable[[], datetime],
) -> int:
    """Send everything that is due, one message at a time; returns how many left.

    Each message is claimed, sent and marked in its own transactions. Killed between sending and
    marking, it is sent again after the lease under the same Message-ID: never lost, and the same
    message for whoever receives it. Messages that must wait queue this job again.
    """
    sent = 0
    while (claimed := _claim_next(sessions, now())) is not None:
        sent += _send(sessions, claimed, delivery, sender, now)
    with sessions.begin() as session:
        later = session.scalar(
            select(OutboxMessage.next_try_at)
            .where(OutboxMessage.state.in_([OutboxState.WAITING, OutboxState.SENDING]))
            .order_by(OutboxMessage.next_try_at)
            .limit(1)
        )
        if later is not None:
            queue.add(session, TASK, unique_key=TASK, run_at=later)
    return sent


def _claim_next(sessions: sessionmaker[Session], now: datetime) -> uuid.UUID | None:
    """Reserve the oldest message that is due; the conditional update lets one sender win."""
    is_due = or_(OutboxMessage.state == OutboxState.WAITING, OutboxMessage.claimed_until <= now)
    while True:
        with sessions.begin() as session:
            found = session.scalar(
                select(OutboxMessage.id)
                .where(
                    OutboxMessage.state.in_([OutboxState.WAITING, OutboxState.SENDING]),
                    OutboxMessage.next_try_at <= now,
                    is_due,
                )
                .order_by(OutboxMessage.created_at, OutboxMessage.id)
                .limit(1)
            )
            if found is None:
                return None
            taken = session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id == found, is_due)
                .values(
                    state=OutboxState.SENDING,
                    claimed_until=now + LEASE,
                    next_try_at=now + LEASE,
                    tries=OutboxMessage.tries + 1,
                )
            )
            if isinstance(taken, CursorResult) and taken.rowcount == 1:
                return found


def _send(
    sessions: sessionmaker[Session],
    message_id: uuid.UUID,
    delivery: Delivery,
    sender: str,
    now: Callable[[], datetime],
) -> int:
    """Deliver one claimed message and mark what came of it; returns 1 if it left."""
    with sessions() as session:
        row = session.get_one(OutboxMessage, message_id)
        content, address, tries = row.content, row.address, row.tries
        useless = _why_useless(session, row, now())
    if useless:
        _mark(sessions, message_id, tries, state=OutboxState.REFUSED, fault=useless)
        return 0
    try:
        delivery.deliver(content, sender, address)
    except Undeliverable as refused:
        fault = f"smtp_{refused.status}"
        _mark(sessions, message_id, tries, state=OutboxState.REFUSED, fault=fault)
    except UnsafeHeader:
        _mark(sessions, message_id, tries, state=OutboxState.REFUSED, fault="address_unsafe")
    except DeliveryDelayed as delayed:
        _mark(sessions, message_id, tries, **_after_delay(delayed, tries, now()))
    else:
        _mark(sessions, message_id, tries, state=OutboxState.SENT, sent_at=now(), fault=None)
        return 1
    return 0


def _why_useless(session: Session, row: OutboxMessage, now: datetime) -> str | None:
    """Why a message should no longer leave: its words would arrive after the last ones."""
    if _is_about_the_past(row, now):
        return "meeting_over"
    if _is_answered(row):
        return "answered"
    return "superseded" if _is_superseded(session, row) else None


def _is_about_the_past(row: OutboxMessage, now: datetime) -> bool:
    return row.invitation is not None and row.invitation.told_ends_at <= now


def _is_answered(row: OutboxMessage) -> bool:
    """Whether a reminder would ask for what was said meanwhile."""
    if row.kind is not MessageKind.REMINDER or row.invitation is None:
        return False
    return row.invitation.answer is not Answer.NEEDS_ACTION


def _after_delay(delayed: DeliveryDelayed, tries: int, now: datetime) -> dict[str, object]:
    if tries >= MOST_TRIES:
        return {"state": OutboxState.REFUSED, "fault": "gave_up"}
    return {
        "state": OutboxState.WAITING,
        "fault": delayed.code.value,
        "next_try_at": now + WAITS[min(tries, len(WAITS)) - 1],
    }


def _mark(
    sessions: sessionmaker[Session], message_id: uuid.UUID, tries: int, **values: object
) -> None:
    """Say what came of this try, unless another sender took the message up meanwhile."""
    with sessions.begin() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.tries == tries)
            .values(claimed_until=None, **values)
        )


def send_again(
    session: Session, row: OutboxMessage, *, by: Practitioner, now: datetime, address: str = ""
) -> None:
    """Send a message once more, perhaps to a corrected address; it stays the same message.

    Raises RuleBroken `message_leaving`, `message_over` (its meeting is past),
    `message_superseded` (a later one says otherwise) or `message_address`.
    """
    require_sendable(session, row, now)
    row.address = _checked(address.strip()) if address.strip() else row.address
    row.state, row.next_try_at, row.fault, row.tries = OutboxState.WAITING, now, None, 0
    row.bounced_at = None
    session.flush()
    audit.record(session, by, "message.sent_again", row)
    queue.add(session, TASK, unique_key=TASK)


def require_sendable(session: Session, row: OutboxMessage, now: datetime) -> None:
    """Refuse to send what is leaving, past or replaced, with RuleBroken as `send_again` says."""
    if row.state is OutboxState.SENDING:
        raise RuleBroken("message_leaving")
    if _is_about_the_past(row, now):
        raise RuleBroken("message_over")
    if _is_superseded(session, row):
        raise RuleBroken("message_superseded")


def _is_superseded(session: Session, row: OutboxMessage) -> bool:
    later = select(OutboxMessage.id).where(
        OutboxMessage.invitation_id == row.invitation_id,
        OutboxMessage.kind == MessageKind.INVITATION,
        OutboxMessage.created_at > row.created_at,
    )
    return row.invitation_id is not None and session.scalar(later.limit(1)) is not None


def _checked(address: str) -> str:
    try:
        refuse_unsafe_address(address, field="address")
    except UnsafeHeader:
        raise RuleBroken("message_address") from None
    return address
