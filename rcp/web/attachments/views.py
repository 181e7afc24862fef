"""Files of a case: one is added, looked at, taken away, removed.

Their bytes are what somebody sent in. They leave with the type that their content has, in a sandbox
of their own where no script runs, and under a name made of the case's reference.
"""

from __future__ import annotations

from itertools import chain

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.base import utc_now
from rcp.db.models import Attachment, Case
from rcp.domain import access
from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.names import folded
from rcp.services import attachments, people
from rcp.web.access import requires
from rcp.web.attachments import words
from rcp.web.attachments.forms import AttachForm, attach_form
from rcp.web.attachments.shown import files_of
from rcp.web.database import commit, db, roll_back, trace_reading
from rcp.web.formats import day_and_hour
from rcp.web.identity import person, reception
from rcp.web.sentences import sentence

bp = Blueprint("attachments", __name__)

ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""No script, no request, no origin: what a browser may do with a file that somebody sent in."""


@bp.get("/cases/<uuid:case_id>/files")
@requires(access.may_attach_to)
def new(case: Case) -> ResponseReturnValue:
    """The form that adds files, on a page of its own."""
    return _page(case, attach_form(typed=False))


@bp.post("/cases/<uuid:case_id>/files")
@requires(access.may_attach_to)
def add(case: Case) -> ResponseReturnValue:
    """Look at the files, then keep them all or none."""
    form = attach_form()
    if not form.validate_on_submit():
        return _page(case, form, 422)
    commit()  # the scanner may take its time: nobody else waits for the write lock
    try:
        kept = _kept(case, form)
    except RuleBroken as broken:
        roll_back()
        form.files.errors = [*form.files.errors, sentence(broken)]
        return _page(case, form, 422)
    flash(ngettext("%(num)s fichier joint.", "%(num)s fichiers joints.", kept), "success")
    return redirect(url_for("cases.show", case_id=case.id), code=303)


@bp.get("/files/<uuid:attachment_id>")
@requires(access.may_read_attachment)
def show(attachment: Attachment) -> ResponseReturnValue:
    """The file in its frame, with what it is and where it comes from."""
    _refuse_gone(attachment)
    return render_template(
        "attachments/show.html",
        attachment=attachment,
        case=attachment.case,
        piece=words.piece_label(attachment.piece),
        about=f"{words.kind_label(attachment.kind)}, {words.size_label(attachment.size)}",
        came=day_and_hour(attachment.created_at, attachment.case.board.organization.time_zone),
    )


@bp.get("/files/<uuid:attachment_id>/content")
@requires(access.may_read_attachment)
def content(attachment: Attachment) -> ResponseReturnValue:
    """What a browser shows by itself: a PDF or an image."""
    if not attachment.kind.is_shown:
        raise NotFound("not_here")
    return _sent(attachment, "inline")


@bp.get("/files/<uuid:attachment_id>/download")
@requires(access.may_read_attachment)
def download(attachment: Attachment) -> ResponseReturnValue:
    """The file as it came, to keep."""
    return _sent(attachment, "attachment")


@bp.post("/files/<uuid:attachment_id>/remove")
@requires(access.may_remove_attachment)
def remove(attachment: Attachment) -> ResponseReturnValue:
    """Take the file away for good."""
    attachments.remove(db(), attachment, by=person(), now=utc_now())
    flash(_("Fichier retiré."), "success")
    return redirect(url_for("cases.show", case_id=attachment.case_id), code=303)


def _page(case: Case, form: AttachForm, status: int = 200) -> ResponseReturnValue:
    files = files_of(case, people.actor_of(person()), form)
    return render_template("attachments/new.html", files=files, **files), status


def _kept(case: Case, form: AttachForm) -> int:
    """Every file is looked at before the first one is written; see `attachments`."""
    room, scanner = reception().room, reception().scanner
    arrivals = [
        attachments.received(sent.filename or "", sent.stream, room, scanner, utc_now())
        for sent in form.files.data
    ]
    for arrival in arrivals:
        attachments.attach(db(), case, arrival, form.chosen, room, person())
    return len(arrivals)


def _sent(attachment: Attachment, disposition: str) -> Response:
    """The bytes, part by part; the first one is opened before the answer begins."""
    _refuse_gone(attachment)
    trace_reading(person(), "attachment.read", attachment)
    parts = attachments.content_of(db(), attachment)
    piece = "-".join(folded(words.piece_label(attachment.piece)).split())
    name = f"{attachment.case.reference}-{piece}{attachment.kind.suffix}"
    return Response(
        stream_with_context(chain([next(parts)], parts)),
        mimetype=attachment.kind.media_type,
        headers={
            "Content-Disposition": f'{disposition}; filename="{name}"',
            "Content-Length": str(attachment.size),
            "Content-Security-Policy": ALONE,
            "X-Content-Type-Options": "nosniff",
        },
    )


def _refuse_gone(attachment: Attachment) -> None:
    if attachment.removed_at:
        raise NotFound("attachment_gone")
