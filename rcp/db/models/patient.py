"""Patients: everything that tells who they are is sealed."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.types import Sealed
from rcp.domain.identity import IdentityStatus


class Patient(Dated, Base):
    """A person who is cared for.

    `traits` holds birth_name, given_names, used_name, sex, birth_date (ISO), birth_place, ins,
    local_patient_id and primary_care_doctor. The two indexes are keyed digests: they find a
    patient again by the exact matricule or the exact traits without revealing either.
    """

    __tablename__ = "patient"

    traits: Mapped[dict[str, Any]] = mapped_column(Sealed("patient.traits"))
    identity_status: Mapped[IdentityStatus] = enum_column(
        IdentityStatus, default=IdentityStatus.PROVISIONAL
    )
    ins_index: Mapped[str | None] = mapped_column(index=True)
    traits_index: Mapped[str] = mapped_column(index=True)

    digests: Mapped[list[NameDigest]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def label(self) -> str:
        """Birth name and first given name, for those who may read them."""
        given = str(self.traits.get("given_names", "")).split(" ")[0]
        return f"{str(self.traits.get('birth_name', '')).upper()} {given}".strip()


class NameDigest(Base):
    """A keyed digest of the first letters of one of a patient's names."""

    __tablename__ = "name_digest"
    __table_args__ = (Index("ix_name_digest_search", "digest", "patient_id"),)

    patient_id: Mapped[uuid.UUID] = foreign_key("patient.id", ondelete="CASCADE")
    digest: Mapped[int] = mapped_column(BigInteger)
