"""The days on which a board meets: usual ones, skipped ones, moved ones."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Board
from rcp.domain import access
from rcp.domain.calendar import DayDecision, Decided, is_usual
from rcp.domain.errors import NotFound, Refusal
from rcp.services import board_days, people
from rcp.web.access import requires
from rcp.web.boards import days_words, wording
from rcp.web.boards import rules_forms as forms
from rcp.web.boards.pages import page
from rcp.web.database import db
from rcp.web.formats import day as day_words
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("days", __name__, url_prefix="/<uuid:board_id>/days")


@bp.get("")
@requires(access.may_see_board)
def index(board: Board) -> ResponseReturnValue:
    """The usual days of the coming weeks, and what becomes of each."""
    return render_template(
        "boards/days.html",
        board=board,
        rhythm=wording.rhythm(board),
        days=days_words.rows(db(), board, _today(board)),
        may_edit=access.may_edit_board(people.actor_of(person()), board),
    )


@bp.get("/<day>")
@requires(access.may_edit_board)
def show(board: Board, day: str) -> ResponseReturnValue:
    """One usual day, to decide about."""
    usual_on = _usual(board, day)
    return page(board, _form(board, usual_on), _title(usual_on), "boards.days.index")


@bp.post("/<day>")
@requires(access.may_edit_board)
def decide(board: Board, day: str) -> ResponseReturnValue:
    """Decide what becomes of a usual day."""
    usual_on = _usual(board, day)
    form = _form(board, usual_on)
    if not form.validate_on_submit():
        return page(board, form, _title(usual_on), "boards.days.index"), 422
    try:
        _decide(board, usual_on, form)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return page(board, form, _title(usual_on), "boards.days.index"), 422
    flash(_("La décision est notée. Les plans en tiendront compte."), "success")
    return redirect(url_for(".index", board_id=board.id), code=303)


def _decide(board: Board, usual_on: date, form: forms.DayForm) -> None:
    if form.decision.data == forms.AS_USUAL:
        board_days.take_back(db(), board, usual_on, by=person())
        return
    decision = DayDecision(form.decision.data)
    near = date.fromisoformat(form.near.data) if form.near.data else None
    moved_to = form.other.data or near if decision is DayDecision.MOVED else None
    told = Decided(decision, moved_to, form.reason.data or "")
    board_days.decide(db(), board, usual_on, told, today=_today(board), by=person())


def _form(board: Board, usual_on: date) -> forms.DayForm:
    known = board.decided_days.get(usual_on)
    moved_to = known.moved_to if known else None
    found = board_days.usual_days(db(), board, _today(board))
    near = [day for one in found if one.occurrence.day == usual_on for day in one.near]
    form = forms.DayForm(
        data={
            "decision": known.decision.value if known else forms.AS_USUAL,
            "near": moved_to.isoformat() if moved_to in near and moved_to else "",
            "other": moved_to if moved_to not in near else None,
            "reason": known.reason if known else "",
        }
    )
    form.decision.choices = list(forms.decisions())
    form.near.choices = [
        ("", _("Choisir un jour proche")),
        *((one.isoformat(), day_words(one)) for one in sorted(near)),
    ]
    return form


def _title(day: date) -> str:
    said = day_words(day)
    return said[:1].upper() + said[1:]


def _usual(board: Board, day: str) -> date:
    """The day that an address names, if it is one of the board's."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise NotFound("not_here") from None
    if not is_usual(board.rhythm, found):
        raise NotFound("not_here")
    return found


def _today(board: Board) -> date:
    return utc_now().astimezone(board.organization.zone).date()
