"""What a worker queues of its own accord."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaSource, OutboxMessage, OutboxState
from rcp.jobs import ledger
from rcp.services import queue


def look_around(session: Session, now: datetime) -> None:
    """Queue the sending and reading that is due; forget jobs done long ago."""
    if session.scalar(select(_message_is_due(now))):
        queue.add(session, "send_outbox", unique_key="send_outbox")
    if session.scalar(select(exists().where(AgendaSource.next_read_at <= now))):
        queue.add(session, "refresh_agendas", unique_key="refresh_agendas")
    ledger.forget_old(session, now)


def _message_is_due(now: datetime) -> ColumnElement[bool]:
    waiting = and_(OutboxMessage.state == OutboxState.WAITING, OutboxMessage.next_try_at <= now)
    dropped = and_(OutboxMessage.state == OutboxState.SENDING, OutboxMessage.claimed_until <= now)
    return exists().where(or_(waiting, dropped))
