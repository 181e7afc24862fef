"""Plans made by the engine: proposals until a coordinator accepts them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, enum_column, foreign_key
from rcp.db.models.practitioner import Practitioner


class PlanState(StrEnum):
    """Where a plan stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"
    FAILED = "failed"


class Plan(Dated, Base):
    """A plan of meetings for some weeks; problem and answer hold ids and times, no patient."""

    __tablename__ = "plan"

    first_day: Mapped[date]
    weeks: Mapped[int]
    time_limit: Mapped[int] = mapped_column(default=20)
    state: Mapped[PlanState] = enum_column(PlanState, default=PlanState.WAITING)
    asked_by_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    boards_asked: Mapped[list[str] | None]
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fault: Mapped[str | None]
    stop_asked: Mapped[bool] = mapped_column(default=False)
    finished_at: Mapped[datetime | None]
    accepted_by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    accepted_at: Mapped[datetime | None]

    asked_by: Mapped[Practitioner] = relationship(foreign_keys=[asked_by_id])
    accepted_by: Mapped[Practitioner | None] = relationship(foreign_keys=[accepted_by_id])
