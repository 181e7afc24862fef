"""What a worker queues of its own accord."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from rcp.config import Settings
from rcp.db.models import (
    AgendaSource,
    Answer,
    Invitation,
    InvitationState,
    OutboxMessage,
    OutboxState,
)
from rcp.jobs import ledger
from rcp.services import pushes, queue

REMIND_EVERY = timedelta(minutes=15)


def look_around(session: Session, now: datetime, settings: Settings) -> None:
    """Queue what is due: sending, reading, writing, reminding; forget jobs done long ago."""
    if session.scalar(select(_message_is_due(now))):
        queue.add(session, "send_outbox", unique_key="send_outbox")
    if session.scalar(select(exists().where(AgendaSource.next_read_at <= now))):
        queue.add(session, "refresh_agendas", unique_key="refresh_agendas")
    if session.scalar(select(pushes.is_owed(now))):
        queue.add(session, pushes.TASK, unique_key=pushes.TASK)
    if settings.imap is not None:
        _every(session, "read_mail", timedelta(minutes=settings.imap.every_minutes), now)
    if session.scalar(select(_somebody_may_be_reminded(now))):
        _every(session, "remind", REMIND_EVERY, now)
    ledger.forget_old(session, now)


def _every(session: Session, task: str, pause: timedelta, now: datetime) -> None:
    """See to it that the task's next run is queued."""
    queue.add(session, task, unique_key=task, run_at=now + pause)


def _somebody_may_be_reminded(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Invitation.state == InvitationState.SENT,
        Invitation.answer == Answer.NEEDS_ACTION,
        Invitation.told_starts_at > now,
    )


def _message_is_due(now: datetime) -> ColumnElement[bool]:
    waiting = and_(OutboxMessage.state == OutboxState.WAITING, OutboxMessage.next_try_at <= now)
    dropped = and_(OutboxMessage.state == OutboxState.SENDING, OutboxMessage.claimed_until <= now)
    return exists().where(or_(waiting, dropped))
