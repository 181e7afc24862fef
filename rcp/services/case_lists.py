"""Which cases a person may see, filtered and in the order in which they need attention."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Attendance,
    Board,
    Case,
    PatientNotice,
    Practitioner,
    Role,
)
from rcp.domain.case import EXPECTED, WAITING, CaseState, PostponeCause
from rcp.domain.names import folded
from rcp.services import name_search

MOST_WORDS = 6

OPEN = WAITING | EXPECTED | {CaseState.DRAFT, CaseState.TO_COMPLETE}
"""States in which a case still waits for its opinion: it can be late."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; empty values narrow nothing."""

    board_id: uuid.UUID | None = None
    state: CaseState | None = None
    urgent: bool = False
    late: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list, and how many cases and pages there are."""

    cases: Sequence[Case]
    page: int
    pages: int
    total: int


def list_cases(
    session: Session,
    person: Practitioner,
    wanted: CaseFilter,
    *,
    today: date,
    page: int = 1,
    size: int = 25,
) -> CasePage:
    """The cases that the person may read: urgent ones first, then by deadline, settled ones last.

    Each word of a text must begin one of the patient's names, matricule or local number, or be
    part of the case's reference.
    """
    conditions = [*_conditions(wanted, today), *_search(wanted.text)]
    rows = _visible(person).where(*conditions).order_by(*_urgency())
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    found = session.scalars(rows.offset((page - 1) * size).limit(size))
    return CasePage(list(found), page, pages, total)


def boards_seen(session: Session, person: Practitioner) -> list[Board]:
    """The boards of the cases that the person may read, by name."""
    seen = exists(select(Case.id).where(Case.board_id == Board.id, may_be_read_by(person)))
    return list(session.scalars(select(Board).where(seen).order_by(Board.name)))


def boards_run_by(session: Session, person: Practitioner) -> list[Board]:
    """The active boards that the person chairs, coordinates or keeps, by name."""
    return list(
        session.scalars(
            select(Board)
            .where(Board.is_active, is_run_by(person))
            .options(selectinload(Board.organization))
            .order_by(Board.name)
        )
    )


def boards_to_ask(session: Session, person: Practitioner) -> tuple[list[Board], list[Board]]:
    """The active boards by name: those of the person's structures, then the others."""
    active = session.scalars(
        select(Board)
        .where(Board.is_active)
        .options(selectinload(Board.organization))
        .order_by(Board.name)
    ).all()
    near = set(person.organization_ids)
    return (
        [board for board in active if board.organization_id in near],
        [board for board in active if board.organization_id not in near],
    )


def to_sort(session: Session, person: Practitioner, most: int | None = None) -> list[Case]:
    """The submitted cases of the boards that the person runs: urgent first, then by deadline.

    With their pieces and the questions of their form; the first `most`, or all.
    """
    wanted = select(Case).where(*_to_sort(person)).join(Case.board).order_by(*_urgency())
    loaded = (*_WITH_PEOPLE, selectinload(Case.pieces), selectinload(Case.form))
    return list(session.scalars(wanted.options(*loaded).limit(most)))


def count_to_sort(session: Session, person: Practitioner) -> int:
    """How many cases `to_sort` finds."""
    counted = select(func.count(Case.id)).join(Case.board).where(*_to_sort(person))
    return session.scalar(counted) or 0


def _to_sort(person: Practitioner) -> tuple[ColumnElement[bool], ...]:
    return (
        is_run_by(person),
        Case.state == CaseState.SUBMITTED,
        Case.notice != PatientNotice.OBJECTION,
    )


def is_run_by(person: Practitioner) -> ColumnElement[bool]:
    """The condition on boards that `access.may_run_board` states on one board."""
    houses = [grant.organization_id for grant in person.grants if grant.role is Role.COORDINATOR]
    return or_(
        Board.chair_id == person.id,
        Board.coordinator_id == person.id,
        Board.secretary_id == person.id,
        Board.organization_id.in_(houses) if houses else false(),
    )


def may_be_read_by(person: Practitioner) -> ColumnElement[bool]:
    """The condition on cases that `access.may_read_case` states on one case."""
    is_expected = exists(
        select(AgendaItem.id)
        .join(Attendance, Attendance.meeting_id == AgendaItem.meeting_id)
        .where(
            AgendaItem.case_id == Case.id,
            Attendance.practitioner_id == person.id,
            AgendaItem.state != AgendaItemState.WITHDRAWN,
            AgendaItem.postponed_for.is_distinct_from(PostponeCause.MEETING_CANCELLED),
        )
    )
    concerns = or_(
        Case.presenter_id == person.id,
        Case.board_id.in_(select(Board.id).where(is_run_by(person))),
        is_expected,
    )
    return or_(
        Case.referrer_id == person.id, and_(Case.notice != PatientNotice.OBJECTION, concerns)
    )


_WITH_PEOPLE = (
    selectinload(Case.patient),
    selectinload(Case.board).selectinload(Board.organization),
    selectinload(Case.referrer),
    selectinload(Case.presenter),
)


def _visible(person: Practitioner) -> Select[Case]:
    return select(Case).where(may_be_read_by(person)).options(*_WITH_PEOPLE)


def _conditions(wanted: CaseFilter, today: date) -> list[ColumnElement[bool]]:
    return [
        Case.board_id == wanted.board_id if wanted.board_id else true(),
        Case.state == wanted.state if wanted.state else true(),
        Case.is_urgent.is_(True) if wanted.urgent else true(),
        and_(Case.due_on < today, Case.state.in_(OPEN)) if wanted.late else true(),
    ]


def _urgency() -> tuple[ColumnElement[Any], ...]:  # of several types
    is_open = case((Case.state.in_(OPEN), 0), else_=1)
    is_urgent = case((Case.is_urgent, 0), else_=1)
    return is_open, is_urgent, Case.due_on.asc(), Case.reference.asc()


def _search(text: str) -> list[ColumnElement[bool]]:
    return [_found_by(word) for word in text.split()[:MOST_WORDS]]


def _found_by(word: str) -> ColumnElement[bool]:
    """Names are looked up in their index; a word with a figure may also be part of a reference."""
    looked_up = (name_search.patients_named(part) for part in folded(word).split())
    named = [Case.patient_id.in_(ids) for ids in looked_up if ids is not None]
    by_name = and_(*named) if named else false()
    if any(letter.isdigit() for letter in word):
        return or_(Case.reference.icontains(word, autoescape=True), by_name)
    return by_name if named else true()
