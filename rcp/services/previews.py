"""The fiche that a case will become, printed before any meeting has heard it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import AgendaItemState, Case
from rcp.documents import content, parts, printing
from rcp.services import contents
from rcp.services.contents import Contents


def case_report(session: Session, case: Case, now: datetime) -> bytes:
    """The fiche as the case stands (a PDF, marked "Projet"); raises DocumentTooLarge."""
    logo = case.board.organization.logo or b""
    expected = [one for one in case.items if one.state is AgendaItemState.EXPECTED]
    if expected:
        made = Contents(session, expected[-1].meeting, now).case_report(expected[-1], None)
        return printing.case_report(made, logo=logo)
    return printing.case_report(_without_meeting(case, now), logo=logo)


def _without_meeting(case: Case, now: datetime) -> content.CaseReportContent:
    board = case.board
    heading = parts.MeetingHeading(
        board=board.name,
        starts=None,
        regulatory=board.is_regulatory,
        kind=contents.KINDS.get(board.kind, ""),
    )
    return content.CaseReportContent(
        letterhead=contents.letterhead_of(board.organization),
        meeting=heading,
        printed_at=now.astimezone(board.organization.zone),
        **contents.told_of(case),
    )
