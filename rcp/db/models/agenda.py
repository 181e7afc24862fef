"""Agendas as they came in: only when a person is busy, never with what."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed
from rcp.domain.weekly import Stretch, WeeklyKind


class SourceKind(StrEnum):
    """Where a calendar comes from: handed in, an address to read, an account on a server."""

    FILE = "file"
    LINK = "link"
    CALDAV = "caldav"


class AgendaState(StrEnum):
    """How the last reading went; a failed one keeps the intervals of the last good one.

    A new account is read once its calendars are chosen.
    """

    NEW = "new"
    READ = "read"
    PARTIAL = "partial"
    FAILED = "failed"


class BusyKind(StrEnum):
    """How firmly a person is taken."""

    BUSY = "busy"
    TENTATIVE = "tentative"
    AWAY = "away"


class AgendaSource(Dated, Base):
    """A calendar of a person, given by them or by a coordinator for them.

    `name` tells a second calendar of the same person from the first, whose name is empty.
    `access` holds the address and, where there is one, the login; `validators` what tells a server
    which version we have. `failing_since` is when readings began to fail. `pushes` says that the
    person's meetings are written into the calendar that `access` names.
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
    kind: Mapped[SourceKind] = enum_column(SourceKind, default=SourceKind.FILE)
    tentative_is_busy: Mapped[bool] = mapped_column(default=True)
    access: Mapped[dict[str, Any] | None] = mapped_column(Sealed("agenda_source.access"))
    validators: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_read_at: Mapped[datetime | None] = mapped_column(index=True)
    pushes: Mapped[bool] = mapped_column(default=False)

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


class WeeklyTime(Base):
    """A stretch of every week, typed in by the person or the coordinator."""

    __tablename__ = "weekly_time"

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    kind: Mapped[WeeklyKind] = enum_column(WeeklyKind)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]

    practitioner: Mapped[Practitioner] = relationship()

    @property
    def stretch(self) -> Stretch:
        """As the rules of the field see it."""
        return Stretch(self.weekday, self.starts, self.ends)
