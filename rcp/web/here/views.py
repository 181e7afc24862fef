"""« Je suis là »: one page, for people who are signed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Attendance
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.domain.room_access import may_say_own_presence
from rcp.services import arrivals
from rcp.web.access import requires
from rcp.web.database import db, roll_back
from rcp.web.here import sentences  # noqa: F401  its refusals must have words
from rcp.web.here.forms import ArrivalForm
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("here", __name__, url_prefix="/here")


@bp.get("")
@requires(access.is_signed_in)
def show() -> ResponseReturnValue:
    """Where one may say that one is there."""
    return _page(ArrivalForm(formdata=None, code=request.args.get("code", "")[:20]))


@bp.post("")
@requires(access.is_signed_in)
def arrive() -> ResponseReturnValue:
    """Say that one is there."""
    form = ArrivalForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        came = arrivals.arrive(db(), person(), form.code.data or "", form.chosen, utc_now())
    except RuleBroken as broken:
        roll_back()
        form.form_errors.append(sentence(broken))
        return _page(form), 422
    flash(_("Vous êtes noté présent : %(board)s.", board=came.meeting.board.name), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/<uuid:attendance_id>/leave")
@requires(may_say_own_presence)
def leave(attendance: Attendance) -> ResponseReturnValue:
    """Say that one leaves before the end."""
    try:
        arrivals.depart(db(), attendance, utc_now())
    except RuleBroken as broken:
        roll_back()
        form = ArrivalForm(formdata=None)
        form.form_errors.append(sentence(broken))
        return _page(form), 422
    flash(_("Votre départ est noté. Le quorum ne vous compte plus."), "success")
    return redirect(url_for(".show"), code=303)


def _page(form: ArrivalForm) -> str:
    places = arrivals.of_person(db(), person(), utc_now())
    return render_template("here/show.html", form=form, places=places)
