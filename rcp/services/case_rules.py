"""What a board's own rules ask of its cases."""

from __future__ import annotations

from rcp.db.models import Board, Case, Guideline
from rcp.domain.board_rules import Afterwards
from rcp.domain.errors import RuleBroken


def require_registrable(case: Case, is_urgent: bool, guideline: Guideline | None) -> None:
    """Refuse to register a case without its guideline, or an urgent one that its board hears.

    Raises RuleBroken `case_urgent_discussed`, `case_guideline_missing`, `case_guideline_withdrawn`
    or `guideline_elsewhere`.
    """
    board = case.board
    if is_urgent and board.rules_in_force.afterwards is Afterwards.DISCUSSED:
        raise RuleBroken("case_urgent_discussed")
    if guideline is None and board.is_regulatory:
        raise RuleBroken("case_guideline_missing")
    if guideline is not None and guideline.is_withdrawn:
        raise RuleBroken("case_guideline_withdrawn", title=guideline.title)
    if guideline is not None and guideline.organization_id not in (None, board.organization_id):
        raise RuleBroken("guideline_elsewhere", title=guideline.title)


def require_urgency_taken(board: Board, is_urgent: bool) -> None:
    """Refuse an urgent case where the board takes none; raises RuleBroken `case_urgent_refused`."""
    if is_urgent and not board.rules_in_force.takes_urgent:
        raise RuleBroken("case_urgent_refused", board=board.name)
