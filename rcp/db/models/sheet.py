"""Tables of cases on their way in, and what is known of those who send them."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.organization import Organization
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed, SealedBytes


class SheetWork(StrEnum):
    """What is being done with a table in the background."""

    REHEARSAL = "rehearsal"
    IMPORT = "import"


class CaseSheet(Dated, Base):
    """A table that somebody sent in, kept sealed for a day; its file name is not kept.

    `columns` are ours, one a heading ("" leaves it out); `everywhere` holds the values of columns
    that it lacks. `outcome` is the report of the last rehearsal, or of the import at `taken_at`.
    While `work` is under way, `done` of its `rows` were read; `fault` says why work was given up.
    """

    __tablename__ = "case_sheet"

    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    sender_id: Mapped[uuid.UUID | None] = foreign_key(
        "organization.id", nullable=True, ondelete="SET NULL"
    )
    content: Mapped[bytes] = mapped_column(SealedBytes("case_sheet.content"))
    columns: Mapped[list[str]] = mapped_column(default=list)
    everywhere: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(Sealed("case_sheet.outcome"))
    taken_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    work: Mapped[SheetWork | None] = enum_column(SheetWork, nullable=True)
    done: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]

    practitioner: Mapped[Practitioner] = relationship()
    sender: Mapped[Organization | None] = relationship()


class SenderColumns(Base):
    """Which column each heading of a structure's tables was last said to be."""

    __tablename__ = "sender_columns"

    organization_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), unique=True
    )
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    everywhere: Mapped[dict[str, Any]] = mapped_column(default=dict)
