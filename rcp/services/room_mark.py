"""What tells a screen of the room that something changed around the text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItem, Attendance, Hearing, Meeting, Minutes, Opinion
from rcp.domain.agenda import is_break_due
from rcp.services import arrival_codes


def fingerprint(session: Session, meeting: Meeting, now: datetime) -> str:
    """A digest of what a room screen shows around the text: it changes when anything of it does."""
    is_due = is_break_due(meeting.opened_at or now, meeting.rested_at, now)
    rows = [[tuple(row) for row in found] for found in _rows(session, meeting)]
    told = [meeting.state, is_due, arrival_codes.turn(now), *rows]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _rows(session: Session, meeting: Meeting) -> list[Sequence[Row[Any]]]:  # Any: of four kinds
    """Agenda with its opinions, people, times and the state of the minutes."""
    items = (
        select(AgendaItem.id, AgendaItem.state, AgendaItem.position, Opinion.version)
        .outerjoin(Opinion, Opinion.item_id == AgendaItem.id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.id)
    )
    people = (
        select(Attendance.id, Attendance.presence, Attendance.left_at, Attendance.written_asked_at)
        .where(Attendance.meeting_id == meeting.id)
        .order_by(Attendance.id)
    )
    heard = (
        select(Hearing.item_id, Hearing.starts_at, Hearing.ends_at)
        .join(Hearing.item)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(Hearing.starts_at)
    )
    written = select(Minutes.state).where(Minutes.meeting_id == meeting.id)
    return [
        list(session.execute(items)),
        list(session.execute(people)),
        list(session.execute(heard)),
        list(session.execute(written)),
    ]
