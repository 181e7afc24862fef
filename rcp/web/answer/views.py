"""The page behind the link of an invitation: opening it changes nothing, a button answers."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from rcp.db.base import utc_now
from rcp.db.models import Answer, Invitation
from rcp.domain.errors import NotFound
from rcp.services import answers, arrivals, invitation_letters, invitations
from rcp.web.access import open_to_all
from rcp.web.database import db
from rcp.web.here.forms import ArrivalForm
from rcp.web.identity import letterhead
from rcp.web.invitations import (
    instead,
    sentences,  # noqa: F401  its refusals must have words
)
from rcp.web.invitations.forms import DeputyForm, TimeProposalForm
from rcp.web.languages import language
from rcp.web.sentences import sentence
from rcp.wording import wording_in

bp = Blueprint("answer", __name__, url_prefix="/answer")
OPEN_BECAUSE = "the link of an invitation is its own secret, for people without an account"


@bp.record_once
def trust_the_link(state: BlueprintSetupState) -> None:
    """The secret of the link takes the place of a form token, which would need a cookie."""
    state.app.extensions["csrf"].exempt(bp)


@bp.get("/<uuid:invitation_id>/<token>")
@open_to_all(OPEN_BECAUSE)
def show(invitation_id: uuid.UUID, token: str) -> ResponseReturnValue:
    """What is asked, what was answered; mail scanners that open links change nothing."""
    try:
        invitation = invitations.by_token(db(), invitation_id, token, utc_now())
    except NotFound as gone:
        return gone_page(gone)
    return page_of(invitation, token)


@bp.post("/<uuid:invitation_id>/<token>")
@open_to_all(OPEN_BECAUSE)
def give(invitation_id: uuid.UUID, token: str) -> ResponseReturnValue:
    """Record the answer, then say so."""
    try:
        invitation = invitations.by_token(db(), invitation_id, token, utc_now())
    except NotFound as gone:
        return gone_page(gone)
    given = request.form.get("answer", "")
    if given not in invitations.GIVEN:
        return page_of(invitation, token, 422)
    answers.give(
        db(), invitation, Answer(given), letterhead(), by=None, channel="link", now=utc_now()
    )
    return redirect(url_for(".show", invitation_id=invitation_id, token=token), code=303)


@bp.post("/<uuid:invitation_id>/<token>/propose")
@open_to_all(OPEN_BECAUSE)
def propose(invitation_id: uuid.UUID, token: str) -> ResponseReturnValue:
    """Propose another time."""
    try:
        invitation = invitations.by_token(db(), invitation_id, token, utc_now())
    except NotFound as gone:
        return gone_page(gone)
    with force_locale(invitation.practitioner.language):
        form = TimeProposalForm(**instead.UNSIGNED)
        if not instead.propose(invitation, form, "link"):
            return page_of(invitation, token, 422, time_form=form)
    return redirect(url_for(".show", invitation_id=invitation_id, token=token), code=303)


@bp.post("/<uuid:invitation_id>/<token>/replace")
@open_to_all(OPEN_BECAUSE)
def replace(invitation_id: uuid.UUID, token: str) -> ResponseReturnValue:
    """Ask a deputy."""
    try:
        invitation = invitations.by_token(db(), invitation_id, token, utc_now())
    except NotFound as gone:
        return gone_page(gone)
    with force_locale(invitation.practitioner.language):
        form = DeputyForm(**instead.UNSIGNED)
        if not instead.ask(invitation, form, "link"):
            return page_of(invitation, token, 422, deputy_form=form)
    return redirect(url_for(".show", invitation_id=invitation_id, token=token), code=303)


def page_of(
    invitation: Invitation,
    token: str,
    status: int = 200,
    *,
    time_form: TimeProposalForm | None = None,
    deputy_form: DeputyForm | None = None,
    arrival_form: ArrivalForm | None = None,
) -> ResponseReturnValue:
    """The page in the language of the person invited, whoever's browser this is."""
    with force_locale(invitation.practitioner.language):
        wording = wording_in(language())
        is_open = arrivals.is_open(invitation.meeting, utc_now())
        return _page(
            "answer/show.html",
            status,
            invitation=invitation,
            facts=invitation_letters.facts_of(db(), invitation, letterhead(), wording),
            zone=invitation.meeting.board.organization.time_zone,
            url=url_for(".show", invitation_id=invitation.id, token=token),
            time_url=url_for(".propose", invitation_id=invitation.id, token=token),
            deputy_url=url_for(".replace", invitation_id=invitation.id, token=token),
            instead=instead.offer(invitation, time_form, deputy_form, is_signed=False),
            arrival=arrival_form or ArrivalForm(formdata=None, **instead.UNSIGNED),
            place=arrivals.place_of(invitation) if is_open else None,
            here_url=url_for(".here", invitation_id=invitation.id, token=token),
        )


def gone_page(gone: NotFound) -> ResponseReturnValue:
    """What a link that no longer serves leads to."""
    return _page("answer/gone.html", 404, said=sentence(gone))


def _page(template: str, status: int, **named: Any) -> ResponseReturnValue:  # Any: as templates do
    """No cookie (hence neither languages nor form token), and no address handed on to others."""
    page = render_template(template, languages=[], csrf_token=str, **named)
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
