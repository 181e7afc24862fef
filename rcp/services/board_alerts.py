"""Where a board falls behind the rules that it set for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from rcp.db.models import Board, Case, Meeting, MeetingState, Minutes, PatientNotice
from rcp.domain.case import WAITING
from rcp.domain.minutes import MinutesState

WATCHED = timedelta(days=365)
"""Over so long, or since the board exists, its meetings are counted against its rhythm."""


UNSENT = (MinutesState.DRAFT, MinutesState.SUBMITTED, MinutesState.VALIDATED)
"""States in which those concerned cannot read the fiches yet."""


class AlertKind(StrEnum):
    """What falls behind."""

    RHYTHM = "rhythm"
    WAITING = "waiting"
    REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule that is not kept: `count` cases, minutes or meetings, of `expected` meetings."""

    kind: AlertKind
    count: int
    days: int = 0
    expected: int = 0
    since: datetime | None = None


def alerts(session: Session, board: Board, now: datetime) -> list[Alert]:
    """The board's rules that are not kept today."""
    found = (_rhythm, _waiting, _reports)
    return [alert for look in found for alert in look(session, board, now)]


def _rhythm(session: Session, board: Board, now: datetime) -> Iterator[Alert]:
    """Fewer meetings than expected over a year, counted from the first one held."""
    rules = board.rules_in_force
    held = (Meeting.board_id == board.id) & (Meeting.state == MeetingState.HELD)
    first = session.scalar(select(func.min(Meeting.starts_at)).where(held))
    if not rules.meetings or first is None:
        return
    since = max(first, now - WATCHED)
    expected = int(rules.meetings * ((now - since).days / rules.per.days))
    rows = select(func.count()).select_from(Meeting).where(held, Meeting.starts_at >= since)
    count = session.scalar(rows) or 0
    if count < expected:
        yield Alert(AlertKind.RHYTHM, count, expected=expected, since=since)


def _waiting(session: Session, board: Board, now: datetime) -> Iterator[Alert]:
    days = board.rules_in_force.waiting_days
    if not days:
        return
    waits = (
        (Case.board_id == board.id)
        & Case.state.in_(list(WAITING))
        & (Case.notice != PatientNotice.OBJECTION)
        & (Case.submitted_at < now - timedelta(days=days))
    )
    count = session.scalar(select(func.count()).select_from(Case).where(waits)) or 0
    if count:
        yield Alert(AlertKind.WAITING, count, days=days)


def _reports(session: Session, board: Board, now: datetime) -> Iterator[Alert]:
    days = board.rules_in_force.report_days
    if not days:
        return
    late: ColumnElement[bool] = (
        (Meeting.board_id == board.id)
        & (Meeting.state == MeetingState.HELD)
        & (Meeting.ends_at < now - timedelta(days=days))
        & Minutes.state.in_(UNSENT)
    )
    rows = select(func.count()).select_from(Minutes).join(Minutes.meeting)
    count = session.scalar(rows.where(late)) or 0
    if count:
        yield Alert(AlertKind.REPORTS, count, days=days)
