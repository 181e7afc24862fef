"""Minutes: completed, submitted, signed off, amended; their versions and documents."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Minutes
from rcp.domain import access
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.services import minutes as services
from rcp.web import identity
from rcp.web.access import requires
from rcp.web.database import db, trace_reading
from rcp.web.identity import letterhead, person
from rcp.web.minutes.blueprint import bp
from rcp.web.minutes.forms import AmendForm, RemarksForm, SignOffForm
from rcp.web.minutes.page import printing_of, shown
from rcp.web.sentences import sentence


@bp.get("/<uuid:minutes_id>")
@requires(access.may_read_minutes)
def show(minutes: Minutes) -> ResponseReturnValue:
    """The minutes as they stand, their versions and documents."""
    trace_reading(person(), "minutes.read", minutes)
    return shown(minutes)


@bp.post("/<uuid:minutes_id>/remarks")
@requires(access.may_run_passage)
def remark(minutes: Minutes) -> ResponseReturnValue:
    """Rewrite the remarks."""
    form = RemarksForm()
    if not form.validate_on_submit():
        return shown(minutes, status=422, remarks=form)
    try:
        services.change_remarks(db(), minutes, form.remarks.data or "", person())
    except RuleBroken as broken:
        return shown(minutes, sentence(broken), 422, remarks=form)
    flash(_("Remarques enregistrées."), "success")
    return _back_to(minutes)


@bp.post("/<uuid:minutes_id>/submit")
@requires(access.may_run_passage)
def submit(minutes: Minutes) -> ResponseReturnValue:
    """Hand the minutes to the responsible doctor."""
    try:
        services.submit(db(), minutes, person())
    except RuleBroken as broken:
        return shown(minutes, sentence(broken), 422)
    flash(_("Compte rendu soumis au responsable."), "success")
    return _back_to(minutes)


@bp.post("/<uuid:minutes_id>/send-back")
@requires(access.may_run_passage)
def send_back(minutes: Minutes) -> ResponseReturnValue:
    """Return the minutes to their writers."""
    try:
        services.send_back(db(), minutes, person())
    except RuleBroken as broken:
        return shown(minutes, sentence(broken), 422)
    flash(_("Compte rendu renvoyé pour être complété."), "info")
    return _back_to(minutes)


@bp.post("/<uuid:minutes_id>/sign-off")
@requires(access.may_sign_minutes)
def sign_off(minutes: Minutes) -> ResponseReturnValue:
    """Freeze the minutes, once the password proved right; documents and notices follow."""
    form = SignOffForm()
    if not form.validate_on_submit():
        return shown(minutes, status=422, signature=form)
    try:
        identity.confirm(form.password.data or "")
        services.sign_off(db(), minutes, letterhead(), person(), utc_now())
    except NotAllowed as refused:
        form.password.errors = [sentence(refused)]
        return shown(minutes, status=422, signature=form)
    except RuleBroken as broken:
        return shown(minutes, sentence(broken), 422)
    flash(
        _("Compte rendu validé. Les documents s’impriment, les demandeurs sont prévenus."),
        "success",
    )
    return _back_to(minutes)


@bp.post("/<uuid:minutes_id>/amend")
@requires(access.may_run_passage)
def amend(minutes: Minutes) -> ResponseReturnValue:
    """Open validated minutes for a rectification."""
    form = AmendForm()
    if not form.validate_on_submit():
        return shown(minutes, status=422, amendment=form)
    try:
        services.amend(db(), minutes, form.reason.data or "", person())
    except RuleBroken as broken:
        return shown(minutes, sentence(broken), 422, amendment=form)
    flash(_("Rectification ouverte : corrigez les avis, puis faites valider."), "info")
    return _back_to(minutes)


@bp.get("/<uuid:minutes_id>/printing")
@requires(access.may_read_minutes)
def printing(minutes: Minutes) -> ResponseReturnValue:
    """How far the printing is, asked again and again; the whole page once it is done."""
    told = printing_of(services.latest_version(db(), minutes))
    if told["done"] >= told["wanted"]:
        return "", 200, {"HX-Refresh": "true"}  # an address with an anchor would not load anew
    return render_template("minutes/_printing.html", minutes=minutes, printing=told)


def _back_to(minutes: Minutes) -> ResponseReturnValue:
    return redirect(url_for(".show", minutes_id=minutes.id), code=303)
