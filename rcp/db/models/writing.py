"""What is typed in the room before an opinion is recorded, and by whom."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, foreign_key
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed


class TypedText(Base):
    """One field of an opinion as somebody left it when they paused; never changed afterwards.

    `number` counts up within the passage. `basis` is the version of the opinion that was being
    written over, 0 when there was none. A text that `clashed` was typed against another writer's:
    it is kept beside it, and shown nowhere as the field's own.
    """

    __tablename__ = "typed_text"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    item_id: Mapped[uuid.UUID] = foreign_key("agenda_item.id", ondelete="CASCADE")
    number: Mapped[int]
    basis: Mapped[int]
    field: Mapped[str]
    text: Mapped[str] = mapped_column(Sealed("typed_text.text"))
    clashed: Mapped[bool] = mapped_column(default=False)
    writer_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    typed_at: Mapped[datetime]

    writer: Mapped[Practitioner] = relationship()
