"""« Proposer un autre créneau » and « Se faire remplacer », on the site and behind a link alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Invitation, MeetingState, Practitioner, Proposal
from rcp.domain.errors import RuleBroken
from rcp.services import deputies, proposals
from rcp.web.database import db, roll_back
from rcp.web.identity import letterhead
from rcp.web.inbox import sentences  # noqa: F401  its refusals must have words
from rcp.web.invitations.forms import DeputyForm, TimeProposalForm
from rcp.web.sentences import sentence

UNSIGNED: dict[str, Any] = {"meta": {"csrf": False}}
"""For forms whose page's address is itself the secret. Any: as WTForms takes it."""


@dataclass(frozen=True, slots=True)
class Instead:
    """What the page offers: both forms, and the deputy who was asked already."""

    is_open: bool
    time_form: TimeProposalForm
    deputy_form: DeputyForm
    asked: Proposal | None
    proposed: Proposal | None


def offer(
    invitation: Invitation,
    time_form: TimeProposalForm | None = None,
    deputy_form: DeputyForm | None = None,
    *,
    is_signed: bool,
) -> Instead:
    """The forms, as they were sent if they must be corrected; behind a link they are unsigned."""
    told = {} if is_signed else UNSIGNED
    times = time_form or TimeProposalForm(formdata=None, **told)
    if time_form is None:
        times.show(invitation)
    people = deputy_form or DeputyForm(formdata=None, **told)
    people.offer(deputies.candidates(db(), invitation))
    return Instead(
        is_open=invitation.meeting.state is MeetingState.CONVENED,
        time_form=times,
        deputy_form=people,
        asked=deputies.asked_for(db(), invitation),
        proposed=proposals.open_time(db(), invitation),
    )


def propose(invitation: Invitation, form: TimeProposalForm, channel: str) -> bool:
    """Keep another time; False when the form must be corrected."""
    if not form.validate_on_submit():
        return False
    starts = form.starts(invitation.meeting.board.organization.zone)
    words = (form.words.data or "").strip()
    try:
        proposals.propose_time(
            db(), invitation, starts, words=words, channel=channel, now=utc_now()
        )
    except RuleBroken as broken:
        roll_back()
        form.form_errors.append(sentence(broken))
        return False
    return True


def ask(
    invitation: Invitation, form: DeputyForm, channel: str, by: Practitioner | None = None
) -> bool:
    """Ask a deputy; False when the form must be corrected."""
    form.offer(deputies.candidates(db(), invitation))
    if not form.validate_on_submit():
        return False
    deputy = db().get_one(Practitioner, form.chosen)
    try:
        deputies.ask(db(), invitation, deputy, letterhead(), by=by, channel=channel, now=utc_now())
    except RuleBroken as broken:
        roll_back()
        form.form_errors.append(sentence(broken))
        return False
    return True


def proposed() -> str:
    """What is said once another time is proposed."""
    return _(
        "Votre proposition est transmise. La séance reste prévue tant qu’elle n’est pas acceptée."
    )


def asked() -> str:
    """What is said once a deputy is asked."""
    return _("La personne est invitée. Vous restez attendu jusqu’à ce qu’elle accepte.")
