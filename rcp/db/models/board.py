"""Boards: the standing bodies, their seats, and the templates they are made from."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp.db.base import Base, Code, Dated, enum_column, foreign_key
from rcp.db.models.board_day import BoardDay
from rcp.db.models.board_form import BoardForm, BoardFormDraft
from rcp.db.models.guideline import Guideline, board_guideline
from rcp.db.models.organization import Organization, Room
from rcp.db.models.practitioner import Practitioner
from rcp.domain.board import BoardKind, CommonBlock
from rcp.domain.board_rules import BoardRules, rules_from, usual_rules
from rcp.domain.calendar import Cadence, Decided, Rhythm


class SpecialtyGroup(Base):
    """A competence that a seat asks for; several codes may stand for it."""

    __tablename__ = "specialty_group"

    code: Mapped[str] = mapped_column(Code, unique=True)
    label: Mapped[str]
    label_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(Code, default="codes")
    codes: Mapped[list[str]] = mapped_column(default=list)
    is_discipline: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[int] = mapped_column(default=1)


class BoardTemplate(Base):
    """A ready-made board that an administrator may edit; `content` is the catalogue's mapping."""

    __tablename__ = "board_template"

    code: Mapped[str] = mapped_column(Code, unique=True)
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    edition: Mapped[int] = mapped_column(default=1)


class Board(Dated, Base):
    """A board, such as « RCP Sein »: who sits on it, how often, and what a case must tell."""

    __tablename__ = "board"

    organization_id: Mapped[uuid.UUID] = foreign_key("organization.id")
    code: Mapped[str] = mapped_column(Code, unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    template_code: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(Code)
    is_regulatory: Mapped[bool] = mapped_column(default=False)
    min_specialties: Mapped[int] = mapped_column(default=0)
    cadence: Mapped[Cadence] = enum_column(Cadence)
    weekday: Mapped[int] = mapped_column(default=0)
    at: Mapped[time] = mapped_column(default=time(12, 30))
    weeks_of_month: Mapped[list[int]] = mapped_column(default=lambda: [1])
    first_on: Mapped[date | None]
    minutes: Mapped[int] = mapped_column(default=60)
    minutes_per_case: Mapped[dict[str, int]] = mapped_column(default=dict)
    reserve_minutes: Mapped[int] = mapped_column(default=10)
    block: Mapped[CommonBlock] = enum_column(CommonBlock, default=CommonBlock.NONE)
    pieces: Mapped[list[Any]] = mapped_column(default=list)
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)
    network_number: Mapped[str] = mapped_column(default="")
    holder_number: Mapped[str] = mapped_column(default="")
    national_number: Mapped[str] = mapped_column(default="")
    finess: Mapped[str] = mapped_column(default="")
    room_id: Mapped[uuid.UUID | None] = foreign_key("room.id", nullable=True)
    video_url: Mapped[str] = mapped_column(default="")
    chair_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    coordinator_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    secretary_id: Mapped[uuid.UUID | None] = foreign_key("practitioner.id", nullable=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    organization: Mapped[Organization] = relationship()
    room: Mapped[Room | None] = relationship()
    chair: Mapped[Practitioner | None] = relationship(foreign_keys=[chair_id])
    coordinator: Mapped[Practitioner | None] = relationship(foreign_keys=[coordinator_id])
    secretary: Mapped[Practitioner | None] = relationship(foreign_keys=[secretary_id])
    seats: Mapped[list[Seat]] = relationship(
        back_populates="board", cascade="all, delete-orphan", order_by="Seat.position"
    )
    forms: Mapped[list[BoardForm]] = relationship(
        cascade="all, delete-orphan", order_by=BoardForm.number
    )
    form_draft: Mapped[BoardFormDraft | None] = relationship(cascade="all, delete-orphan")
    days: Mapped[list[BoardDay]] = relationship(
        cascade="all, delete-orphan", order_by=BoardDay.usual_on
    )
    guidelines: Mapped[list[Guideline]] = relationship(
        secondary=board_guideline, order_by=Guideline.title
    )

    @property
    def form(self) -> BoardForm:
        """The form in force: what a new case is asked."""
        return self.forms[-1]

    @property
    def rules_in_force(self) -> BoardRules:
        """The board's own rules, usual where it sets none."""
        usual = usual_rules(BoardKind(self.kind), regulatory=self.is_regulatory)
        return rules_from(self.rules, usual)

    @property
    def decided_days(self) -> dict[date, Decided]:
        """What was decided about usual days, by day."""
        return {one.usual_on: one.decided for one in self.days}

    @property
    def rhythm(self) -> Rhythm:
        """The board's habit."""
        return Rhythm(
            self.cadence, self.weekday, self.at, tuple(self.weeks_of_month), self.first_on
        )


class Seat(Base):
    """A competence asked of each meeting of a board, and the people named for it, if any."""

    __tablename__ = "seat"

    board_id: Mapped[uuid.UUID] = foreign_key("board.id", ondelete="CASCADE")
    group_code: Mapped[str] = mapped_column(Code)
    position: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=1)
    is_mandatory: Mapped[bool] = mapped_column(default=True)

    board: Mapped[Board] = relationship(back_populates="seats")
    members: Mapped[list[Member]] = relationship(
        back_populates="seat", cascade="all, delete-orphan"
    )


class Member(Base):
    """A person named for a seat, as a full member or as a deputy."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("seat_id", "practitioner_id"),)

    seat_id: Mapped[uuid.UUID] = foreign_key("seat.id", ondelete="CASCADE")
    practitioner_id: Mapped[uuid.UUID] = foreign_key("practitioner.id", ondelete="CASCADE")
    is_deputy: Mapped[bool] = mapped_column(default=False)

    seat: Mapped[Seat] = relationship(back_populates="members")
    practitioner: Mapped[Practitioner] = relationship()
