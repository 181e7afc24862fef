"""The next version of a board's form, made question by question, then put in force at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from rcp.db.models import Board, BoardForm, BoardFormDraft, Practitioner
from rcp.domain import field_list
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.fields import FieldSpec, field_from_mapping, to_mapping
from rcp.services import audit, board_forms, case_forms

MOST_QUESTIONS = 200


def own_fields(board: Board) -> tuple[FieldSpec, ...]:
    """The board's own questions as they are drafted, or as they are in force."""
    held = board.form_draft or board.form
    return tuple(field_from_mapping(one) for one in held.fields)


def form_to_come(board: Board) -> BoardForm:
    """The version that the draft will become, not kept: the common questions and its own."""
    held = board.form_draft or board.form
    return board_forms.new_form(board, held.fields, number=board.form.number + 1, by=None)


def questions(board: Board) -> tuple[FieldSpec, ...]:
    """Everything that the version to come asks, in its order."""
    return case_forms.specs_of(form_to_come(board))


def is_overtaken(board: Board) -> bool:
    """Whether the board's own questions were changed by another way since the draft was begun."""
    draft = board.form_draft
    if draft is None:
        return False
    begun = next(form for form in board.forms if form.number == draft.number)
    return begun.fields != board.form.fields


def add(session: Session, board: Board, spec: FieldSpec, *, by: Practitioner | None) -> FieldSpec:
    """Ask one question more, the last; without a key it gets one made of its words.

    Raises RuleBroken `field_key_twice`, `fields_many`, or what `require_parents` raises.
    """
    taken = {one.key for one in questions(board)}
    told = replace(spec, key=spec.key or field_list.key_for(spec.label, taken))
    _draft(session, board, field_list.added(own_fields(board), told), by)
    return told


def change(
    session: Session, board: Board, key: str, spec: FieldSpec, *, by: Practitioner | None
) -> None:
    """Ask a question otherwise; its key stays. Raises NotFound, and as `require_parents`."""
    _draft(session, board, field_list.changed(own_fields(board), key, spec), by)


def move(session: Session, board: Board, key: str, step: int, *, by: Practitioner | None) -> None:
    """Ask a question so many places later, earlier if negative; raises as `change`."""
    _draft(session, board, field_list.moved(own_fields(board), key, step), by)


def arrange(
    session: Session, board: Board, keys: Sequence[str], *, by: Practitioner | None
) -> None:
    """Ask the questions in this order; raises RuleBroken `field_order`, or as `change`."""
    _draft(session, board, field_list.ordered(own_fields(board), keys), by)


def remove(session: Session, board: Board, key: str, *, by: Practitioner | None) -> None:
    """Ask a question no more; raises as `change`."""
    _draft(session, board, field_list.without(own_fields(board), key), by)


def put_in_force(session: Session, board: Board, *, by: Practitioner | None) -> bool:
    """Make the draft the next version; False if it says nothing new.

    Raises Stale `stale` if the questions in force were changed by another way meanwhile.
    """
    draft = board.form_draft
    if draft is None:
        return False
    if is_overtaken(board):
        raise Stale("stale")
    changed = board_forms.change_fields(session, board, draft.fields, by=by)
    board.form_draft = None
    session.flush()
    return changed


def drop(session: Session, board: Board, *, by: Practitioner | None) -> None:
    """Forget the draft; nothing of what is in force changes."""
    board.form_draft = None
    session.flush()
    audit.record(session, by, "board.form_draft_dropped", board)


def _draft(
    session: Session, board: Board, specs: Sequence[FieldSpec], by: Practitioner | None
) -> None:
    """Keep the questions as a draft; one that says what is in force is none."""
    if len(specs) > MOST_QUESTIONS:
        raise RuleBroken("fields_many", maximum=MOST_QUESTIONS)
    fields = _mappings(board, specs)
    asked = board_forms.new_form(board, fields, number=0, by=None)
    field_list.require_parents(case_forms.specs_of(asked), questions(board))
    draft = board.form_draft or BoardFormDraft(number=board.form.number)
    draft.fields, draft.by = fields, by
    board.form_draft = draft
    session.flush()
    audit.record(session, by, "board.form_drafted", board, questions=len(fields))


def _mappings(board: Board, specs: Sequence[FieldSpec]) -> list[object]:
    """The questions as they are written; those untouched keep their own words for it."""
    held = (board.form_draft or board.form).fields
    written = {one["key"]: one for one in held}
    known = {spec.key: spec for spec in own_fields(board)}
    return [
        written[spec.key] if known.get(spec.key) == spec else to_mapping(spec) for spec in specs
    ]
