"""The queue of those who run boards: proposals, doubtful answers, messages that did not arrive."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import InboxMessage, Practitioner, Proposal, ProposalKind
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import agendas, deputies, inbox_queue, proposals
from rcp.services.contents import qualification_of
from rcp.web.access import requires
from rcp.web.database import db, roll_back
from rcp.web.identity import letterhead, person
from rcp.web.inbox import sentences  # noqa: F401  its refusals must have words
from rcp.web.inbox.wording import channel_name, reason
from rcp.web.languages import language
from rcp.web.mailbox.reading import trouble
from rcp.web.mailbox.wording import standing
from rcp.web.meetings.words import answer_tag
from rcp.web.sentences import sentence

bp = Blueprint("inbox", __name__, url_prefix="/inbox")


@bp.get("")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """What waits for a decision."""
    return _index()


@bp.post("/proposals/<uuid:proposal_id>/accept")
@requires(access.may_settle_proposal)
def accept(proposal: Proposal) -> ResponseReturnValue:
    """Move the meeting to the time proposed."""
    return _settled(
        lambda: proposals.accept_time(db(), proposal, letterhead(), by=person(), now=utc_now()),
        _("La séance est déplacée. Les personnes invitées sont prévenues."),
    )


@bp.post("/proposals/<uuid:proposal_id>/approve")
@requires(access.may_settle_proposal)
def approve(proposal: Proposal) -> ResponseReturnValue:
    """Ask the deputy who was named, or another one."""
    chosen = _chosen()
    if chosen is None:
        return _index(_("Choisissez une personne de la liste."), 422)
    return _settled(
        lambda: deputies.approve(db(), proposal, chosen, letterhead(), by=person(), now=utc_now()),
        _("%(name)s est invité ; sa réponse décidera du remplacement.", name=chosen.name),
    )


@bp.post("/proposals/<uuid:proposal_id>/decline")
@requires(access.may_settle_proposal)
def decline(proposal: Proposal) -> ResponseReturnValue:
    """Keep the meeting, or the person, as planned."""
    return _settled(
        lambda: proposals.decline(db(), proposal, letterhead(), by=person(), now=utc_now()),
        _("Rien ne change ; la personne en est prévenue."),
    )


@bp.post("/arrivals/<uuid:arrival_id>/count")
@requires(access.may_settle_arrival)
def count(arrival: InboxMessage) -> ResponseReturnValue:
    """Take the answer that a message states after all."""
    return _settled(
        lambda: inbox_queue.count_answer(db(), arrival, letterhead(), by=person(), now=utc_now()),
        _("La réponse est notée."),
    )


@bp.post("/arrivals/<uuid:arrival_id>/settle")
@requires(access.may_settle_arrival)
def settle(arrival: InboxMessage) -> ResponseReturnValue:
    """Put a message away."""
    return _settled(
        lambda: inbox_queue.settle(db(), arrival, by=person(), now=utc_now()),
        _("Le message est classé."),
    )


def _settled(do: Callable[[], None], said: str) -> ResponseReturnValue:
    try:
        do()
    except RuleBroken as broken:
        return _index(sentence(broken), 422)
    flash(said, "success")
    return redirect(url_for(".index"), code=303)


def _chosen() -> Practitioner | None:
    try:
        return db().get(Practitioner, uuid.UUID(request.form.get("deputy", "")))
    except ValueError:
        return None


def _index(refusal: str | None = None, status: int = 200) -> ResponseReturnValue:
    if status >= 400:
        roll_back()
    zone = agendas.zone_of(person()).key
    waiting = proposals.waiting_for(db(), person(), utc_now())
    page = render_template(
        "inbox/index.html",
        times=[_time(one) for one in waiting if one.kind is ProposalKind.TIME],
        deputies=[_deputy(one) for one in waiting if one.kind is ProposalKind.DEPUTY],
        arrivals=[
            {
                "row": one,
                "reason": reason(one.reason),
                "answer": answer_tag(one.answer) if one.answer else None,
            }
            for one in inbox_queue.arrivals(db(), person())
        ],
        undelivered=[
            (one, standing(one, zone)) for one in inbox_queue.undelivered(db(), person(), utc_now())
        ],
        zone=zone,
        refusal=refusal,
        trouble=trouble(),
        channel_name=channel_name,
    )
    return page, status


def _time(proposal: Proposal) -> dict[str, object]:
    """Another time, and who would be taken then."""
    meeting = proposal.invitation.meeting
    starts = proposals.new_start(proposal) or meeting.starts_at
    ends = starts + (meeting.ends_at - meeting.starts_at)
    taken = proposals.taken_then(db(), meeting, starts, ends)
    return {
        "row": proposal,
        "meeting": meeting,
        "zone": meeting.board.organization.time_zone,
        "starts": starts,
        "ends": ends,
        "taken": [one.name for one in taken],
        "free": len(meeting.attendances) - len(taken),
    }


def _deputy(proposal: Proposal) -> dict[str, object]:
    """A deputy to be approved, and who else could come."""
    meeting = proposal.invitation.meeting
    fit = deputies.candidates(db(), proposal.invitation)
    options = [(str(one.id), f"{one.name} – {qualification_of(one, language())}") for one in fit]
    named = proposal.deputy
    return {
        "row": proposal,
        "meeting": meeting,
        "zone": meeting.board.organization.time_zone,
        "named": named.name if named else proposal.deputy_address,
        "is_fit": named is not None and named.id in {one.id for one in fit},
        "options": options,
        "value": str(named.id) if named else "",
    }
