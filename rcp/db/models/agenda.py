"""Agendas as they came in: only when a person is busy, never with what."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.practitioner import Practitioner


class AgendaState(StrEnum):
    """How the last reading went; a failed one keeps the intervals of the last good one."""

    READ = "read"
    PARTIAL = "partial"
    FAILED = "failed"


class BusyKind(StrEnum):
    """How firmly a person is taken."""

    BUSY = "busy"
    TENTATIVE = "tentative"
    AWAY = "away"


class AgendaSource(Dated, Base):
    """A calendar file that a person (or a coordinator for them) handed in.

    `name` tells a second calendar of the same person from the first, whose name is empty.
    """

    __tablename__ = "agenda_source"
    __table_args__ = (UniqueConstraint("practitioner_id", "name"),)

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    name: Mapped[str] = mapped_column(default="")
    state: Mapped[AgendaState] = enum_column(AgendaState)
    fault: Mapped[str | None]
    digest: Mapped[str] = mapped_column(default="")
    events: Mapped[int] = mapped_column(default=0)
    unread: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None]
    covers_from: Mapped[datetime | None]
    covers_until: Mapped[datetime | None]

    practitioner: Mapped[Practitioner] = relationship()
    intervals: Mapped[list[BusyInterval]] = relationship(
        back_populates="source", cascade="all, delete-orphan", order_by="BusyInterval.starts_at"
    )


class BusyInterval(Base):
    """A stretch of time that is taken: start, end, kind and source, nothing more."""

    __tablename__ = "busy_interval"
    __table_args__ = (Index("ix_busy_interval_person_time", "practitioner_id", "starts_at"),)

    source_id: Mapped[uuid.UUID] = foreign_key("agenda_source.id", ondelete="CASCADE")
    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[BusyKind] = enum_column(BusyKind)

    source: Mapped[AgendaSource] = relationship(back_populates="intervals")


class Absence(Dated, Base):
    """A leave typed in by the person or the coordinator."""

    __tablename__ = "absence"

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    practitioner: Mapped[Practitioner] = relationship()
