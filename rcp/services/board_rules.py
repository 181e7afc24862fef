"""What a board is, what it asks of its cases, and the rules that it sets itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from rcp.db.models import Board, Practitioner
from rcp.domain.board import BoardKind, CommonBlock
from rcp.domain.board_rules import BoardRules, rules_mapping
from rcp.domain.errors import RuleBroken
from rcp.domain.finess import require_finess
from rcp.domain.readiness import NeededPiece, piece_mapping
from rcp.services import board_forms, board_history
from rcp.services.rows import assign

LONGEST_NUMBER = 64
NEVER_REGULATORY = frozenset({BoardKind.STAFF, BoardKind.PRIMARY_CARE})
"""Meetings that are no RCP in the sense of the law (CSP art. D.6124-131)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a board is, and how registers know it: the numbers of the regional cancer network
    (RRC), of the holder (gestionnaire), its own in the national list of RCP, and the FINESS of
    its place, if not the structure's."""

    kind: BoardKind
    is_regulatory: bool = False
    network_number: str = ""
    holder_number: str = ""
    national_number: str = ""
    finess: str = ""


def change_identity(
    session: Session, board: Board, identity: Identity, *, by: Practitioner | None
) -> bool:
    """Say what a board is and give it its numbers; whether anything changed.

    Raises RuleBroken `board_number_long` (fact: maximum), `board_not_regulatory` or
    `finess_length`.
    """
    numbers = {
        name: getattr(identity, name).strip()
        for name in ("network_number", "holder_number", "national_number", "finess")
    }
    if any(len(number) > LONGEST_NUMBER for number in numbers.values()):
        raise RuleBroken("board_number_long", maximum=LONGEST_NUMBER)
    if identity.is_regulatory and identity.kind in NEVER_REGULATORY:
        raise RuleBroken("board_not_regulatory")
    numbers["finess"] = numbers["finess"].replace(" ", "").upper()
    require_finess(numbers["finess"])
    nature = {"kind": identity.kind.value, "is_regulatory": identity.is_regulatory}
    changed = assign(board, **numbers, **nature)
    return board_history.note(session, board, changed, "board.identity_changed", by)


def change_needs(
    session: Session,
    board: Board,
    block: CommonBlock,
    pieces: Iterable[NeededPiece],
    *,
    by: Practitioner | None,
) -> bool:
    """Say which questions the board shares with its field, and which pieces its cases need.

    Another block is a new version of the form; cases keep theirs, and the pieces they were asked.
    """
    other = block is not board.block
    told = {"block": block, "pieces": [piece_mapping(one) for one in pieces]}
    changed = assign(board, **told)
    if other:
        board_forms.change_fields(session, board, board.form.fields, by=by)
    return board_history.note(session, board, changed, "board.needs_changed", by)


def change_rules(
    session: Session, board: Board, rules: BoardRules, *, by: Practitioner | None
) -> bool:
    """Set a board's own rules; whether anything changed."""
    changed = rules != board.rules_in_force
    if changed:
        board.rules = rules_mapping(rules)
    return board_history.note(session, board, changed, "board.rules_changed", by)
