"""The form of a board made question by question: a draft, tried out, then put in force."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import Board
from rcp.domain import access, field_list
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.fields import FieldSpec
from rcp.services import board_form_drafts as drafts
from rcp.services import case_pieces
from rcp.web.access import requires
from rcp.web.boards import field_words
from rcp.web.boards.field_filing import form_for_field, spec_in
from rcp.web.boards.field_form import FieldForm
from rcp.web.cases.fields import form_with
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.sentences import sentence

STEPS = {"up": -1, "down": 1}
bp = Blueprint("fields", __name__, url_prefix="/<uuid:board_id>/fields")


@bp.get("")
@requires(access.may_edit_board)
def index(board: Board) -> ResponseReturnValue:
    """The questions as they are drafted."""
    return _list(board)


@bp.get("/new")
@requires(access.may_edit_board)
def new(board: Board) -> ResponseReturnValue:
    """A question more."""
    return _page(board, form_for_field(None, drafts.questions(board)))


@bp.post("/new")
@requires(access.may_edit_board)
def add(board: Board) -> ResponseReturnValue:
    """Add a question, or draw its form again for another kind."""
    form = form_for_field(None, drafts.questions(board))
    return _keep(board, form, lambda spec: drafts.add(db(), board, spec, by=person()))


@bp.get("/<key>/edit")
@requires(access.may_edit_board)
def edit(board: Board, key: str) -> ResponseReturnValue:
    """One question."""
    return _page(board, _form(board, key), key)


@bp.post("/<key>/edit")
@requires(access.may_edit_board)
def change(board: Board, key: str) -> ResponseReturnValue:
    """Change a question, or draw its form again for another kind."""
    return _keep(
        board,
        _form(board, key),
        lambda spec: drafts.change(db(), board, key, spec, by=person()),
        key,
    )


@bp.post("/<key>/remove")
@requires(access.may_edit_board)
def remove(board: Board, key: str) -> ResponseReturnValue:
    """Ask a question no more."""
    return _done(board, lambda: drafts.remove(db(), board, key, by=person()))


@bp.post("/order")
@requires(access.may_edit_board)
def arrange(board: Board) -> ResponseReturnValue:
    """Take a question earlier or later, or put all in the order given."""
    step, key = STEPS.get(request.form.get("move", ""), 0), request.form.get("item", "")

    def put() -> None:
        if key:
            drafts.move(db(), board, key, step, by=person())
        else:
            keys = request.form.get("order", "").split(",")
            drafts.arrange(db(), board, keys, by=person())

    return _done(board, put)


@bp.post("/put-in-force")
@requires(access.may_edit_board)
def put_in_force(board: Board) -> ResponseReturnValue:
    """Make the draft the next version of the form."""
    try:
        changed = drafts.put_in_force(db(), board, by=person())
    except (RuleBroken, Stale) as refusal:
        return _list(board, sentence(refusal), 422)
    if changed:
        flash(_("Version %(number)s en vigueur.", number=board.form.number), "success")
    else:
        flash(_("Rien n’a changé : la version en vigueur reste la même."), "info")
    return redirect(url_for("boards.show", board_id=board.id), code=303)


@bp.post("/drop")
@requires(access.may_edit_board)
def drop(board: Board) -> ResponseReturnValue:
    """Forget the draft."""
    drafts.drop(db(), board, by=person())
    flash(_("Le brouillon est abandonné."), "info")
    return redirect(url_for(".index", board_id=board.id), code=303)


@bp.get("/preview")
@requires(access.may_edit_board)
def preview(board: Board) -> ResponseReturnValue:
    """The form as it will be, to be tried."""
    return _preview(board)


@bp.post("/preview")
@requires(access.may_edit_board)
def answer(board: Board) -> ResponseReturnValue:
    """What the form says to invented answers; nothing is kept."""
    return _preview(board, is_tried=True)


def _form(board: Board, key: str) -> FieldForm:
    spec = field_list.named(drafts.own_fields(board), key)
    asked = drafts.questions(board)
    return form_for_field(spec, asked[: asked.index(spec)])


def _keep(
    board: Board,
    form: FieldForm,
    keep: Callable[[FieldSpec], object],
    key: str | None = None,
) -> ResponseReturnValue:
    if "redraw" in request.form:
        return _page(board, form, key, focus=request.form["redraw"])
    if not form.validate_on_submit():
        return _page(board, form, key), 422
    try:
        keep(spec_in(form))
    except RuleBroken as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(board, form, key), 422
    return redirect(url_for(".index", board_id=board.id), code=303)


def _page(board: Board, form: FieldForm, key: str | None = None, focus: str = "") -> str:
    return render_template("boards/field.html", board=board, form=form, key=key, focus=focus)


def _done(board: Board, change: Callable[[], None]) -> ResponseReturnValue:
    """The list after a change; the whole page again where the change begins a draft."""
    had_draft = board.form_draft is not None
    try:
        change()
    except RuleBroken as refusal:
        return *_list(board, sentence(refusal), 422), {"HX-Retarget": "body"}
    if request.headers.get("HX-Request") and had_draft:
        return render_template("boards/_field_list.html", board=board, lines=_lines(board))
    target = url_for(".index", board_id=board.id)
    if request.headers.get("HX-Request"):
        return "", 200, {"HX-Redirect": target}
    return redirect(target, code=303)


def _lines(board: Board) -> list[field_words.FieldLine]:
    return field_words.lines(drafts.own_fields(board), drafts.questions(board))


def _list(board: Board, refusal: str | None = None, status: int = 200) -> tuple[str, int]:
    lines = _lines(board)
    page = render_template(
        "boards/fields.html",
        board=board,
        lines=lines,
        common=len(drafts.questions(board)) - len(lines),
        is_overtaken=drafts.is_overtaken(board),
        refusal=refusal,
    )
    return page, status


def _preview(board: Board, *, is_tried: bool = False) -> str:
    made = form_with(drafts.questions(board), language(), case_pieces.pieces_of(board))
    form = made()
    form.is_submitting = is_tried
    if is_tried:
        for one in form.own_fields:
            one.validate(form)
    return render_template("boards/fields_preview.html", board=board, form=form)
