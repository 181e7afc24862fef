"""Structures, their rooms and the days on which they are closed."""

from __future__ import annotations

import uuid
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, enum_column, foreign_key
from rcp.domain.reminders import REMINDER_DAYS, QuietHours


class OrganizationKind(StrEnum):
    """What a structure is."""

    HOSPITAL = "hospital"
    MSP = "msp"
    CPTS = "cpts"
    DAC = "dac"
    HEALTH_CENTRE = "health_centre"
    COORDINATION_CENTRE = "coordination_centre"


class Organization(Dated, Base):
    """A structure that holds meetings: hospital, maison de santé, DAC, health centre, 3C…"""

    __tablename__ = "organization"

    code: Mapped[str] = mapped_column(Code, unique=True)
    name: Mapped[str]
    kind: Mapped[OrganizationKind] = enum_column(OrganizationKind)
    time_zone: Mapped[str] = mapped_column(default="Europe/Paris")
    holidays: Mapped[str] = mapped_column(Code, default="")
    finess: Mapped[str | None]
    address: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    footer: Mapped[str] = mapped_column(default="")
    logo: Mapped[bytes | None] = mapped_column(deferred=True)
    opens: Mapped[time] = mapped_column(default=time(8))
    closes: Mapped[time] = mapped_column(default=time(19))
    reminder_days: Mapped[list[int]] = mapped_column(default=lambda: list(REMINDER_DAYS))
    quiet_from: Mapped[time] = mapped_column(default=time(20))
    quiet_until: Mapped[time] = mapped_column(default=time(7))
    rests_on_sundays: Mapped[bool] = mapped_column(default=True)

    rooms: Mapped[list[Room]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="Room.name"
    )
    closures: Mapped[list[Closure]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="Closure.day"
    )

    @property
    def zone(self) -> ZoneInfo:
        """The structure's own time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def quiet_hours(self) -> QuietHours:
        """When no reminder leaves."""
        return QuietHours(self.quiet_from, self.quiet_until, self.rests_on_sundays)


class Room(Base):
    """A place where a meeting can be held."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    organization_id: Mapped[uuid.UUID] = foreign_key("organization.id", ondelete="CASCADE")
    name: Mapped[str]
    capacity: Mapped[int]
    has_video: Mapped[bool] = mapped_column(default=False)

    organization: Mapped[Organization] = relationship(back_populates="rooms")


class Closure(Base):
    """A day on which a structure holds no meeting, besides public holidays."""

    __tablename__ = "closure"
    __table_args__ = (UniqueConstraint("organization_id", "day"),)

    organization_id: Mapped[uuid.UUID] = foreign_key("organization.id", ondelete="CASCADE")
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship(back_populates="closures")
