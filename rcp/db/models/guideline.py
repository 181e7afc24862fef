"""The library: guidelines and protocols by pathway, attached to boards and to cases."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, enum_column, foreign_key
from rcp.db.models.organization import Organization
from rcp.domain.guideline import GuidelineKind


class Guideline(Dated, Base):
    """One version of a guideline or protocol; `code` with `version` is unique.

    Without `organization` it is everybody's. `dated_on` is the day of that version; a withdrawn
    one stays where it was used, and is proposed no more.
    """

    __tablename__ = "guideline"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(Code)
    version: Mapped[str] = mapped_column(Code)
    kind: Mapped[GuidelineKind] = enum_column(GuidelineKind)
    title: Mapped[str]
    pathway: Mapped[str] = mapped_column(default="")
    publisher: Mapped[str] = mapped_column(default="")
    dated_on: Mapped[date]
    url: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    organization_id: Mapped[uuid.UUID | None] = foreign_key("organization.id", nullable=True)

    organization: Mapped[Organization | None] = relationship()


def _attached(owner: str) -> Table:
    """Which guidelines are attached to the rows of a table."""
    return Table(
        f"{owner}_guideline",
        Base.metadata,
        Column(f"{owner}_id", ForeignKey(f"{owner}.id", ondelete="CASCADE"), primary_key=True),
        Column(
            "guideline_id",
            ForeignKey("guideline.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )


board_guideline = _attached("board")
case_guideline = _attached("case")
