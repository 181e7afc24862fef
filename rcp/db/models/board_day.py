"""What was decided about one of a board's usual days."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.practitioner import Practitioner
from rcp.domain.calendar import DayDecision, Decided


class BoardDay(Dated, Base):
    """A usual day that is called off, moved to another day, or to be caught up."""

    __tablename__ = "board_day"
    __table_args__ = (UniqueConstraint("board_id", "usual_on"),)

    board_id: Mapped[uuid.UUID] = foreign_key("board.id", ondelete="CASCADE")
    usual_on: Mapped[date]
    decision: Mapped[DayDecision] = enum_column(DayDecision)
    moved_to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)

    by: Mapped[Practitioner | None] = relationship()

    @property
    def decided(self) -> Decided:
        """The decision, as the calendar reckons with it."""
        return Decided(self.decision, self.moved_to, self.reason)
