"""The form of a board made without code: a draft, question by question, then put in force."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rcp import catalogue
from rcp.catalogue.blocks import block_fields
from rcp.db.models import Board
from rcp.domain.board import CommonBlock
from rcp.domain.fields import FieldSpec, field_from_mapping
from rcp.services import board_form_drafts, board_forms
from rcp.web.boards.field_filing import form_for_field, spec_in
from tests.factories import Cast, a_case, ask
from tests.web.conftest import Browse

HER2 = {"key": "her2", "label": "HER2", "kind": "choice", "options": ["0", "1+", "2+", "3+"]}
SIZE = {"key": "taille", "label": "Taille", "kind": "number", "unit": "mm", "minimum": 1}


@pytest.fixture
def board(session: Session, cast: Cast) -> Board:
    """Claire's board asks two questions of its own."""
    ask(cast.board, HER2, SIZE)
    session.flush()
    return cast.board


def drafted(board: Board) -> list[str]:
    return [spec.key for spec in board_form_drafts.own_fields(board)]


def in_force(board: Board) -> list[str]:
    return [one["key"] for one in board.form.fields]


def test_a_question_is_added_tried_and_put_in_force_while_cases_keep_theirs(
    browse: Browse, session: Session, cast: Cast, board: Board
) -> None:
    site, filled = browse.as_(cast.sami), a_case(session, board, fields={"taille": 12})
    begun = board.form.number
    told: dict[str, Any] = {"label": "FISH", "kind": "choice", "parent": "her2"}
    drawn = site.post(
        "boards.fields.add", {**told, "redraw": "parent"}, expect=200, board_id=board.id
    )
    assert len(drawn.elements("input", name="among")) == 4
    answers = {"answers-0-label": "amplifié", "answers-1-label": "non amplifié"}
    told |= {**answers, "answers-1-label_en": "not amplified", "need": "required"}
    nothing_ticked = site.post("boards.fields.add", told, expect=422, board_id=board.id)
    assert "Cochez au moins une réponse" in nothing_ticked.text
    site.post("boards.fields.add", {**told, "among": ["2+"]}, board_id=board.id)
    assert (drafted(board), in_force(board)) == (["her2", "taille", "fish"], ["her2", "taille"])
    listed = site.get("boards.fields.index", board_id=board.id).text
    assert "Demandé si « HER2 » : 2+." in listed
    tried = site.post(
        "boards.fields.answer",
        {"field_her2": "2+", "field_taille": "0"},
        expect=200,
        board_id=board.id,
    ).text
    assert "ne peut être inférieur à 1" in tried
    assert "Répondez à cette question" in tried  # FISH, which HER2 2+ calls for
    site.post("boards.fields.put_in_force", board_id=board.id)
    assert board.form_draft is None
    assert (in_force(board), board.form.number) == (["her2", "taille", "fish"], begun + 1)
    fish = field_from_mapping(board.form.fields[2])
    assert [(one.value, one.label_en) for one in fish.options] == [
        ("amplifié", "amplifié"),
        ("non amplifié", "not amplified"),
    ]
    assert filled.form.number == begun
    assert board.form.fields[:2] == [HER2, SIZE]  # untouched questions are not written anew


def test_questions_are_moved_changed_and_removed_one_by_one(
    browse: Browse, session: Session, cast: Cast, board: Board
) -> None:
    site = browse.as_(cast.sami)
    moved = {"item": "taille", "move": "up"}
    first = site.post(
        "boards.fields.arrange",
        moved,
        headers={"HX-Request": "true"},
        expect=200,
        board_id=board.id,
    )
    assert first.text == ""  # the page comes again whole: there is a draft now
    assert drafted(board) == ["taille", "her2"]
    site.post("boards.fields.arrange", {"order": "her2,taille"}, board_id=board.id)
    changed = {"label": "Taille du foyer", "kind": "number", "unit": "cm", "need": "expected"}
    wrong = site.post(
        "boards.fields.change",
        {**changed, "minimum": "5", "maximum": "deux"},
        expect=422,
        board_id=board.id,
        key="taille",
    )
    assert "Écrivez un nombre" in wrong.text
    site.post(
        "boards.fields.change",
        {**changed, "minimum": "0,5", "maximum": "20"},
        board_id=board.id,
        key="taille",
    )
    size = board_form_drafts.own_fields(board)[1]
    assert (size.key, size.unit, size.minimum, size.maximum) == ("taille", "cm", 0.5, 20)
    site.post("boards.fields.remove", board_id=board.id, key="her2")
    assert drafted(board) == ["taille"]
    site.post("boards.fields.drop", board_id=board.id)
    assert (drafted(board), board.form_draft) == (["her2", "taille"], None)
    site.post("boards.fields.put_in_force", board_id=board.id)
    assert in_force(board) == ["her2", "taille"]


def test_what_makes_no_sense_is_refused_in_words(
    browse: Browse, cast: Cast, board: Board, session: Session
) -> None:
    hangs = {"key": "fish", "label": "FISH", "kind": "yes_no"}
    ask(board, HER2, {**hangs, "asked_if": {"key": "her2", "among": ["2+"]}})
    session.flush()
    site = browse.as_(cast.sami)
    kept = site.post("boards.fields.remove", expect=422, board_id=board.id, key="her2")
    assert "« FISH » dépend de « HER2 »" in kept.form_errors[0]
    site.post("boards.fields.remove", expect=404, board_id=board.id, key="inconnue")
    for told, said in (
        ({"label": "", "kind": "text"}, "Écrivez la question."),
        ({"label": "Liste", "kind": "choice"}, "Écrivez au moins une réponse."),
        ({"label": "L", "kind": "choices", "answers-0-label": "a|b"}, "Pas de barre"),
        ({"label": "X", "kind": "nombre"}, "Choisissez une réponse de la liste."),
        ({"label": "X", "kind": "text", "key": "Clé"}, "Minuscules sans accent"),
        ({"label": "X", "kind": "text", "key": "her2"}, "la même clé"),
    ):
        page = site.post("boards.fields.add", told, expect=422, board_id=board.id)
        assert said in page.text, told
    browse.as_(cast.odile).get("boards.fields.index", board_id=board.id, expect=403)
    assert board.form_draft is None


def test_a_draft_does_not_write_over_what_came_by_another_way(
    browse: Browse, session: Session, cast: Cast, board: Board
) -> None:
    site = browse.as_(cast.sami)
    site.post("boards.fields.remove", board_id=board.id, key="her2")
    board_forms.change_fields(session, board, [SIZE], by=cast.claire)
    number = board.form.number
    assert "ont été changées autrement" in site.get("boards.fields.index", board_id=board.id).text
    site.post("boards.fields.put_in_force", expect=422, board_id=board.id)
    assert (board.form.number, in_force(board)) == (number, ["taille"])


def every_question() -> list[tuple[str, FieldSpec, tuple[FieldSpec, ...]]]:
    """Each question of the sixteen boards and the common blocks, with those before it."""
    forms = {one.code: one.fields for one in catalogue.board_templates()}
    forms |= {block.value: block_fields(block) for block in CommonBlock}
    return [
        (f"{code}-{spec.key}", spec, tuple(specs))
        for code, specs in forms.items()
        for spec in specs
    ]


def test_no_question_of_the_boards_shipped_loses_anything_on_its_form(app: Flask) -> None:
    questions = every_question()
    assert len(questions) > 100
    with app.test_request_context():
        lost = [
            name for name, spec, known in questions if spec_in(form_for_field(spec, known)) != spec
        ]
    assert not lost
