"""Minutes with their frozen versions, and the documents that came out of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, ForeignKey, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session, relationship

from rcp.db.base import Base, Dated, Versioned, enum_column, foreign_key
from rcp.db.models.case import Case
from rcp.db.models.meeting import Meeting
from rcp.db.models.practitioner import Practitioner
from rcp.db.types import Sealed, SealedBytes
from rcp.domain.minutes import MinutesState


class Minutes(Versioned, Dated, Base):
    """The minutes of one meeting."""

    __tablename__ = "minutes"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[MinutesState] = enum_column(MinutesState, default=MinutesState.DRAFT)
    remarks: Mapped[str] = mapped_column(Sealed("minutes.remarks"), default="")
    amendment: Mapped[str | None] = mapped_column(Sealed("minutes.amendment"))

    meeting: Mapped[Meeting] = relationship()
    versions: Mapped[list[MinutesVersion]] = relationship(
        back_populates="minutes", order_by="MinutesVersion.number"
    )


class MinutesVersion(Dated, Base):
    """What was validated, as it was validated: text, digest, by whom and when. Never changed."""

    __tablename__ = "minutes_version"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    minutes_id: Mapped[uuid.UUID] = foreign_key("minutes.id")
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Sealed("minutes_version.content"))
    digest: Mapped[str]
    reason: Mapped[str | None] = mapped_column(Sealed("minutes_version.reason"))
    signed_by_id: Mapped[uuid.UUID] = foreign_key("practitioner.id")
    signed_at: Mapped[datetime]

    minutes: Mapped[Minutes] = relationship(back_populates="versions")
    signed_by: Mapped[Practitioner] = relationship()
    documents: Mapped[list[Document]] = relationship(back_populates="minutes_version")


class DocumentKind(StrEnum):
    """What a document is."""

    CASE_REPORT = "case_report"
    MINUTES = "minutes"
    ATTENDANCE_SHEET = "attendance_sheet"
    ACTION_PLAN = "action_plan"
    CONVOCATION = "convocation"
    DOCTOR_LETTER = "doctor_letter"
    PATIENT_PAGE = "patient_page"
    CARE_PROGRAMME = "care_programme"
    COORDINATION_PLAN = "coordination_plan"


class Document(Dated, Base):
    """A PDF made from a frozen version; at most one case in it."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("minutes_version_id", "kind", "case_id"),)

    minutes_version_id: Mapped[uuid.UUID] = foreign_key("minutes_version.id")
    case_id: Mapped[uuid.UUID | None] = foreign_key("case.id", nullable=True)
    kind: Mapped[DocumentKind] = enum_column(DocumentKind)
    content: Mapped[bytes] = mapped_column(SealedBytes("document.content"), deferred=True)
    digest: Mapped[str]
    pages: Mapped[int]

    minutes_version: Mapped[MinutesVersion] = relationship(back_populates="documents")
    case: Mapped[Case | None] = relationship()

    @property
    def meeting(self) -> Meeting:
        """The meeting that the document came out of."""
        return self.minutes_version.minutes.meeting


class NeverRewritten(RuntimeError):
    """Somebody tried to rewrite what was validated."""


@event.listens_for(MinutesVersion, "before_update")
@event.listens_for(Document, "before_update")
def _never_rewrite(_mapper: Mapper[Any], _connection: Connection, row: Base) -> None:
    """A version and its documents are written once: a rectification adds, it replaces nothing."""
    session = object_session(row)
    if session is not None and session.is_modified(row, include_collections=False):
        raise NeverRewritten(f"{row.__tablename__} is never changed once it is there")
