"""Cases, their history, and their passages before meetings."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, Versioned, enum_column, foreign_key
from rcp.db.models.board import Board
from rcp.db.models.board_form import BoardForm
from rcp.db.models.guideline import Guideline, case_guideline
from rcp.db.models.meeting import Meeting
from rcp.db.models.patient import Patient
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed
from rcp.domain.case import CaseClass, CaseState, PostponeCause
from rcp.domain.readiness import PieceKind, PieceState, PieceTold


class PatientNotice(StrEnum):
    """What the patient was told and answered."""

    NOT_RECORDED = "not_recorded"
    INFORMED = "informed"
    NO_OBJECTION = "no_objection"
    CONSENT = "consent"
    OBJECTION = "objection"
    CANNOT_BE_INFORMED = "cannot_be_informed"


class NoticeWay(StrEnum):
    """How the patient was told."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    TELEPHONE = "telephone"
    RELATIVE = "relative"


class Case(Versioned, Dated, Base):
    """One patient with one question, for one board; `reference` says nothing about the patient.

    `form` is the version of the board's form with which the case was filled in, `guideline` the
    one that a case to register follows; other guidelines and protocols may be attached.
    `notice_told` says who told the patient (by), when (on, ISO) and how (way); `sharing_told` the
    same of the consent to share the clinical part outside the care team. `previous` is the
    case that this one follows or was referred from. With an `early_reason` the board's chair lets
    it be planned before all its pieces are there.
    """

    __tablename__ = "case"

    reference: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[uuid.UUID] = foreign_key("patient.id")
    board_id: Mapped[uuid.UUID] = foreign_key("board.id")
    referrer_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    presenter_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    state: Mapped[CaseState] = enum_column(CaseState, default=CaseState.DRAFT, index=True)
    case_class: Mapped[CaseClass] = enum_column(CaseClass, default=CaseClass.STANDARD)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    ready_on: Mapped[date]
    due_on: Mapped[date]
    submitted_at: Mapped[datetime | None]
    notice: Mapped[PatientNotice] = enum_column(PatientNotice, default=PatientNotice.NOT_RECORDED)
    notice_told: Mapped[dict[str, Any] | None] = mapped_column(Sealed("case.notice_told"))
    question: Mapped[str] = mapped_column(Sealed("case.question"))
    summary: Mapped[str] = mapped_column(Sealed("case.summary"))
    fields: Mapped[dict[str, Any]] = mapped_column(Sealed("case.fields"))
    form_id: Mapped[uuid.UUID] = foreign_key("board_form.id")
    guideline_id: Mapped[uuid.UUID | None] = foreign_key("guideline.id", nullable=True)
    to_complete: Mapped[str | None] = mapped_column(Sealed("case.to_complete"))
    shares_clinical: Mapped[bool] = mapped_column(default=False)
    sharing_told: Mapped[dict[str, Any] | None] = mapped_column(Sealed("case.sharing_told"))
    postponed_times: Mapped[int] = mapped_column(default=0)
    previous_id: Mapped[uuid.UUID | None] = foreign_key("case.id", nullable=True)
    early_reason: Mapped[str | None] = mapped_column(Sealed("case.early_reason"))
    early_by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    early_at: Mapped[datetime | None]

    patient: Mapped[Patient] = relationship()
    board: Mapped[Board] = relationship()
    form: Mapped[BoardForm] = relationship()
    guideline: Mapped[Guideline | None] = relationship()
    guidelines: Mapped[list[Guideline]] = relationship(
        secondary=case_guideline, order_by=Guideline.title
    )
    referrer: Mapped[Practitioner] = relationship(foreign_keys=[referrer_id])
    presenter: Mapped[Practitioner | None] = relationship(foreign_keys=[presenter_id])
    previous: Mapped[Case | None] = relationship(remote_side="Case.id")
    early_by: Mapped[Practitioner | None] = relationship(foreign_keys=[early_by_id])
    pieces: Mapped[list[CasePiece]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="CasePiece.position"
    )
    items: Mapped[list[AgendaItem]] = relationship(
        back_populates="case", order_by="AgendaItem.created_at"
    )
    history: Mapped[list[CaseEvent]] = relationship(
        cascade="all, delete-orphan", order_by="CaseEvent.created_at"
    )

    @property
    def is_objected(self) -> bool:
        """Whether the patient objected to the case being shared."""
        return self.notice is PatientNotice.OBJECTION


class CasePiece(Base):
    """A piece that a case needs before it can be heard, and where it stands."""

    __tablename__ = "case_piece"
    __table_args__ = (UniqueConstraint("case_id", "kind"),)

    case_id: Mapped[uuid.UUID] = foreign_key("case.id", ondelete="CASCADE")
    kind: Mapped[PieceKind] = enum_column(PieceKind)
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[PieceState] = enum_column(PieceState, default=PieceState.TO_ASK)
    expected_on: Mapped[date | None]

    case: Mapped[Case] = relationship(back_populates="pieces")

    @property
    def told(self) -> PieceTold:
        """The piece as the rules read it."""
        return PieceTold(self.kind, self.state, self.expected_on)


class CaseEvent(Dated, Base):
    """One step in a case's life."""

    __tablename__ = "case_event"

    case_id: Mapped[uuid.UUID] = foreign_key("case.id", ondelete="CASCADE")
    step: Mapped[str] = mapped_column(Code)
    state: Mapped[CaseState] = enum_column(CaseState)
    by_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    meeting_id: Mapped[uuid.UUID | None] = foreign_key("meeting.id", nullable=True)
    cause: Mapped[str | None] = mapped_column(Code)

    by: Mapped[Practitioner | None] = relationship()


class AgendaItemState(StrEnum):
    """What became of a case at a meeting."""

    EXPECTED = "expected"
    DISCUSSED = "discussed"
    REGISTERED = "registered"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"


class AgendaItem(Dated, Base):
    """A case's passage before a meeting; its times derive from order and minutes."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "case_id"),)

    meeting_id: Mapped[uuid.UUID] = foreign_key("meeting.id", ondelete="CASCADE")
    case_id: Mapped[uuid.UUID] = foreign_key("case.id")
    position: Mapped[int]
    minutes: Mapped[int]
    state: Mapped[AgendaItemState] = enum_column(AgendaItemState, default=AgendaItemState.EXPECTED)
    postponed_for: Mapped[PostponeCause | None] = enum_column(PostponeCause, nullable=True)

    meeting: Mapped[Meeting] = relationship()
    case: Mapped[Case] = relationship(back_populates="items")

    @property
    def is_called_off(self) -> bool:
        """Whether the case was withdrawn, or its meeting cancelled, before it could be heard."""
        was_cancelled = self.postponed_for is PostponeCause.MEETING_CANCELLED
        return was_cancelled or self.state is AgendaItemState.WITHDRAWN
