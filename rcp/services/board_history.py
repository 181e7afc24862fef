"""How a board was set over time: who changed what, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.base import utc_now
from rcp.db.models import Board, BoardEdition, BoardForm, Practitioner
from rcp.domain.differences import Difference, differences
from rcp.services import audit, board_export

GATHERED = timedelta(minutes=1)
"""What one person changes within this time, as one page or one import does, is one edition."""


@dataclass(frozen=True, slots=True)
class Change:
    """An edition of a board, or a version of its form, with what differs from the one before;
    `changes` is None for the first, which nothing precedes."""

    row: BoardEdition | BoardForm
    changes: tuple[Difference, ...] | None


def note(session: Session, board: Board, changed: bool, deed: str, by: Practitioner | None) -> bool:
    """Leave the trace of a change and keep the edition; the same `changed` comes back."""
    session.flush()
    if changed:
        audit.record(session, by, deed, board)
        keep(session, board, by)
    return changed


def keep(session: Session, board: Board, by: Practitioner | None) -> None:
    """Keep how the board is set now, if that differs from its last edition."""
    content = board_export.settings(board)
    last = _last(session, board)
    if last is not None and last.content == content:
        return
    now = utc_now()
    by_id = by.id if by else None
    if last is not None and last.by_id == by_id and now - last.created_at < GATHERED:
        last.content = content
    else:
        number = last.number + 1 if last else 1
        session.add(BoardEdition(board_id=board.id, number=number, content=content, by=by))
    session.flush()


def keep_first(session: Session) -> None:
    """Keep a first edition of each board that has none, so that its next change has a before."""
    known = select(BoardEdition.board_id)
    for board in session.scalars(select(Board).where(Board.id.not_in(known))):
        keep(session, board, None)


def editions(session: Session, board: Board) -> list[Change]:
    """The editions of a board, newest first, each with what it changed."""
    rows = session.scalars(
        select(BoardEdition)
        .where(BoardEdition.board_id == board.id)
        .order_by(BoardEdition.number)
        .options(selectinload(BoardEdition.by))
    ).all()
    return _compared(rows, [row.content for row in rows])


def forms(session: Session, board: Board) -> list[Change]:
    """The versions of a board's form, newest first, each with what it changed."""
    rows = session.scalars(
        select(BoardForm)
        .where(BoardForm.board_id == board.id)
        .order_by(BoardForm.number)
        .options(selectinload(BoardForm.by))
    ).all()
    return _compared(rows, [{"fields": row.questions} for row in rows])


def _compared(
    rows: Sequence[BoardEdition | BoardForm], contents: Sequence[Mapping[str, object]]
) -> list[Change]:
    before = [None, *contents]
    told = [
        Change(row, None if old is None else differences(old, new))
        for row, old, new in zip(rows, before, contents, strict=False)
    ]
    return told[::-1]


def _last(session: Session, board: Board) -> BoardEdition | None:
    return session.scalars(
        select(BoardEdition)
        .where(BoardEdition.board_id == board.id)
        .order_by(BoardEdition.number.desc())
        .limit(1)
    ).first()
