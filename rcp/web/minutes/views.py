"""Minutes: completed, submitted, signed off, amended; their versions and documents."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Meeting, Minutes, MinutesVersion
from rcp.domain import access
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.domain.minutes import OPEN
from rcp.domain.opinion import OpinionCategory
from rcp.services import documents, meeting_lists, people
from rcp.services import minutes as services
from rcp.web import identity
from rcp.web.access import requires
from rcp.web.cases.words import category_label, document_label
from rcp.web.database import db, roll_back, trace_reading
from rcp.web.identity import letterhead, person
from rcp.web.languages import language
from rcp.web.meetings import pages
from rcp.web.minutes import sentences, words
from rcp.web.minutes.forms import AmendForm, RemarksForm, SignOffForm
from rcp.web.minutes.gaps import gaps
from rcp.web.sentences import sentence

bp = Blueprint("minutes", __name__, url_prefix="/minutes")
__all__ = ["bp", "sentences"]


@bp.get("/<uuid:minutes_id>")
@requires(access.may_read_minutes)
def show(minutes: Minutes) -> ResponseReturnValue:
    """The minutes as they stand, their versions and documents."""
    trace_reading(person(), "minutes.read", minutes)
    return _show(minutes)


@bp.post("/<uuid:minutes_id>/remarks")
@requires(access.may_run_passage)
def remark(minutes: Minutes) -> ResponseReturnValue:
    """Rewrite the remarks."""
    form = RemarksForm()
    if not form.validate_on_submit():
        return _show(minutes, status=422, remarks=form)
    try:
        services.change_remarks(db(), minutes, form.remarks.data or "", person())
    except RuleBroken as broken:
        return _show(minutes, sentence(broken), 422, remarks=form)
    flash(_("Remarques enregistrées."), "success")
    return _back_to(minutes)


@bp.post("/<uuid:minutes_id>/submit")
@requires(access.may_run_passage)
def submit(minutes: Minutes) -> ResponseReturnValue:
    """Hand the minutes to the responsible doctor."""
    try:
        services.submit(db(), minutes, person())
    except RuleBroken as broken:
        return _show(minutes, sentence(broken), 422)
    flash(_("Compte rendu soumis au responsable."), "success")
    return _back_to(minutes)


@bp.post("/<uuid:minutes_id>/send-back")
@requires(access.may_run_passage)
def send_back(minutes: Minutes) -> ResponseReturnValue:
    """Return the minutes to their writers."""
    try:
        services.send_back(db(), minutes, person())
    except RuleBroken as broken:
        return _show(minutes, sentence(broken), 422)
    flash(_("Compte rendu renvoyé pour être complété."), "info")
    return _back_to(minutes)


@bp.post("/<uuid:minutes_id>/sign-off")
@requires(access.may_sign_minutes)
def sign_off(minutes: Minutes) -> ResponseReturnValue:
    """Freeze the minutes, once the password proved right; documents and notices follow."""
    form = SignOffForm()
    if not form.validate_on_submit():
        return _show(minutes, status=422, signature=form)
    try:
        identity.confirm(form.password.data or "")
        services.sign_off(db(), minutes, letterhead(), person(), utc_now())
    except (NotAllowed, RuleBroken) as refused:
        return _show(minutes, sentence(refused), 422)
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
        return _show(minutes, status=422, amendment=form)
    try:
        services.amend(db(), minutes, form.reason.data or "", person())
    except RuleBroken as broken:
        return _show(minutes, sentence(broken), 422, amendment=form)
    flash(_("Rectification ouverte : corrigez les avis, puis faites valider."), "info")
    return _back_to(minutes)


@bp.get("/<uuid:minutes_id>/printing")
@requires(access.may_read_minutes)
def printing(minutes: Minutes) -> ResponseReturnValue:
    """How far the printing is, asked again and again; the whole page once it is done."""
    told = _printing(services.latest_version(db(), minutes))
    if told["done"] >= told["wanted"]:
        return "", 200, {"HX-Refresh": "true"}  # an address with an anchor would not load anew
    return render_template("minutes/_printing.html", minutes=minutes, printing=told)


def _show(
    minutes: Minutes,
    refusal: str | None = None,
    status: int = 200,
    *,
    remarks: RemarksForm | None = None,
    amendment: AmendForm | None = None,
    signature: SignOffForm | None = None,
) -> ResponseReturnValue:
    if status >= 400:
        roll_back()
    meeting = meeting_lists.whole(db(), minutes.meeting)
    asking = people.actor_of(person())
    may_sign = access.may_sign_minutes(asking, minutes)
    latest = services.latest_version(db(), minutes)
    page = render_template(
        "minutes/show.html",
        minutes=minutes,
        tag=words.state_tag(minutes.state),
        next_step=words.next_step(minutes, may_sign=may_sign),
        may_sign=may_sign,
        may_run=access.may_run_passage(asking, minutes),
        is_open=minutes.state in OPEN,
        gaps=gaps(minutes, pages.lines(db(), meeting, asking)),
        remarks=remarks or RemarksForm(formdata=None, data={"remarks": minutes.remarks}),
        amendment=amendment or AmendForm(formdata=None),
        signature=signature or SignOffForm(formdata=None),
        versions=[_version(one) for one in reversed(services.versions_of(db(), minutes))],
        printing=_printing(latest) if latest else None,
        refusal=refusal,
        **_around(meeting),
    )
    return page, status


def _around(meeting: Meeting) -> dict[str, Any]:  # Any: what a template prints
    asking = people.actor_of(person())
    _table, seated = pages.table_of(db(), meeting, language())
    return {
        "meeting": meeting,
        "zone": meeting.board.organization.time_zone,
        "lines": pages.lines(db(), meeting, asking),
        "people": seated,
        "categories": {one: category_label(one) for one in OpinionCategory},
    }


def _version(version: MinutesVersion) -> dict[str, Any]:  # Any: what a template prints
    asking = people.actor_of(person())
    mine = [
        {"document": one, "label": document_label(one.kind)}
        for one in documents.documents_of(db(), version)
        if access.may_read_document(asking, one)
    ]
    by_case = groupby(mine, lambda line: _reference(line["document"]))
    return {
        "version": version,
        "documents": [(reference, list(files)) for reference, files in by_case],
        "count": len(mine),
    }


def _reference(document: Any) -> str:  # Any: a line mixes rows and words
    return document.case.reference if document.case else ""


def _printing(version: MinutesVersion | None) -> dict[str, int]:
    """How many documents are made, of how many."""
    if version is None:
        return {"done": 0, "wanted": 0}
    made = len(documents.documents_of(db(), version))
    return {"done": made, "wanted": documents.count_wanted(version)}


def _back_to(minutes: Minutes) -> ResponseReturnValue:
    return redirect(url_for(".show", minutes_id=minutes.id), code=303)
