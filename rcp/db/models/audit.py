"""Who did or read what; append-only, each entry chained to the last by its hash."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from rcp.db.base import Base, Code


class AuditEntry(Base):
    """One trace. `subject` is a kind and an id; `facts` never hold health data."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID | None]
    deed: Mapped[str] = mapped_column(Code)
    subject_kind: Mapped[str] = mapped_column(Code)
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
