"""The list of boards, and each one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Board, BoardTemplate, Organization
from rcp.domain import access
from rcp.domain.errors import Refusal
from rcp.services import (
    board_alerts,
    board_days,
    boards,
    catalogue,
    guidelines,
    organizations,
    people,
)
from rcp.web.access import requires
from rcp.web.boards import (
    days,
    days_words,
    editing,
    fields,
    history,
    pace,
    rules,
    rules_words,
    seats,
    wording,
)
from rcp.web.boards.forms import BoardForm
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.imports import wording as _faults  # noqa: F401  adds the sentences of this room
from rcp.web.sentences import sentence

SHOWN_DAYS = 6
bp = Blueprint("boards", __name__, url_prefix="/boards")
for part in (editing, fields, seats, rules, days, history, pace):
    bp.register_blueprint(part.bp)


@bp.get("")
@requires(access.may_set_up)
def index() -> ResponseReturnValue:
    """Every board, with its rhythm and its next date."""
    today, asking = utc_now().date(), people.actor_of(person())
    listed = [
        {
            "board": board,
            "may_see": access.may_see_board(asking, board),
            "rhythm": wording.rhythm(board),
            "next": board_days.next_day(board, today),
            "named": sum(len(seat.members) for seat in board.seats),
        }
        for board in boards.boards(db())
    ]
    return render_template("boards/index.html", boards=listed, may_add=bool(_places()))


@bp.get("/<uuid:board_id>")
@requires(access.may_see_board)
def show(board: Board) -> ResponseReturnValue:
    """One board: people, rhythm, minutes, fields."""
    now, asking = utc_now(), people.actor_of(person())
    today = now.astimezone(board.organization.zone).date()
    return render_template(
        "boards/show.html",
        board=board,
        rhythm=wording.rhythm(board),
        days=days_words.rows(db(), board, today)[:SHOWN_DAYS],
        seats=wording.seats(db(), board),
        minutes=wording.minutes(board),
        pace=pace.shown(board),
        fields=wording.fields(board.form),
        needs=wording.needs(board),
        identity=rules_words.identity(board),
        rules=rules_words.rules(board),
        alerts=[rules_words.alert(one) for one in board_alerts.alerts(db(), board, now)],
        newer=guidelines.newer_versions(db(), board),
        may_edit=access.may_edit_board(asking, board),
        may_list=access.may_set_up(asking),
    )


@bp.get("/new")
@requires(access.may_set_up)
def new() -> ResponseReturnValue:
    """Choose a template and a structure."""
    return _page(_form())


@bp.post("/new")
@requires(access.may_set_up)
def create() -> ResponseReturnValue:
    """Make a board from a template."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    template = next(row for row in catalogue.templates(db()) if row.code == form.template.data)
    place = next(one for one in _places() if one.code == form.organization.data)
    try:
        board = _create(template, place, form)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(form), 422
    flash(_("La RCP est créée. Réglez maintenant son rythme et ses membres."), "success")
    return redirect(url_for(".show", board_id=board.id), code=303)


def _create(template: BoardTemplate, place: Organization, form: BoardForm) -> Board:
    return boards.create_board_from_template(
        db(),
        template,
        place,
        code=(form.code.data or "").strip(),
        name=form.name.data or "",
        by=person(),
    )


def _form() -> BoardForm:
    form = BoardForm()
    form.template.choices = [
        (row.code, wording.template_name(row)) for row in catalogue.templates(db())
    ]
    form.organization.choices = [(place.code, place.name) for place in _places()]
    return form


def _places() -> list[Organization]:
    """The structures in which the person may found a board."""
    asking = people.actor_of(person())
    return [p for p in organizations.organizations(db()) if access.may_found_board(asking, p.id)]


def _page(form: BoardForm) -> str:
    return render_template(
        "boards/form.html",
        title=_("Nouvelle RCP"),
        form=form,
        url=url_for("boards.create"),
        submit=_("Créer la RCP"),
        back_url=url_for("boards.index"),
        back=_("Toutes les RCP"),
    )
