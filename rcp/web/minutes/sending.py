"""Sending a document out from the page of the minutes."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Minutes, MinutesVersion
from rcp.domain import access
from rcp.domain.dispatch import Channel
from rcp.domain.errors import RuleBroken
from rcp.services import minutes as services
from rcp.services import sending_out
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import person, settings
from rcp.web.minutes.blueprint import bp
from rcp.web.minutes.forms import SendOutForm
from rcp.web.minutes.page import shown
from rcp.web.minutes.sent import form_for, sendable
from rcp.web.sentences import sentence


@bp.post("/<uuid:minutes_id>/send-out")
@requires(access.may_run_passage)
def send_out(minutes: Minutes) -> ResponseReturnValue:
    """Send a document by MSSanté, or note that it was given on paper."""
    version = services.latest_version(db(), minutes)
    if version is None:
        abort(404)
    form = form_for(version)
    if not form.validate_on_submit():
        return shown(minutes, status=422, sending=form)
    try:
        _send(version, form)
    except RuleBroken as broken:
        return shown(minutes, sentence(broken), 422, sending=form)
    flash(_("Envoi enregistré."), "success")
    return redirect(url_for("minutes.show", minutes_id=minutes.id, _anchor="sending"), code=303)


def _send(version: MinutesVersion, form: SendOutForm) -> None:
    chosen = uuid.UUID(form.document.data)
    document = next(one for one in sendable(version) if one.id == chosen)
    recipient, now = form.recipient.data or "", utc_now()
    if form.channel.data == Channel.PRINTED.value:
        sending_out.note_printed(db(), document, recipient, person(), now)
        return
    sending_out.by_secure_mail(
        db(),
        document,
        recipient,
        form.address.data or "",
        has_relay=settings().secure_mail is not None,
        by=person(),
        now=now,
    )
