"""« Je suis là » from one's own link, without signing in."""

from __future__ import annotations

import uuid

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from rcp.db.base import utc_now
from rcp.db.models import Invitation
from rcp.domain.errors import NotFound, RuleBroken
from rcp.services import arrivals, invitations
from rcp.web.access import open_to_all
from rcp.web.answer.views import OPEN_BECAUSE, bp, gone_page, page_of
from rcp.web.database import db, roll_back
from rcp.web.here import sentences  # noqa: F401  its refusals must have words
from rcp.web.here.forms import ArrivalForm
from rcp.web.invitations.instead import UNSIGNED
from rcp.web.sentences import sentence


@bp.post("/<uuid:invitation_id>/<token>/here")
@open_to_all(OPEN_BECAUSE)
def here(invitation_id: uuid.UUID, token: str) -> ResponseReturnValue:
    """Say that one is there, with the code of the screen, or that one leaves."""
    try:
        invitation = invitations.by_token(db(), invitation_id, token, utc_now())
    except NotFound as gone:
        return gone_page(gone)
    with force_locale(invitation.practitioner.language):
        form = ArrivalForm(**UNSIGNED)
        if not _noted(invitation, form):
            roll_back()
            return page_of(invitation, token, 422, arrival_form=form)
    return redirect(url_for(".show", invitation_id=invitation_id, token=token), code=303)


def _noted(invitation: Invitation, form: ArrivalForm) -> bool:
    """Whether the arrival or the departure was noted; else the form says why not."""
    leaves = request.form.get("leave")
    if not leaves and not form.validate_on_submit():
        return False
    try:
        if leaves:
            arrivals.depart_invited(db(), invitation, utc_now())
        else:
            arrivals.arrive(
                db(),
                invitation.practitioner,
                form.code.data or "",
                form.chosen,
                utc_now(),
                at=invitation.meeting,
            )
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return False
    return True
