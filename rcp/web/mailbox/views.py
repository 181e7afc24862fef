"""What left the house: states for those who watch, contents for those concerned."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import OutboxMessage, OutboxState
from rcp.domain import access
from rcp.domain.errors import Refusal
from rcp.mail.opened import opened
from rcp.services import agendas, corrections, mailbox, outbox, people
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import letterhead, person
from rcp.web.mailbox import sentences  # noqa: F401  its refusals must have words
from rcp.web.mailbox.forms import SearchForm, SendAgainForm
from rcp.web.mailbox.reading import trouble
from rcp.web.mailbox.wording import header_name, method_name, standing, state_name
from rcp.web.sentences import sentence

bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")


@bp.get("")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """The messages that one received, looks after or watches over."""
    form, state = SearchForm(request.args, meta={"csrf": False}), _asked_state()
    words, page = (form.q.data or "")[:200], request.args.get("page", 1, type=int)
    found = mailbox.messages(db(), person(), state=state, words=words, page=page)
    zone = agendas.zone_of(person()).key
    return render_template(
        "mailbox/index.html",
        found=found,
        rows=[(message, standing(message, zone)) for message in found.rows],
        tabs=_tabs(state, words),
        is_narrowed=bool(words or state),
        asked={"q": words, "state": state.value if state else ""},
        form=form,
        trouble=trouble(),
    )


@bp.get("/<uuid:message_id>")
@requires(access.may_see_message)
def show(message: OutboxMessage) -> ResponseReturnValue:
    """One message, as its recipient reads it."""
    came_back = message.state is OutboxState.BOUNCED
    return _show(message, SendAgainForm(address=message.address, corrects_person=came_back))


@bp.get("/<uuid:message_id>/message.eml")
@requires(access.may_read_message)
def download(message: OutboxMessage) -> ResponseReturnValue:
    """The message as it was written, for a mail program."""
    response = Response(message.content, mimetype="message/rfc822")
    response.headers["Content-Disposition"] = 'attachment; filename="message.eml"'
    return response


@bp.post("/<uuid:message_id>/send-again")
@requires(access.may_send_message_again)
def send_again(message: OutboxMessage) -> ResponseReturnValue:
    """Send it once more, perhaps to another address."""
    form = SendAgainForm()
    if not form.validate_on_submit():
        return _show(message, form, 422)
    try:
        _send(message, form)
    except Refusal as broken:
        form.form_errors.append(sentence(broken))
        return _show(message, form, 422)
    flash(_("Le message repart vers %(address)s.", address=form.address.data), "success")
    return redirect(url_for(".show", message_id=message.id), code=303)


def _send(message: OutboxMessage, form: SendAgainForm) -> None:
    address, now = form.address.data or "", utc_now()
    if form.corrects_person.data:
        corrections.correct_and_send(db(), message, address, letterhead(), by=person(), now=now)
    else:
        outbox.send_again(db(), message, by=person(), now=now, address=address)


def _show(message: OutboxMessage, form: SendAgainForm, status: int = 200) -> ResponseReturnValue:
    asking, zone = people.actor_of(person()), agendas.zone_of(person()).key
    may_read = access.may_read_message(asking, message)
    opened_message = opened(message.content) if may_read else None
    page = render_template(
        "mailbox/show.html",
        message=message,
        standing=standing(message, zone),
        opened=opened_message,
        headers=[(header_name(name), value) for name, value in opened_message.headers]
        if opened_message
        else [],
        method_name=method_name,
        may_send_again=access.may_send_message_again(asking, message),
        may_correct=access.may_edit_person(asking, message.recipient),
        zone=zone,
        form=form,
    )
    return page, status


def _tabs(state: OutboxState | None, words: str) -> list[dict[str, object]]:
    """All messages, then each state with how many there are."""
    counts = mailbox.counts(db(), person())
    everything = {
        "label": _("Tous"),
        "url": url_for(".index", q=words),
        "current": state is None,
        "count": sum(counts.values()),
    }
    return [everything] + [
        {
            "label": state_name(one),
            "url": url_for(".index", state=one.value, q=words),
            "current": state is one,
            "count": counts.get(one, 0),
        }
        for one in OutboxState
    ]


def _asked_state() -> OutboxState | None:
    try:
        return OutboxState(request.args.get("state", ""))
    except ValueError:
        return None
