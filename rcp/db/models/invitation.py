"""Invitations to meetings, and everything that waits to leave the house."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, enum_column, foreign_key, utc_now
from rcp.db.models.meeting import Meeting
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import SealedBytes


class Answer(StrEnum):
    """What an invited person answered (iCalendar PARTSTAT)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


class InvitationState(StrEnum):
    """Whether the invitation stands."""

    SENT = "sent"
    CANCELLED = "cancelled"


class Invitation(Dated, Base):
    """One person's invitation to one meeting: its UID never changes, its SEQUENCE never falls.

    `told_*` is what the person was last told, and when; a message goes out only when it no longer
    agrees with the meeting. `answered_at` is the moment that the answer itself states.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("meeting_id", "practitioner_id"),)

    meeting_id: Mapped[uuid.UUID] = foreign_key("meeting.id")
    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    state: Mapped[InvitationState] = enum_column(InvitationState, default=InvitationState.SENT)
    answer: Mapped[Answer] = enum_column(Answer, default=Answer.NEEDS_ACTION)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(Code)
    answered_sequence: Mapped[int | None]
    told_starts_at: Mapped[datetime]
    told_ends_at: Mapped[datetime]
    told_place: Mapped[str] = mapped_column(default="")
    told_video_url: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime] = mapped_column(default=utc_now)

    meeting: Mapped[Meeting] = relationship()
    practitioner: Mapped[Practitioner] = relationship()


class Reminder(Dated, Base):
    """That a person was reminded, `days` before, of an invitation as it then stood."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("invitation_id", "days", "sequence"),)

    invitation_id: Mapped[uuid.UUID] = foreign_key("invitation.id", ondelete="CASCADE")
    days: Mapped[int]
    sequence: Mapped[int]


class CalendarPush(Base):
    """What a person's own calendar shows of one invitation: as it was told, with which answer.

    Nothing is shown yet without `told_at`; `fault` is why the last try failed.
    """

    __tablename__ = "calendar_push"
    __table_args__ = (UniqueConstraint("invitation_id", "source_id"),)

    invitation_id: Mapped[uuid.UUID] = foreign_key("invitation.id", ondelete="CASCADE")
    source_id: Mapped[uuid.UUID] = foreign_key("agenda_source.id", ondelete="CASCADE")
    told_at: Mapped[datetime | None]
    answer: Mapped[Answer | None] = enum_column(Answer, nullable=True)
    fault: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]


class OutboxState(StrEnum):
    """Where a message stands on its way out."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    BOUNCED = "bounced"


class MessageKind(StrEnum):
    """What a message is for: only those that carry the invitation replace one another."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    LETTER = "letter"


class OutboxMessage(Dated, Base):
    """A message written in the same transaction as the change that it tells.

    It is sent by a job, at least once, under a Message-ID that never changes. `bounced_at` is when
    we heard that it did not arrive.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "state", "next_try_at"),)

    recipient_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    invitation_id: Mapped[uuid.UUID | None] = foreign_key("invitation.id", nullable=True)
    address: Mapped[str]
    subject: Mapped[str]
    kind: Mapped[MessageKind] = enum_column(MessageKind, default=MessageKind.LETTER)
    message_id: Mapped[str] = mapped_column(unique=True)
    content: Mapped[bytes] = mapped_column(SealedBytes("outbox_message.content"))
    state: Mapped[OutboxState] = enum_column(OutboxState, default=OutboxState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    fault: Mapped[str | None]

    recipient: Mapped[Practitioner] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
