"""Another time for a meeting, proposed by somebody invited, settled by whoever runs the board."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    Absence,
    Attendance,
    BusyInterval,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Practitioner,
    Proposal,
    ProposalKind,
    ProposalState,
)
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import Purpose
from rcp.services import audit, invitation_letters, invitations, meeting_moves
from rcp.services.case_lists import is_run_by

LONGEST_WORDS = 500
REPLY = "reply"


def propose_time(
    session: Session,
    invitation: Invitation,
    starts_at: datetime,
    *,
    words: str = "",
    channel: str,
    now: datetime,
) -> Proposal:
    """Keep another start for the meeting, as it would be for this person.

    A new proposal takes the place of the one still open. Raises RuleBroken `invitation_over`,
    `invitation_withdrawn`, `meeting_in_the_past`, `proposal_same_time` or `proposal_long`.
    """
    invitations.require_standing(invitation, now)
    if starts_at <= now:
        raise RuleBroken("meeting_in_the_past")
    if starts_at == invitation.told_starts_at:
        raise RuleBroken("proposal_same_time")
    if len(words) > LONGEST_WORDS:
        raise RuleBroken("proposal_long", maximum=LONGEST_WORDS)
    proposal = open_time(session, invitation) or Proposal(
        invitation=invitation, kind=ProposalKind.TIME
    )
    lasts = invitation.told_ends_at - invitation.told_starts_at
    proposal.starts_at, proposal.ends_at, proposal.words = starts_at, starts_at + lasts, words
    proposal.channel, proposal.sequence = channel, invitation.sequence
    proposal.created_at = now
    session.add(proposal)
    session.flush()
    audit.record(session, None, "proposal.time", invitation, channel=channel)
    return proposal


def accept_time(
    session: Session, proposal: Proposal, letterhead: Letterhead, *, by: Practitioner, now: datetime
) -> None:
    """Move the meeting so that it suits; everybody is told and asked again.

    Raises RuleBroken `proposal_settled` and whatever `meetings.move_meeting` raises.
    """
    starts_at = new_start(proposal)
    if proposal.state is not ProposalState.OPEN or starts_at is None or is_outdated(proposal):
        raise RuleBroken("proposal_settled")
    meeting = proposal.invitation.meeting
    proposal.state, proposal.settled_at = ProposalState.ACCEPTED, now
    audit.record(session, by, "proposal.accepted", proposal)
    meeting_moves.move_meeting(session, meeting, starts_at, meeting.room, letterhead, by, now)


def decline(
    session: Session, proposal: Proposal, letterhead: Letterhead, *, by: Practitioner, now: datetime
) -> None:
    """Keep the meeting as it stands and tell who proposed; raises RuleBroken `proposal_settled`."""
    if proposal.state is not ProposalState.OPEN:
        raise RuleBroken("proposal_settled")
    proposal.state, proposal.settled_at = ProposalState.DECLINED, now
    audit.record(session, by, "proposal.declined", proposal)
    is_time = proposal.kind is ProposalKind.TIME
    if proposal.invitation.state is InvitationState.SENT and not is_outdated(proposal):
        invitation_letters.word(
            session,
            proposal.invitation,
            Purpose.KEPT if is_time else Purpose.NO_DEPUTY,
            letterhead,
            now,
            declines_counter=is_time and proposal.channel == REPLY,
        )


def new_start(proposal: Proposal) -> datetime | None:
    """When the meeting would start, whatever part of it the person is asked for."""
    if proposal.starts_at is None:
        return None
    shift = proposal.starts_at - proposal.invitation.told_starts_at
    return proposal.invitation.meeting.starts_at + shift


def is_outdated(proposal: Proposal) -> bool:
    """Whether the meeting has changed since."""
    return proposal.sequence != proposal.invitation.sequence


def waiting_for(session: Session, person: Practitioner, now: datetime) -> list[Proposal]:
    """The open proposals about meetings to come of the boards that a person runs, oldest first."""
    found = session.scalars(
        select(Proposal)
        .join(Proposal.invitation)
        .join(Invitation.meeting)
        .join(Meeting.board)
        .where(
            Proposal.state == ProposalState.OPEN,
            Proposal.sequence == Invitation.sequence,
            Invitation.state == InvitationState.SENT,
            Meeting.state == MeetingState.CONVENED,
            Meeting.starts_at > now,
            is_run_by(person),
        )
        .options(
            selectinload(Proposal.invitation)
            .selectinload(Invitation.meeting)
            .selectinload(Meeting.board)
        )
        .order_by(Proposal.created_at)
    )
    return list(found)


def taken_then(
    session: Session, meeting: Meeting, starts_at: datetime, ends_at: datetime
) -> list[Practitioner]:
    """Who of the meeting's people is busy, away or at another meeting then, by name."""
    people = {one.practitioner_id: one.practitioner for one in meeting.attendances}
    taken = {
        row
        for asked in (
            select(BusyInterval.practitioner_id).where(
                BusyInterval.practitioner_id.in_(people),
                BusyInterval.starts_at < ends_at,
                BusyInterval.ends_at > starts_at,
            ),
            select(Absence.practitioner_id).where(
                Absence.practitioner_id.in_(people),
                Absence.starts_at < ends_at,
                Absence.ends_at > starts_at,
            ),
            select(Attendance.practitioner_id)
            .join(Attendance.meeting)
            .where(
                Meeting.id != meeting.id,
                Attendance.practitioner_id.in_(people),
                or_(Meeting.state == MeetingState.CONVENED, Meeting.state == MeetingState.RUNNING),
                Meeting.starts_at < ends_at,
                Meeting.ends_at > starts_at,
            ),
        )
        for row in session.scalars(asked)
    }
    found = [person for person_id, person in people.items() if person_id in taken]
    return sorted(found, key=lambda one: (one.family_name, one.given_name))


def open_time(session: Session, invitation: Invitation) -> Proposal | None:
    """The other time that the person proposed for the meeting as it stands, if still open."""
    return session.scalars(
        select(Proposal).where(
            Proposal.invitation_id == invitation.id,
            Proposal.kind == ProposalKind.TIME,
            Proposal.state == ProposalState.OPEN,
            Proposal.sequence == invitation.sequence,
        )
    ).first()
