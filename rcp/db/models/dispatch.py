"""Who was sent which document, by which way, and when they opened it."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.minutes import Document
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed
from rcp.domain.dispatch import Channel, DispatchState


class Dispatch(Dated, Base):
    """A document on its way to one reader.

    `practitioner` is the reader if the site knows them, `recipient` whom somebody named, `address`
    a mailbox of MSSanté. `fault` says why it was refused or waits.
    """

    __tablename__ = "dispatch"
    __table_args__ = (Index("ix_dispatch_due", "state", "next_try_at"),)

    document_id: Mapped[uuid.UUID] = foreign_key("document.id", ondelete="CASCADE")
    channel: Mapped[Channel] = enum_column(Channel)
    practitioner_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    recipient: Mapped[str] = mapped_column(Sealed("dispatch.recipient"), default="")
    address: Mapped[str] = mapped_column(Sealed("dispatch.address"), default="")
    state: Mapped[DispatchState] = enum_column(DispatchState, default=DispatchState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)

    document: Mapped[Document] = relationship()
    practitioner: Mapped[Practitioner | None] = relationship(foreign_keys=[practitioner_id])
