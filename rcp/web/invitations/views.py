"""Answering an invitation on the site, or noting an answer given by telephone."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Answer, Invitation
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import answers, invitations
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import letterhead, person
from rcp.web.invitations import sentences  # noqa: F401  its refusals must have words
from rcp.web.sign_in.views import local_path

bp = Blueprint("invitations", __name__, url_prefix="/invitations")


@bp.post("/<uuid:invitation_id>/answer")
@requires(access.may_answer_invitation)
def answer(invitation: Invitation) -> ResponseReturnValue:
    """Note one's own answer, or the one that somebody gave by telephone; then go back."""
    given = request.form.get("answer", "")
    if given not in invitations.GIVEN:
        raise RuleBroken("invitation_answer_unknown")
    is_own = invitation.practitioner_id == person().id
    channel = "site" if is_own else "phone"
    answers.give(
        db(),
        invitation,
        Answer(given),
        letterhead(),
        by=person(),
        channel=channel,
        now=utc_now(),
    )
    board, name = invitation.meeting.board.name, invitation.practitioner.name
    said = _("Votre réponse pour %(board)s est notée.", board=board)
    if not is_own:
        said = _("La réponse de %(name)s pour %(board)s est notée.", name=name, board=board)
    flash(said, "success")
    return redirect(local_path(request.form.get("next")), code=303)
