"""Whether the house's mailbox can be read, and since when not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import InboxReading
from rcp.mail.imap import BoxFault

BOX = "house"
"""The house has one mailbox, whatever its address is this year."""


def standing(session: Session) -> InboxReading | None:
    """How the last readings of the mailbox went; None before the first."""
    return session.scalars(select(InboxReading).where(InboxReading.box == BOX)).first()


def note(session: Session, now: datetime, fault: BoxFault | None = None) -> None:
    """Keep what came of a reading: nothing, or why it failed."""
    row = standing(session)
    if row is None:
        row = InboxReading(box=BOX, created_at=now)
        session.add(row)
    if fault is None:
        row.read_at, row.failing_since, row.fault = now, None, None
    else:
        row.failing_since, row.fault = row.failing_since or now, fault.value
    session.flush()
