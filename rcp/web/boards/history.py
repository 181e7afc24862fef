"""Who changed what about a board and when, the versions of its form, and its file."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from rcp.db.models import Board
from rcp.domain import access
from rcp.domain.errors import NotFound
from rcp.services import board_export, board_forms, board_history, boards, people
from rcp.web.access import requires
from rcp.web.boards import wording
from rcp.web.boards.history_values import Names
from rcp.web.boards.history_words import shown
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.languages import language

bp = Blueprint("history", __name__)


@bp.get("/<uuid:board_id>/history")
@requires(access.may_see_board)
def index(board: Board) -> ResponseReturnValue:
    """The editions of a board, newest first."""
    changes = shown(board_history.editions(db(), board), _names(board))
    return render_template("boards/history.html", board=board, changes=changes)


@bp.get("/<uuid:board_id>/forms")
@requires(access.may_see_board)
def forms(board: Board) -> ResponseReturnValue:
    """The versions of a board's form, newest first."""
    return render_template(
        "boards/forms.html",
        board=board,
        changes=shown(board_history.forms(db(), board), _names(board)),
        cases=board_forms.cases_by_form(db(), board),
    )


@bp.get("/<uuid:board_id>/forms/<number>")
@requires(access.may_see_board)
def form(board: Board, number: str) -> ResponseReturnValue:
    """One version of a board's form."""
    found = next((one for one in board.forms if str(one.number) == number), None)
    if found is None:
        raise NotFound("not_here")
    return render_template(
        "boards/form_version.html", board=board, form=found, fields=wording.fields(found)
    )


@bp.get("/<uuid:board_id>/export.yaml")
@requires(access.may_see_board)
def export(board: Board) -> ResponseReturnValue:
    """The board as a file that an import reads back."""
    return _file(board_export.boards_to_yaml([board]), f"rcp-{board.code.lower()}.yaml")


@bp.get("/export.yaml")
@requires(access.may_set_up)
def export_all() -> ResponseReturnValue:
    """Every board that the person may see, in one file."""
    asking = people.actor_of(person())
    seen = [one for one in boards.boards(db()) if access.may_see_board(asking, one)]
    return _file(board_export.boards_to_yaml(seen), "rcp.yaml")


def _file(text: str, name: str) -> ResponseReturnValue:
    answer = make_response(text)
    answer.headers["Content-Type"] = "application/yaml; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _names(board: Board) -> Names:
    fields = {
        field["key"]: field.get("label_en", field["label"])
        if language() == "en"
        else field["label"]
        for form in board.forms
        for field in form.fields
    }
    emails = {one.email: one.name for one in people.everybody(db())}
    return Names(people=emails, groups=wording.groups(db()), fields=fields)
