"""What a case's page shows around the case itself: its passages, opinions, documents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    AgendaItem,
    Board,
    Case,
    CaseEvent,
    Document,
    Meeting,
    MeetingState,
    MinutesVersion,
    Opinion,
)
from rcp.db.models import Minutes as MeetingMinutes
from rcp.domain.fields import FieldSpec
from rcp.services import case_forms


@dataclass(frozen=True, slots=True)
class Passage:
    """A case before one meeting, with the opinion given and the documents of the last version."""

    item: AgendaItem
    opinion: Opinion | None
    documents: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a meeting could hear the case now, and what it still lacks."""

    ready_on: date
    is_ready: bool
    has_summary: bool
    missing: tuple[FieldSpec, ...]
    filled: int
    asked: int


def readiness(case: Case, today: date) -> Readiness:
    """How complete a case is."""
    asked = case_forms.standing_fields(case)
    unanswered = (spec for spec in asked if case.fields.get(spec.key) is None)
    missing = tuple(spec for spec in unanswered if spec.required or spec.expected)
    return Readiness(
        ready_on=case.ready_on,
        is_ready=case.ready_on <= today and bool(case.summary) and not missing,
        has_summary=bool(case.summary),
        missing=missing,
        filled=sum(case.fields.get(spec.key) is not None for spec in asked),
        asked=len(asked),
    )


def passages(session: Session, case: Case) -> list[Passage]:
    """The case's passages before meetings, the latest first."""
    items = session.scalars(
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .where(AgendaItem.case_id == case.id)
        .options(selectinload(AgendaItem.meeting).selectinload(Meeting.board))
        .order_by(Meeting.starts_at.desc())
    ).all()
    given = {
        opinion.item_id: opinion
        for opinion in session.scalars(select(Opinion).where(Opinion.case_id == case.id))
    }
    printed = _documents(session, case)
    return [Passage(i, given.get(i.id), printed.get(i.meeting_id, [])) for i in items]


def earlier_opinions(session: Session, cases: Sequence[Case], item: AgendaItem) -> list[Opinion]:
    """What other meetings, or others before this one, answered on these cases, the latest first."""
    return list(
        session.scalars(
            select(Opinion)
            .where(Opinion.case_id.in_([one.id for one in cases]), Opinion.item_id != item.id)
            .options(selectinload(Opinion.item).selectinload(AgendaItem.meeting))
            .options(selectinload(Opinion.case).selectinload(Case.board))
            .options(selectinload(Opinion.actions))
            .order_by(Opinion.written_at.desc())
        )
    )


def history(session: Session, case: Case) -> list[CaseEvent]:
    """The case's steps, oldest first, with who took them."""
    return list(
        session.scalars(
            select(CaseEvent)
            .where(CaseEvent.case_id == case.id)
            .options(selectinload(CaseEvent.by))
            .order_by(CaseEvent.created_at)
        )
    )


def coming_meetings(session: Session, board: Board, now: datetime) -> list[Meeting]:
    """The board's meetings that can still hear a case: convened ones to come, and the running."""
    open_ones = (Meeting.state == MeetingState.CONVENED) & (Meeting.ends_at > now)
    return list(
        session.scalars(
            select(Meeting)
            .where(
                Meeting.board_id == board.id,
                open_ones | (Meeting.state == MeetingState.RUNNING),
            )
            .order_by(Meeting.starts_at)
        )
    )


def _documents(session: Session, case: Case) -> dict[uuid.UUID, list[Document]]:
    """By meeting, the case's documents of the newest version that was printed."""
    rows = session.execute(
        select(Document, MeetingMinutes.meeting_id, MinutesVersion.number)
        .join(Document.minutes_version)
        .join(MinutesVersion.minutes)
        .where(Document.case_id == case.id)
        .order_by(MinutesVersion.number.desc(), Document.kind)
    )
    newest: dict[uuid.UUID, int] = {}
    kept: dict[uuid.UUID, list[Document]] = {}
    for document, meeting_id, number in rows:
        if newest.setdefault(meeting_id, number) == number:
            kept.setdefault(meeting_id, []).append(document)
    return kept
