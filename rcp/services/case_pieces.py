"""The pieces that a case waits for, and the chair who goes without them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from json import dumps, loads

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from rcp.db.models import Board, Case, CasePiece, Meeting, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.domain.field_value import printable
from rcp.domain.readiness import (
    NeededPiece,
    PieceKind,
    PieceState,
    PieceTold,
    lacking,
    needed_at,
    needed_pieces,
    ready_on,
)
from rcp.services import audit
from rcp.services.case_forms import age_of

LONGEST_REASON = 2_000


def pieces_of(board: Board) -> tuple[NeededPiece, ...]:
    """What the board needs of its cases."""
    return _pieces(dumps(board.pieces))


@lru_cache(maxsize=256)
def _pieces(written: str) -> tuple[NeededPiece, ...]:
    return needed_pieces(loads(written))


def implied(board: Board, age: int | None, ready: date, today: date) -> list[CasePiece]:
    """The pieces of a case of which only the day is known on which it will be ready."""
    state, day = (PieceState.RECEIVED, None) if ready <= today else (PieceState.AWAITED, ready)
    return [
        CasePiece(kind=kind, position=place, state=state, expected_on=day)
        for place, kind in enumerate(needed_at(pieces_of(board), age))
    ]


def tell(case: Case, told: Mapping[PieceKind, PieceTold] | None, today: date) -> None:
    """Keep what was told of the pieces, and the day on which the case will be ready.

    With nothing told, a new case has those that its day implies; a known one keeps its own.
    """
    if told is None:
        if not case.pieces:
            case.pieces = implied(case.board, age_of(case), case.ready_on, today)
        return
    known = {piece.kind: piece for piece in case.pieces}
    for place, kind in enumerate(needed_at(pieces_of(case.board), age_of(case))):
        piece = known.get(kind) or CasePiece(kind=kind, position=place)
        if piece not in case.pieces:
            case.pieces.append(piece)
        now = told.get(kind, PieceTold(kind))
        awaited = now.state is PieceState.AWAITED
        piece.state, piece.expected_on = now.state, now.expected_on if awaited else None
    if case.pieces:
        case.ready_on = ready_on([piece.told for piece in case.pieces], min(today, case.ready_on))
        case.due_on = max(case.due_on, case.ready_on)


def update(
    session: Session,
    case: Case,
    told: Mapping[PieceKind, PieceTold],
    by: Practitioner,
    today: date,
) -> None:
    """Note where the pieces stand now."""
    tell(case, told, today)
    session.flush()
    audit.record(session, by, "case.pieces_told", case)


def receive(session: Session, case: Case, kind: PieceKind, by: Practitioner, today: date) -> None:
    """Note that a piece is there; raises RuleBroken `case_piece_unknown`."""
    if kind not in {piece.kind for piece in case.pieces}:
        raise RuleBroken("case_piece_unknown")
    told = {piece.kind: piece.told for piece in case.pieces}
    update(session, case, told | {kind: PieceTold(kind, PieceState.RECEIVED)}, by, today)


def lacking_of(case: Case, today: date) -> tuple[PieceTold, ...]:
    """The pieces of which nobody can say when they will be there."""
    return lacking((piece.told for piece in case.pieces), today)


def may_be_planned(today: date) -> ColumnElement[bool]:
    """The condition on cases that each piece is there or has its day, or that the chair agreed."""
    waits = select(CasePiece.id).where(
        CasePiece.case_id == Case.id,
        CasePiece.state.in_((PieceState.TO_ASK, PieceState.AWAITED)),
        or_(CasePiece.expected_on.is_(None), CasePiece.expected_on < today),
    )
    return or_(Case.early_at.is_not(None), ~exists(waits))


def require_ready(case: Case, meeting: Meeting, today: date) -> None:
    """Refuse a meeting that comes too early for a case, unless the chair said otherwise.

    Raises RuleBroken `case_pieces_lacking` (fact: kinds) or `case_not_ready` (fact: day).
    """
    if case.early_at is not None:
        return
    lacks = lacking_of(case, today)
    if lacks:
        raise RuleBroken("case_pieces_lacking", kinds=tuple(one.kind for one in lacks))
    held_on = meeting.starts_at.astimezone(case.board.organization.zone).date()
    if held_on < case.ready_on:
        raise RuleBroken("case_not_ready", day=case.ready_on)


def allow_early(session: Session, case: Case, reason: str, by: Practitioner, now: datetime) -> None:
    """The chair lets a case be heard before all its pieces are there, and says why.

    Raises RuleBroken `case_early_reason` or `case_text_long`.
    """
    told = printable(reason)
    if not told:
        raise RuleBroken("case_early_reason")
    if len(told) > LONGEST_REASON:
        raise RuleBroken("case_text_long", maximum=LONGEST_REASON)
    case.early_reason, case.early_by, case.early_at = told, by, now
    audit.record(session, by, "case.allowed_early", case)
    session.flush()


def wait_again(session: Session, case: Case, by: Practitioner) -> None:
    """Take the chair's leave back: the case waits for its pieces."""
    case.early_reason = case.early_by = case.early_at = None
    audit.record(session, by, "case.waits_again", case)
    session.flush()
