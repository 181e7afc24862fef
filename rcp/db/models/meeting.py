"""Meetings, who is expected at them and who came."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, Versioned, enum_column, foreign_key
from rcp.db.models.board import Board, Seat
from rcp.db.models.organization import Room
from rcp.db.models.practitioner import Practitioner
from rcp.domain.quorum import Presence


class MeetingState(StrEnum):
    """Where a meeting stands."""

    CONVENED = "convened"
    RUNNING = "running"
    HELD = "held"
    CANCELLED = "cancelled"


class Meeting(Versioned, Dated, Base):
    """One dated meeting of a board.

    `rested_at` is when a break was last taken or declined.
    """

    __tablename__ = "meeting"

    board_id: Mapped[uuid.UUID] = foreign_key("board.id")
    reference: Mapped[str] = mapped_column(unique=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", nullable=True)
    video_url: Mapped[str] = mapped_column(default="")
    state: Mapped[MeetingState] = enum_column(MeetingState, default=MeetingState.CONVENED)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    rested_at: Mapped[datetime | None]

    board: Mapped[Board] = relationship()
    room: Mapped[Room | None] = relationship()
    attendances: Mapped[list[Attendance]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan"
    )


class Attendance(Base):
    """A person expected at a meeting, for which seat, and how they took part.

    `from_at` and `until_at` bound the stretch for which they are asked; None is the meeting's own
    bound. `written_asked_at` is when they were asked to send their opinion instead of coming.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "practitioner_id"),)

    meeting_id: Mapped[uuid.UUID] = foreign_key("meeting.id", ondelete="CASCADE")
    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    seat_id: Mapped[uuid.UUID | None] = foreign_key("seat.id", nullable=True, ondelete="SET NULL")
    is_deputy: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    presence: Mapped[Presence] = enum_column(Presence, default=Presence.EXPECTED)
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    written_asked_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="attendances")
    practitioner: Mapped[Practitioner] = relationship()
    seat: Mapped[Seat | None] = relationship()

    @property
    def stretch(self) -> tuple[datetime, datetime]:
        """From when to when the person is asked to be there."""
        return self.from_at or self.meeting.starts_at, self.until_at or self.meeting.ends_at

    @property
    def is_partial(self) -> bool:
        """Whether the person is asked for a part of the meeting only."""
        return self.stretch != (self.meeting.starts_at, self.meeting.ends_at)
