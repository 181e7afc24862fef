"""What a sorter may choose: a guideline in force, a referral board."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.db.models import Board, Guideline
from rcp.services import case_triage
from rcp.web.database import db
from rcp.web.formats import numeric_day


def chosen_guideline(board: Board, typed: str) -> Guideline | None:
    """The guideline of an id that the form sent, if the board may use it."""
    usable = case_triage.guidelines_for(db(), board)
    return next((one for one in usable if str(one.id) == typed), None)


def guideline_choices(board: Board) -> list[tuple[str, str]]:
    """The guidelines in force, each with its version and its day."""
    return [
        (str(one.id), f"{one.title}, {_named(one)}")
        for one in case_triage.guidelines_for(db(), board)
    ]


def chosen_board(typed: str) -> Board | None:
    """The referral board of an id that the form sent."""
    known = case_triage.referral_boards(db())
    return next((one for one in known if str(one.id) == typed), None)


def _named(guideline: Guideline) -> str:
    day = numeric_day(guideline.dated_on)
    return _("version %(version)s du %(day)s", version=guideline.version, day=day)
