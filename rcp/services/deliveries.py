"""Whether each person of a meeting was reached, and what they answered, by which way and when."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, selectinload

from rcp.db.models import (
    Invitation,
    InvitationState,
    Meeting,
    MessageKind,
    OutboxMessage,
    Practitioner,
    Reminder,
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One person: the invitation, the last message that carried it, the last reminder."""

    person: Practitioner
    invitation: Invitation
    message: OutboxMessage | None
    reminded_at: datetime | None

    @property
    def is_expected(self) -> bool:
        """Whether the person is still asked to come."""
        return self.invitation.state is InvitationState.SENT


def of_meeting(session: Session, meeting: Meeting) -> list[Delivery]:
    """Everybody who was ever invited: those still expected first, by name."""
    rows = session.scalars(
        select(Invitation)
        .where(Invitation.meeting_id == meeting.id)
        .options(selectinload(Invitation.practitioner).selectinload(Practitioner.roles))
    )
    messages, reminders = _last_messages(session, meeting), _last_reminders(session, meeting)
    found = [
        Delivery(one.practitioner, one, messages.get(one.id), reminders.get(one.id)) for one in rows
    ]
    return sorted(
        found, key=lambda one: (not one.is_expected, one.person.family_name, one.person.given_name)
    )


def _last_messages(session: Session, meeting: Meeting) -> dict[uuid.UUID, OutboxMessage]:
    rows = session.scalars(
        select(OutboxMessage)
        .join(OutboxMessage.invitation)
        .where(Invitation.meeting_id == meeting.id, OutboxMessage.kind == MessageKind.INVITATION)
        .options(defer(OutboxMessage.content))
        .order_by(OutboxMessage.created_at)
    )
    return {row.invitation_id: row for row in rows if row.invitation_id}


def _last_reminders(session: Session, meeting: Meeting) -> dict[uuid.UUID, datetime]:
    rows = session.execute(
        select(Reminder.invitation_id, func.max(Reminder.created_at))
        .join(Invitation, Invitation.id == Reminder.invitation_id)
        .where(Invitation.meeting_id == meeting.id)
        .group_by(Reminder.invitation_id)
    )
    return {row[0]: row[1] for row in rows}
