"""What a board asked and how it was set, at each moment: its forms and its editions."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, foreign_key
from rcp.db.models.practitioner import Practitioner


class BoardForm(Dated, Base):
    """One version of a board's form: it never changes, and cases keep the one they answered.

    `fields` are mappings as `rcp.domain.field_spec` reads them, the board's own; `common` are those
    that it shared with its field at that time. `number` counts from 1 in a board.
    """

    __tablename__ = "board_form"
    __table_args__ = (UniqueConstraint("board_id", "number"),)

    board_id: Mapped[uuid.UUID] = foreign_key("board.id", ondelete="CASCADE")
    number: Mapped[int]
    fields: Mapped[list[Any]] = mapped_column(default=list)
    common: Mapped[list[Any]] = mapped_column(default=list)
    by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)

    by: Mapped[Practitioner | None] = relationship()

    @property
    def questions(self) -> list[Any]:
        """The common questions, then the board's own, which take the place of their like."""
        keys = {one["key"] for one in self.fields or []}
        return [*(one for one in self.common or [] if one["key"] not in keys), *(self.fields or [])]


class BoardFormDraft(Dated, Base):
    """The next version of a board's form while it is being made; one at a time in a board.

    `number` is the version in force when it was begun; `fields` are as those of a BoardForm.
    """

    __tablename__ = "board_form_draft"
    __table_args__ = (UniqueConstraint("board_id"),)

    board_id: Mapped[uuid.UUID] = foreign_key("board.id", ondelete="CASCADE")
    number: Mapped[int]
    fields: Mapped[list[Any]] = mapped_column(default=list)
    by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)

    by: Mapped[Practitioner | None] = relationship()


class BoardEdition(Dated, Base):
    """How a board was set after somebody's changes; `content` is the board as its export writes it.

    What one person changes within the hour is one edition, see `rcp.services.board_history`.
    """

    __tablename__ = "board_edition"
    __table_args__ = (UniqueConstraint("board_id", "number"),)

    board_id: Mapped[uuid.UUID] = foreign_key("board.id", ondelete="CASCADE")
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)

    by: Mapped[Practitioner | None] = relationship()
