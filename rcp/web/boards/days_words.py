"""A board's days in words: held, off, moved, to be caught up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from rcp.db.models import Board, Meeting
from rcp.domain.calendar import Occurrence
from rcp.services import board_days
from rcp.web.formats import short_day


@dataclass(frozen=True, slots=True)
class DayShown:
    """One usual day as a page prints it; `kind` colours what is said about it."""

    usual_on: date
    said: str
    kind: str
    reason: str
    meeting: Meeting | None


def rows(session: Session, board: Board, today: date) -> list[DayShown]:
    """Every usual day of the coming weeks, meetings still owed first."""
    return [
        _shown(one.occurrence, one.meeting) for one in board_days.usual_days(session, board, today)
    ]


def _shown(one: Occurrence, meeting: Meeting | None) -> DayShown:
    said, kind = _said(one, is_told=meeting is not None)
    reason = one.decided.reason if one.decided else ""
    return DayShown(one.day, said, kind, reason or one.skipped or "", meeting)


def _said(one: Occurrence, *, is_told: bool) -> tuple[str, str]:
    if one.is_called_off:
        return _("Supprimée"), "neutral"
    if one.is_owed:
        return _("À rattraper"), "warning"
    if one.decided is not None and one.decided.moved_to is not None:
        return _("Déplacée au %(day)s", day=short_day(one.decided.moved_to)), "info"
    if one.skipped:
        return _("Pas de séance ce jour-là"), "warning"
    return (_("Convoquée"), "success") if is_told else (_("À tenir"), "neutral")
