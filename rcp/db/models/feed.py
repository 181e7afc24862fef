"""The calendar that a person subscribes to from their own program."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated
from rcp.db.models.practitioner import Practitioner


class CalendarFeed(Dated, Base):
    """One person's feed; its address holds a secret of which only the digest is kept."""

    __tablename__ = "calendar_feed"

    practitioner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), unique=True
    )
    token_digest: Mapped[str] = mapped_column(unique=True)

    practitioner: Mapped[Practitioner] = relationship()
