"""Cases read in an emergency by somebody outside their care team."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, foreign_key
from rcp.db.models.case import Case
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed


class CaseOpening(Dated, Base):
    """A case that somebody opened although they may not read it ("bris de glace"), and why."""

    __tablename__ = "case_opening"

    case_id: Mapped[uuid.UUID] = foreign_key("case.id", ondelete="CASCADE")
    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    reason: Mapped[str] = mapped_column(Sealed("case_opening.reason"))
    ends_at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    practitioner: Mapped[Practitioner] = relationship()
