"""The versions of a board's form: what its cases are asked, and were asked before."""

from __future__ import annotations

from collections.abc import Sequence

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rcp import plain_yaml
from rcp.catalogue.blocks import block_mappings
from rcp.db.models import Board, BoardForm, Case, Practitioner
from rcp.domain.board import CommonBlock
from rcp.domain.entries import Remedy
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.fields import check_conditions, field_from_mapping
from rcp.services import audit, board_history


def change_fields(
    session: Session,
    board: Board,
    fields: Sequence[object],
    *,
    by: Practitioner | None,
    number: int | None = None,
    path: str = "fields",
) -> bool:
    """Put a new version of the form in force; cases keep the one with which they were filled.

    `number` is the version that the writer started from. Raises Stale `stale` if it is no longer
    in force, RuleBroken `entry_invalid` (facts: path, remedy) for a field that makes no sense;
    `path` is where the fields stand in what was written.
    """
    if number is not None and number != board.form.number:
        raise Stale("stale")
    require_sound(fields, path)
    after = board.form.number + 1
    form = new_form(board, fields, number=after, by=by)
    check_conditions([field_from_mapping(one) for one in form.questions])
    if form.questions == board.form.questions:
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


def change_fields_text(
    session: Session,
    board: Board,
    text: str,
    *,
    by: Practitioner | None,
    number: int | None = None,
) -> bool:
    """Like `change_fields`, from the YAML of a list; text that is no YAML is `entry_invalid`."""
    try:
        written = plain_yaml.load(text) if text.strip() else []
    except yaml.YAMLError as error:
        line = plain_yaml.line_of(error, text)
        raise RuleBroken("entry_invalid", path="", remedy=Remedy.CORRECT_YAML, line=line) from error
    if not isinstance(written, list):
        raise RuleBroken("entry_invalid", path="", remedy=Remedy.WRITE_LIST)
    return change_fields(session, board, written, by=by, number=number)


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
