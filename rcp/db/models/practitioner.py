"""People: who they are, where they practise, what they may do here."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, enum_column, foreign_key
from rcp.db.models.organization import Organization
from rcp.domain.reminders import ReminderChoice


class Role(StrEnum):
    """What a person may do in a structure."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    CLINICIAN = "clinician"
    PARTICIPANT = "participant"


class Practitioner(Dated, Base):
    """A person of the house: professional or coordinator. Known by one e-mail address.

    `digested_on` is the local day of the last digest of reminders.
    """

    __tablename__ = "practitioner"

    family_name: Mapped[str]
    given_name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    rpps: Mapped[str | None] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="fr")
    is_active: Mapped[bool] = mapped_column(default=True)
    reminders: Mapped[ReminderChoice] = enum_column(ReminderChoice, default=ReminderChoice.EACH)
    digested_on: Mapped[date | None]

    roles: Mapped[list[PractitionerRole]] = relationship(
        back_populates="practitioner", cascade="all, delete-orphan"
    )
    grants: Mapped[list[Grant]] = relationship(
        back_populates="practitioner", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        """Given name then family name, as on a door."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def organization_ids(self) -> tuple[uuid.UUID, ...]:
        """The structures in which the person practises."""
        return tuple(role.organization_id for role in self.roles)

    @property
    def rights(self) -> frozenset[tuple[str, uuid.UUID]]:
        """What the person may do, and where."""
        return frozenset((grant.role.value, grant.organization_id) for grant in self.grants)

    @property
    def qualifications(self) -> tuple[tuple[str, str | None], ...]:
        """(profession, specialty) codes of every practice."""
        return tuple((role.profession, role.specialty) for role in self.roles)


class PractitionerRole(Base):
    """One practice of a person in a structure, with its profession and specialty codes."""

    __tablename__ = "practitioner_role"
    __table_args__ = (UniqueConstraint("practitioner_id", "organization_id", "profession"),)

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    organization_id: Mapped[uuid.UUID] = foreign_key("organization.id")
    profession: Mapped[str] = mapped_column(Code)
    specialty: Mapped[str | None] = mapped_column(Code)

    practitioner: Mapped[Practitioner] = relationship(back_populates="roles")
    organization: Mapped[Organization] = relationship()


class Grant(Base):
    """A right given to a person in a structure."""

    __tablename__ = "grant"
    __table_args__ = (UniqueConstraint("practitioner_id", "organization_id", "role"),)

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    organization_id: Mapped[uuid.UUID] = foreign_key("organization.id", ondelete="CASCADE")
    role: Mapped[Role] = enum_column(Role)

    practitioner: Mapped[Practitioner] = relationship(back_populates="grants")
    organization: Mapped[Organization] = relationship()
