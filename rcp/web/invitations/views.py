"""Answering an invitation on the site, or noting an answer given by telephone; who was reached."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Answer, Attendance, Invitation, Meeting, MeetingState
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import answers, deliveries, invitations, meetings
from rcp.web.access import requires
from rcp.web.database import db, roll_back
from rcp.web.identity import letterhead, person
from rcp.web.inbox.wording import channel_name
from rcp.web.invitations import (
    instead,
    sentences,  # noqa: F401  its refusals must have words
)
from rcp.web.invitations.forms import DeputyForm, StretchForm, TimeProposalForm
from rcp.web.mailbox.wording import standing
from rcp.web.meetings.words import answer_tag
from rcp.web.sentences import sentence
from rcp.web.sign_in.views import local_path

bp = Blueprint("invitations", __name__, url_prefix="/invitations")


@bp.post("/<uuid:invitation_id>/answer")
@requires(access.may_answer_invitation)
def answer(invitation: Invitation) -> ResponseReturnValue:
    """Note one's own answer, or the one that somebody gave by telephone; then go back."""
    given = request.form.get("answer", "")
    if given not in invitations.GIVEN:
        raise RuleBroken("invitation_answer_unknown")
    answers.give(
        db(),
        invitation,
        Answer(given),
        letterhead(),
        by=person(),
        channel=_channel(invitation),
        now=utc_now(),
    )
    board, name = invitation.meeting.board.name, invitation.practitioner.name
    said = _("Votre réponse pour %(board)s est notée.", board=board)
    if not _is_own(invitation):
        said = _("La réponse de %(name)s pour %(board)s est notée.", name=name, board=board)
    flash(said, "success")
    return redirect(local_path(request.form.get("next")), code=303)


@bp.get("/<uuid:invitation_id>")
@requires(access.may_answer_invitation)
def show(invitation: Invitation) -> ResponseReturnValue:
    """One invitation: the answer, another time, a deputy."""
    return _show(invitation)


@bp.post("/<uuid:invitation_id>/propose")
@requires(access.may_answer_invitation)
def propose(invitation: Invitation) -> ResponseReturnValue:
    """Propose another time."""
    form = TimeProposalForm()
    if not instead.propose(invitation, form, _channel(invitation)):
        return _show(invitation, time_form=form, status=422)
    flash(instead.proposed(), "success")
    return redirect(url_for(".show", invitation_id=invitation.id), code=303)


@bp.post("/<uuid:invitation_id>/replace")
@requires(access.may_answer_invitation)
def replace(invitation: Invitation) -> ResponseReturnValue:
    """Ask a deputy."""
    form = DeputyForm()
    if not instead.ask(invitation, form, _channel(invitation), person()):
        return _show(invitation, deputy_form=form, status=422)
    flash(instead.asked(), "success")
    return redirect(url_for(".show", invitation_id=invitation.id), code=303)


@bp.get("/meetings/<uuid:meeting_id>")
@requires(access.may_run_meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Who was reached, and who answered what."""
    return _index(meeting, _stretch_form(meeting, fresh=True))


@bp.post("/meetings/<uuid:meeting_id>/stretch")
@requires(access.may_run_meeting)
def stretch(meeting: Meeting) -> ResponseReturnValue:
    """Ask one person for a part of the meeting, and tell them."""
    form = _stretch_form(meeting)
    if not form.validate_on_submit():
        return _index(meeting, form, status=422)
    one = db().get_one(Attendance, uuid.UUID(form.attendance.data))
    try:
        meetings.ask_for_stretch(db(), one, *form.stretch(meeting), person())
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _index(meeting, form, status=422)
    invitations.tell(db(), meeting, letterhead(), person(), utc_now())
    flash(_("%(name)s est prévenu de son passage.", name=one.practitioner.name), "success")
    return redirect(url_for(".index", meeting_id=meeting.id), code=303)


def _stretch_form(meeting: Meeting, *, fresh: bool = False) -> StretchForm:
    form = StretchForm(formdata=None) if fresh else StretchForm()
    form.offer(meeting)
    return form


def _index(meeting: Meeting, form: StretchForm, status: int = 200) -> ResponseReturnValue:
    if status >= 400:
        roll_back()
    zone = meeting.board.organization.time_zone
    rows = [
        {
            "one": one,
            "standing": standing(one.message, zone) if one.message else None,
            "answer": answer_tag(one.invitation.answer),
            "channel": channel_name(one.invitation.answered_by),
            "is_partial": (one.invitation.told_starts_at, one.invitation.told_ends_at)
            != (meeting.starts_at, meeting.ends_at),
        }
        for one in deliveries.of_meeting(db(), meeting)
    ]
    is_ahead = meeting.state is MeetingState.CONVENED
    page = render_template(
        "invitations/index.html",
        meeting=meeting,
        rows=rows,
        zone=zone,
        form=form,
        is_ahead=is_ahead,
    )
    return page, status


def _show(
    invitation: Invitation,
    *,
    time_form: TimeProposalForm | None = None,
    deputy_form: DeputyForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "invitations/show.html",
        invitation=invitation,
        meeting=invitation.meeting,
        is_own=_is_own(invitation),
        answer=answer_tag(invitation.answer),
        zone=invitation.meeting.board.organization.time_zone,
        instead=instead.offer(invitation, time_form, deputy_form, is_signed=True),
    )
    return page, status


def _is_own(invitation: Invitation) -> bool:
    return invitation.practitioner_id == person().id


def _channel(invitation: Invitation) -> str:
    return "site" if _is_own(invitation) else "phone"
