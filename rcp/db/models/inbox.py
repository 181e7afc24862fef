"""What arrived in the house's mailbox: each message taken once."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, enum_column, foreign_key
from rcp.db.models.invitation import Answer, Invitation
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed


class InboxState(StrEnum):
    """What became of a message: it counted, it was left aside, or somebody must see it."""

    TAKEN = "taken"
    IGNORED = "ignored"
    TO_SEE = "to_see"
    SEEN = "seen"


class InboxMessage(Dated, Base):
    """A message that was read: what it was, and nothing of what it said unless somebody must see.

    `fingerprint` tells it from any other, so that it counts once; `box` and `uid` say where it was
    found, so that it is not fetched again. `sender` and `words` are kept only while it waits to be
    seen; `answer` is what it says for the person invited. `writer` is the colleague who sent a
    message about no invitation of ours.
    """

    __tablename__ = "inbox_message"
    __table_args__ = (UniqueConstraint("box", "uid"),)

    fingerprint: Mapped[str] = mapped_column(unique=True)
    box: Mapped[str | None]
    uid: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[InboxState] = enum_column(InboxState)
    reason: Mapped[str] = mapped_column(Code)
    invitation_id: Mapped[uuid.UUID | None] = foreign_key(
        "invitation.id", nullable=True, ondelete="CASCADE"
    )
    writer_id: Mapped[uuid.UUID | None] = foreign_key(
        "practitioner.id", nullable=True, ondelete="SET NULL"
    )
    answer: Mapped[Answer | None] = enum_column(Answer)
    sender: Mapped[str] = mapped_column(Sealed("inbox_message.sender"), default="")
    words: Mapped[str] = mapped_column(Sealed("inbox_message.words"), default="")
    settled_at: Mapped[datetime | None]

    invitation: Mapped[Invitation | None] = relationship()
    writer: Mapped[Practitioner | None] = relationship()


class InboxReading(Dated, Base):
    """How the reading of the house's mailbox goes: one row, once it was tried.

    `fault` is the code of why the last reading failed, `failing_since` when that began.
    """

    __tablename__ = "inbox_reading"

    box: Mapped[str] = mapped_column(unique=True)
    read_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(Code)
