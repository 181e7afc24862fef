"""The waiting cases that no plan may take, because nobody knows when their pieces will be there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import not_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from rcp.db.models import Case, PatientNotice, Plan
from rcp.domain.case import WAITING, CaseState
from rcp.domain.readiness import PieceTold
from rcp.services import case_pieces

MOST = 100
"""Cases told at a time, the most pressing first."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A case with the pieces of which nobody can say when they will be there."""

    case: Case
    lacks: tuple[PieceTold, ...]


def held_back(session: Session, plan: Plan, today: date) -> list[HeldBack]:
    """The cases of a plan's boards that wait and lack a piece as of today; MOST at most."""
    query = select(Case).where(
        Case.state.in_([state for state in CaseState if state in WAITING]),
        Case.notice != PatientNotice.OBJECTION,
        not_(case_pieces.may_be_planned(today)),
    )
    if plan.boards_asked is not None:
        query = query.where(Case.board_id.in_([uuid.UUID(one) for one in plan.boards_asked]))
    found = session.scalars(
        query.options(selectinload(Case.pieces), joinedload(Case.board))
        .order_by(Case.is_urgent.desc(), Case.due_on, Case.reference)
        .limit(MOST)
    )
    return [HeldBack(case, case_pieces.lacking_of(case, today)) for case in found]
