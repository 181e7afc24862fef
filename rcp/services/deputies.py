"""Somebody in an invited person's place: asked first, and only then is the other one released."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    Answer,
    Attendance,
    Invitation,
    InvitationState,
    MeetingState,
    Practitioner,
    PractitionerRole,
    Proposal,
    ProposalKind,
    ProposalState,
)
from rcp.domain.errors import RuleBroken
from rcp.domain.specialty import SpecialtyGroup
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import Purpose
from rcp.services import audit, invitation_letters, invitations, meetings, specialties

MOST = 60


def candidates(session: Session, invitation: Invitation) -> list[Practitioner]:
    """Who could come instead: deputies of the seat first, then colleagues of the same competence.

    Colleagues practise in the board's structure or in one of the person's own; nobody who is
    already on the list, or left.
    """
    attendance = attendance_of(invitation)
    if attendance is None:
        return []
    known = specialties.groups(session)
    listed = {one.practitioner_id for one in invitation.meeting.attendances}
    named = [
        one.practitioner
        for one in (attendance.seat.members if attendance.seat else ())
        if one.is_deputy
    ]
    fit = [one for one in _colleagues(session, invitation) if _is_fit(one, attendance, known)]
    every = dict.fromkeys([*named, *fit])
    return [one for one in every if one.id not in listed and one.is_active][:MOST]


def ask(
    session: Session,
    invitation: Invitation,
    deputy: Practitioner,
    letterhead: Letterhead,
    *,
    by: Practitioner | None,
    channel: str,
    now: datetime,
) -> Proposal:
    """Invite a deputy; until they accept, the person invited stays expected.

    Raises RuleBroken `invitation_over`, `invitation_withdrawn`, `deputy_asked_already` or
    `deputy_unfit`.
    """
    invitations.require_standing(invitation, now)
    if asked_for(session, invitation) is not None:
        raise RuleBroken("deputy_asked_already")
    proposal = Proposal(
        invitation=invitation,
        kind=ProposalKind.DEPUTY,
        channel=channel,
        sequence=invitation.sequence,
        created_at=now,
    )
    session.add(proposal)
    _invite(session, proposal, deputy, letterhead, by or invitation.practitioner, now)
    return proposal


def note_delegation(
    session: Session, invitation: Invitation, address: str, *, channel: str, now: datetime
) -> Proposal:
    """Keep the deputy that a reply names, until the coordinator approves; told twice, kept once."""
    waiting = _standing_proposal(session, invitation)
    if waiting is not None:
        return waiting
    known = session.scalars(select(Practitioner).where(Practitioner.email == address)).first()
    proposal = Proposal(
        invitation=invitation,
        kind=ProposalKind.DEPUTY,
        deputy=known,
        deputy_address=address,
        channel=channel,
        sequence=invitation.sequence,
        created_at=now,
    )
    session.add(proposal)
    session.flush()
    audit.record(session, None, "proposal.deputy", invitation, channel=channel)
    return proposal


def approve(
    session: Session,
    proposal: Proposal,
    deputy: Practitioner,
    letterhead: Letterhead,
    *,
    by: Practitioner,
    now: datetime,
) -> None:
    """Let a deputy be asked; raises RuleBroken as `ask` does, and `proposal_settled`."""
    if proposal.state is not ProposalState.OPEN or proposal.kind is not ProposalKind.DEPUTY:
        raise RuleBroken("proposal_settled")
    invitations.require_standing(proposal.invitation, now)
    _invite(session, proposal, deputy, letterhead, by, now)


def follow(session: Session, invitation: Invitation, letterhead: Letterhead, now: datetime) -> None:
    """Draw the consequence of an answer for whoever stands in for another person."""
    own = asked_for(session, invitation)
    if own is not None and invitation.answer is Answer.ACCEPTED:
        _settle(own, ProposalState.DECLINED, now)  # they come themselves after all
    for proposal in _standing_in(session, invitation):
        if invitation.answer is Answer.ACCEPTED:
            _release(session, proposal, letterhead, invitation.practitioner, now)
        elif invitation.answer is Answer.DECLINED:
            _settle(proposal, ProposalState.DECLINED, now)
            purpose = Purpose.NO_DEPUTY
            invitation_letters.word(session, proposal.invitation, purpose, letterhead, now)


def asked_for(session: Session, invitation: Invitation) -> Proposal | None:
    """The deputy who was asked in this person's place and has not answered yet."""
    found = _standing_proposal(session, invitation)
    return found if found is not None and found.state is ProposalState.ASKED else None


def attendance_of(invitation: Invitation) -> Attendance | None:
    """The person's place on the meeting's list."""
    return next(
        (
            one
            for one in invitation.meeting.attendances
            if one.practitioner_id == invitation.practitioner_id
        ),
        None,
    )


def _invite(
    session: Session,
    proposal: Proposal,
    deputy: Practitioner,
    letterhead: Letterhead,
    by: Practitioner,
    now: datetime,
) -> None:
    invitation, attendance = proposal.invitation, attendance_of(proposal.invitation)
    fit = {one.id for one in candidates(session, invitation)}
    if attendance is None or deputy.id not in fit:
        raise RuleBroken("deputy_unfit")
    meeting = invitation.meeting
    if meeting.state is not MeetingState.CONVENED:
        raise RuleBroken("meeting_not_convened")
    stands_in = Attendance(
        practitioner=deputy,
        seat=attendance.seat,
        is_deputy=True,
        is_guest=attendance.is_guest,
        from_at=attendance.from_at,
        until_at=attendance.until_at,
    )
    meeting.attendances.append(stands_in)
    proposal.state, proposal.deputy = ProposalState.ASKED, deputy
    session.flush()
    audit.record(session, by, "deputy.asked", invitation)
    invitations.tell(session, meeting, letterhead, by, now)


def _release(
    session: Session,
    proposal: Proposal,
    letterhead: Letterhead,
    by: Practitioner,
    now: datetime,
) -> None:
    """Take the first person off the list, and tell them; once the meeting has begun, leave it."""
    _settle(proposal, ProposalState.ACCEPTED, now)
    attendance = attendance_of(proposal.invitation)
    meeting = proposal.invitation.meeting
    if attendance is None or meeting.state is not MeetingState.CONVENED:
        return
    meetings.take_off_list(session, attendance, by)
    invitations.tell(session, meeting, letterhead, by, now)


def _settle(proposal: Proposal, state: ProposalState, now: datetime) -> None:
    proposal.state, proposal.settled_at = state, now


def _standing_proposal(session: Session, invitation: Invitation) -> Proposal | None:
    return session.scalars(
        select(Proposal)
        .where(
            Proposal.invitation_id == invitation.id,
            Proposal.kind == ProposalKind.DEPUTY,
            Proposal.state.in_([ProposalState.OPEN, ProposalState.ASKED]),
        )
        .order_by(Proposal.created_at.desc())
    ).first()


def _standing_in(session: Session, invitation: Invitation) -> list[Proposal]:
    """The replacements for which this person was asked at this meeting."""
    return list(
        session.scalars(
            select(Proposal)
            .join(Proposal.invitation)
            .where(
                Proposal.state == ProposalState.ASKED,
                Proposal.deputy_id == invitation.practitioner_id,
                Invitation.meeting_id == invitation.meeting_id,
                Invitation.state == InvitationState.SENT,
            )
            .options(selectinload(Proposal.invitation).selectinload(Invitation.meeting))
        )
    )


def _colleagues(session: Session, invitation: Invitation) -> Iterable[Practitioner]:
    board = invitation.meeting.board
    houses = {board.organization_id, *invitation.practitioner.organization_ids}
    near = select(PractitionerRole.practitioner_id).where(
        PractitionerRole.organization_id.in_(houses)
    )
    return session.scalars(
        select(Practitioner)
        .where(Practitioner.is_active, Practitioner.id.in_(near))
        .options(selectinload(Practitioner.roles))
        .order_by(Practitioner.family_name, Practitioner.given_name)
    )


def _is_fit(person: Practitioner, attendance: Attendance, known: Iterable[SpecialtyGroup]) -> bool:
    """The competence of the seat, or for a guest the same specialty."""
    told = tuple(known)
    if attendance.seat is not None:
        return attendance.seat.group_code in specialties.stands_for(person, told)
    wanted = specialties.specialty_of(attendance.practitioner, told)
    return wanted is not None and specialties.specialty_of(person, told) == wanted
