"""What arrived and waits for somebody who runs the board."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, defer, selectinload

from rcp.db.models import (
    InboxMessage,
    InboxState,
    Invitation,
    Meeting,
    MeetingState,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Practitioner,
    PractitionerRole,
    Role,
)
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services import answers, audit, proposals
from rcp.services.case_lists import is_run_by


def arrivals(session: Session, person: Practitioner) -> list[InboxMessage]:
    """The messages to see about the boards that a person runs, and those about no board at all.

    The latter are for administrators, and for who coordinates the structures of their sender.
    Oldest first.
    """
    return list(
        session.scalars(
            select(InboxMessage)
            .outerjoin(InboxMessage.invitation)
            .outerjoin(Invitation.meeting)
            .outerjoin(Meeting.board)
            .where(InboxMessage.state == InboxState.TO_SEE, _concerns(person))
            .options(
                selectinload(InboxMessage.invitation)
                .selectinload(Invitation.meeting)
                .selectinload(Meeting.board)
            )
            .order_by(InboxMessage.created_at)
        )
    )


def undelivered(session: Session, person: Practitioner, now: datetime) -> list[OutboxMessage]:
    """Invitations to meetings to come that did not arrive and that nothing replaced since."""
    later = select(OutboxMessage.invitation_id, func.max(OutboxMessage.created_at).label("last"))
    newest = (
        later.where(OutboxMessage.kind == MessageKind.INVITATION)
        .group_by(OutboxMessage.invitation_id)
        .subquery()
    )
    return list(
        session.scalars(
            select(OutboxMessage)
            .join(
                newest,
                and_(
                    newest.c.invitation_id == OutboxMessage.invitation_id,
                    newest.c.last == OutboxMessage.created_at,
                ),
            )
            .join(OutboxMessage.invitation)
            .join(Invitation.meeting)
            .join(Meeting.board)
            .where(
                OutboxMessage.kind == MessageKind.INVITATION,
                OutboxMessage.state.in_([OutboxState.BOUNCED, OutboxState.REFUSED]),
                Invitation.told_ends_at > now,
                Meeting.state.in_([MeetingState.CONVENED, MeetingState.CANCELLED]),
                is_run_by(person),
            )
            .options(
                defer(OutboxMessage.content),
                selectinload(OutboxMessage.recipient),
                selectinload(OutboxMessage.invitation)
                .selectinload(Invitation.meeting)
                .selectinload(Meeting.board),
            )
            .order_by(Invitation.told_starts_at, OutboxMessage.created_at)
        )
    )


def count(session: Session, person: Practitioner, now: datetime) -> int:
    """How many things wait for this person in all."""
    return (
        len(arrivals(session, person))
        + len(proposals.waiting_for(session, person, now))
        + len(undelivered(session, person, now))
    )


def settle(session: Session, arrival: InboxMessage, *, by: Practitioner, now: datetime) -> None:
    """Put a message away: what it said is kept no longer. Raises RuleBroken `arrival_settled`."""
    if arrival.state is not InboxState.TO_SEE:
        raise RuleBroken("arrival_settled")
    arrival.state, arrival.settled_at = InboxState.SEEN, now
    arrival.sender = arrival.words = ""
    session.flush()
    audit.record(session, by, "inbox.settled", arrival)


def count_answer(
    session: Session,
    arrival: InboxMessage,
    letterhead: Letterhead,
    *,
    by: Practitioner,
    now: datetime,
) -> None:
    """Take the answer that a message states after all, and put it away.

    Raises RuleBroken `arrival_settled`, `arrival_without_answer` or what `answers.give` raises.
    """
    if arrival.state is not InboxState.TO_SEE:
        raise RuleBroken("arrival_settled")
    if arrival.invitation is None or arrival.answer is None:
        raise RuleBroken("arrival_without_answer")
    answers.give(
        session, arrival.invitation, arrival.answer, letterhead, by=by, channel="mail", now=now
    )
    settle(session, arrival, by=by, now=now)


def _concerns(person: Practitioner) -> ColumnElement[bool]:
    """The rule of `access.may_settle_arrival` as a condition."""
    roles = {grant.role for grant in person.grants}
    ours = and_(InboxMessage.invitation_id.is_not(None), is_run_by(person))
    about_none = InboxMessage.invitation_id.is_(None)
    if Role.ADMINISTRATOR in roles:
        return or_(ours, about_none)
    houses = [grant.organization_id for grant in person.grants if grant.role is Role.COORDINATOR]
    colleagues = select(PractitionerRole.practitioner_id).where(
        PractitionerRole.organization_id.in_(houses)
    )
    return or_(ours, and_(about_none, InboxMessage.writer_id.in_(colleagues)))
