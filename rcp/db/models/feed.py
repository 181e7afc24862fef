"""The calendar that a person subscribes to from their own program."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.board import Board
from rcp.db.models.practitioner import Practitioner


class CalendarFeed(Dated, Base):
    """One person's feed; its address holds a secret of which only the digest is kept."""

    __tablename__ = "calendar_feed"

    practitioner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), unique=True
    )
    token_digest: Mapped[str] = mapped_column(unique=True)

    practitioner: Mapped[Practitioner] = relationship()


class BoardFeedKind(StrEnum):
    """What a board's feed shows: its meetings, or when its members are taken."""

    MEETINGS = "meetings"
    FREE_BUSY = "free_busy"


class BoardFeed(Dated, Base):
    """A board's feed as one person subscribes to it: each subscriber has a secret of their own."""

    __tablename__ = "board_feed"
    __table_args__ = (UniqueConstraint("practitioner_id", "board_id", "kind"),)

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    board_id: Mapped[uuid.UUID] = foreign_key("board.id", ondelete="CASCADE")
    kind: Mapped[BoardFeedKind] = enum_column(BoardFeedKind)
    token_digest: Mapped[str] = mapped_column(unique=True)

    practitioner: Mapped[Practitioner] = relationship()
    board: Mapped[Board] = relationship()
