"""What a reading leaves in the database: busy times, or why there are no new ones."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from rcp.calendars.busy import AgendaReading, AgendaUnreadable, UnreadableCode
from rcp.db.models import AgendaSource, AgendaState, BusyInterval, BusyKind, SourceKind

Answer: TypeAlias = AgendaReading | AgendaUnreadable
Covers: TypeAlias = tuple[datetime, datetime]

OF_A_LINK = frozenset(
    {
        UnreadableCode.EMPTY,
        UnreadableCode.TOO_LARGE,
        UnreadableCode.WEB_PAGE,
        UnreadableCode.NOT_A_CALENDAR,
        UnreadableCode.TOO_MANY_EVENTS,
        UnreadableCode.TOO_COSTLY,
    }
)
"""What is said otherwise of an address than of a file: nobody can export it again."""


def keep(
    session: Session,
    source: AgendaSource,
    answer: Answer,
    *,
    digest: str,
    covers: Covers,
    now: datetime,
) -> None:
    """Put the busy times of a reading in place of the former ones; a failed one leaves them."""
    if isinstance(answer, AgendaUnreadable):
        fail(session, source, fault_code(answer.code, source.kind), now)
        return
    source.state = AgendaState.PARTIAL if answer.is_partial else AgendaState.READ
    source.fault = answer.faults[0].code.value if answer.faults else None
    source.digest, source.events = digest, answer.events_read
    source.unread, source.covers_from, source.covers_until = len(answer.faults), *covers
    succeed(source, now)
    session.execute(delete(BusyInterval).where(BusyInterval.source_id == source.id))
    _insert(session, source, answer)
    session.flush()


def succeed(source: AgendaSource, now: datetime) -> None:
    """Note that what we have is what there is."""
    source.read_at = now
    source.failing_since, source.tries = None, 0


def fail(session: Session, source: AgendaSource, fault: str, now: datetime) -> None:
    """Note why a reading gave nothing; the last good times stay."""
    source.state, source.fault = AgendaState.FAILED, fault
    source.failing_since = source.failing_since or now
    source.tries += 1
    session.flush()


def fault_code(code: UnreadableCode, kind: SourceKind) -> str:
    """The word for it, which depends on what the person can do about it."""
    is_remote = kind is not SourceKind.FILE and code in OF_A_LINK
    return f"link_{code.value}" if is_remote else code.value


def _insert(session: Session, source: AgendaSource, reading: AgendaReading) -> None:
    rows = [
        {
            "id": uuid.uuid4(),
            "source_id": source.id,
            "practitioner_id": source.practitioner_id,
            "starts_at": interval.starts,
            "ends_at": interval.ends,
            "kind": BusyKind(interval.kind.value),
        }
        for interval in reading.intervals
    ]
    if rows:
        session.execute(insert(BusyInterval), rows)
