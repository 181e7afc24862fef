"""When a case was really before its meeting."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, relationship

from rcp.db.base import Base, foreign_key
from rcp.db.models.case import AgendaItem
from rcp.db.models.practitioner import Practitioner


class Hearing(Base):
    """A stretch of time in which a meeting heard one case; it runs while `ends_at` is None.

    A case taken again has several. At most one of a meeting runs.
    """

    __tablename__ = "hearing"

    item_id: Mapped[uuid.UUID] = foreign_key("agenda_item.id", ondelete="CASCADE")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    begun_by_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    ended_by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)

    item: Mapped[AgendaItem] = relationship()
    begun_by: Mapped[Practitioner] = relationship(foreign_keys=[begun_by_id])
    ended_by: Mapped[Practitioner | None] = relationship(foreign_keys=[ended_by_id])
