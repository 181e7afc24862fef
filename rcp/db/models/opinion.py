"""Opinions of meetings about cases, and the actions that follow."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Dated, Versioned, enum_column, foreign_key
from rcp.db.models.case import AgendaItem, AgendaItemState, Case
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed
from rcp.domain.opinion import ActionPriority, ActionState, OpinionCategory, TrialAnswer


class Opinion(Versioned, Dated, Base):
    """What one meeting answered about one case.

    `content` (sealed) holds: proposals (texts, preferred first), examinations [{text, earliest,
    latest}], guideline, guideline_version, off_guideline_reason, trial_name, follow_up,
    patient_wishes, dissent, comment.
    `quorum` is the count taken at the moment of the discussion.
    """

    __tablename__ = "opinion"
    __table_args__ = (UniqueConstraint("item_id"),)

    item_id: Mapped[uuid.UUID] = foreign_key("agenda_item.id")
    case_id: Mapped[uuid.UUID] = foreign_key("case.id")
    category: Mapped[OpinionCategory] = enum_column(OpinionCategory)
    content: Mapped[dict[str, Any]] = mapped_column(Sealed("opinion.content"))
    trial: Mapped[TrialAnswer | None] = enum_column(TrialAnswer, nullable=True)
    quorum: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quorum_reached: Mapped[bool] = mapped_column(default=False)
    present_ids: Mapped[list[str]] = mapped_column(default=list)
    written_by_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    written_at: Mapped[datetime]

    item: Mapped[AgendaItem] = relationship()
    case: Mapped[Case] = relationship()
    written_by: Mapped[Practitioner] = relationship()
    actions: Mapped[list[Action]] = relationship(back_populates="opinion", order_by="Action.due_on")

    @property
    def asks_for_quorum(self) -> bool:
        """A case in a standard situation is registered instead of discussed (CSP D. 6124-131)."""
        return self.item.state is not AgendaItemState.REGISTERED

    @property
    def lacks_quorum(self) -> bool:
        """Whether the case was discussed without the people it needed."""
        return self.asks_for_quorum and not self.quorum_reached


class Action(Versioned, Dated, Base):
    """What somebody will do for a patient by a day; `text` holds what, criterion and outcome."""

    __tablename__ = "action"

    opinion_id: Mapped[uuid.UUID] = foreign_key("opinion.id")
    case_id: Mapped[uuid.UUID] = foreign_key("case.id")
    owner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    due_on: Mapped[date] = mapped_column(index=True)
    priority: Mapped[ActionPriority] = enum_column(ActionPriority, default=ActionPriority.NORMAL)
    state: Mapped[ActionState] = enum_column(ActionState, default=ActionState.TO_DO)
    text: Mapped[dict[str, Any]] = mapped_column(Sealed("action.text"))
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    is_published: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]

    opinion: Mapped[Opinion] = relationship(back_populates="actions")
    case: Mapped[Case] = relationship()
    owner: Mapped[Practitioner] = relationship()
