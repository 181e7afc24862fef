"""The versions of a board's form: what its cases are asked, and were asked before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp.catalogue.blocks import block_mappings
from rcp.db.models import Board, BoardForm, Case, Practitioner
from rcp.domain.board import CommonBlock
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import check_conditions, field_from_mapping
from rcp.services import audit, board_history, case_forms


def change_fields(
    session: Session,
    board: Board,
    fields: Sequence[object],
    *,
    by: Practitioner | None,
    path: str = "fields",
) -> bool:
    """Put a new version of the form in force; cases keep the one with which they were filled.

    Raises RuleBroken `entry_invalid` (facts: path, remedy) for a field that makes no sense; `path`
    is where the fields stand in what was written.
    """
    require_sound(fields, path)
    after = board.form.number + 1
    form = new_form(board, fields, number=after, by=by)
    check_conditions([field_from_mapping(one) for one in form.questions])
    if case_forms.specs_of(form) == case_forms.specs_of(board.form):
        return False
    board.forms.append(form)
    session.flush()
    audit.record(session, by, "board.form_changed", board, number=after)
    board_history.keep(session, board, by)
    return True


def new_form(
    board: Board, fields: Sequence[object], *, number: int, by: Practitioner | None
) -> BoardForm:
    """A version of a board's form, with the questions that its field shares today."""
    common = block_mappings(CommonBlock(board.block))
    return BoardForm(number=number, fields=list(fields), common=common, by=by)


def require_sound(fields: Sequence[object], path: str) -> None:
    """Refuse fields that make no sense; raises RuleBroken `entry_invalid` or `field_key_twice`."""
    specs = [field_from_mapping(item, f"{path}.{place}") for place, item in enumerate(fields)]
    if len({spec.key for spec in specs}) < len(specs):
        raise RuleBroken("field_key_twice")


def cases_by_form(session: Session, board: Board) -> dict[int, int]:
    """By version number, how many cases were filled in with it."""
    rows = session.execute(
        select(BoardForm.number, func.count(Case.id).label("cases"))
        .join(Case, Case.form_id == BoardForm.id)
        .where(BoardForm.board_id == board.id)
        .group_by(BoardForm.number)
    )
    return {row.number: row.cases for row in rows}
