"""Files attached to a case, and the sealed parts that they are kept in."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.case import Case
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed
from rcp.domain.file_type import FileType
from rcp.domain.readiness import PieceKind


class Attachment(Dated, Base):
    """A file of a case; its name may name the patient, hence sealed.

    `piece` is what it provides of what the case needs, None for anything else. `key` opens its
    parts; `digest` is a keyed digest of the content. `scanned_at` is None where no scanner is
    installed. Once removed, name, key and parts are gone; who removed what kind of file and when
    remains.
    """

    __tablename__ = "attachment"

    case_id: Mapped[uuid.UUID] = foreign_key("case.id", ondelete="CASCADE")
    kind: Mapped[FileType] = enum_column(FileType)
    piece: Mapped[PieceKind | None] = enum_column(PieceKind, nullable=True)
    name: Mapped[str | None] = mapped_column(Sealed("attachment.name"))
    key: Mapped[str | None] = mapped_column(Sealed("attachment.key"))
    digest: Mapped[str | None]
    size: Mapped[int] = mapped_column(BigInteger)
    added_by_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    scanned_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)

    case: Mapped[Case] = relationship()
    added_by: Mapped[Practitioner] = relationship(foreign_keys=[added_by_id])
    removed_by: Mapped[Practitioner | None] = relationship(foreign_keys=[removed_by_id])


class AttachmentPart(Base):
    """One sealed part of a file; see `rcp.db.file_seal`."""

    __tablename__ = "attachment_part"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)

    attachment_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("attachment.id", ondelete="CASCADE")  # the constraint above is its index
    )
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
