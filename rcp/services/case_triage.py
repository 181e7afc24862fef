"""Sorting: standard situations under their guideline, cases for a referral board, what lacks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Board, Case, Guideline, Practitioner
from rcp.domain.board import BoardKind
from rcp.domain.case import CaseState, CaseStep
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import FieldSpec
from rcp.services import audit, case_forms, case_pieces, cases, guidelines
from rcp.services.references import new_reference

REFERRAL_KINDS = (BoardKind.RCP_REFERRAL.value, BoardKind.RCP_RARE.value)


def guidelines_for(session: Session, board: Board) -> list[Guideline]:
    """The guidelines in force that a case of the board may follow: its own first."""
    known = guidelines.on_offer(session, board.organization)
    own = {one.id for one in board.guidelines}
    return sorted(known, key=lambda one: one.id not in own)


def referral_boards(session: Session) -> list[Board]:
    """The boards to which a case may be referred, by name."""
    return list(
        session.scalars(
            select(Board)
            .where(Board.is_active, Board.kind.in_(REFERRAL_KINDS))
            .options(selectinload(Board.organization))
            .order_by(Board.name)
        )
    )


def refer_up(session: Session, case: Case, board: Board, by: Practitioner, now: datetime) -> Case:
    """Close the case here and hand the same question in to a referral board.

    What that board asks too is answered already. Raises RuleBroken `case_refer_elsewhere` for the
    same board, `case_board_closed`, or `case_step`.
    """
    if board.id == case.board_id:
        raise RuleBroken("case_refer_elsewhere")
    if not board.is_active:
        raise RuleBroken("case_board_closed", board=board.name)
    cases.take_step(session, case, CaseStep.REFER_UP, by)
    there = _copied(session, case, board, now)
    session.add(there)
    session.flush()
    cases.remember(session, there, "draft", by)
    cases.take_step(session, there, CaseStep.SUBMIT, by)
    there.submitted_at = now
    audit.record(session, by, "case.referred", there, previous=str(case.id))
    return there


def _copied(session: Session, case: Case, board: Board, now: datetime) -> Case:
    today = cases.today_at(board, now)
    asked = {spec.key: spec for spec in case_forms.asked_fields(board)}
    there = {spec.key: spec for spec in case_forms.fields_of(case)}
    held = {
        key: value
        for key, value in case.fields.items()
        if key in asked
        and (asked[key].kind, asked[key].options) == (there[key].kind, there[key].options)
    }
    made = Case(
        reference=new_reference(session, Case.reference, "D", now),
        board=board,
        form=board.form,
        patient=case.patient,
        referrer=case.referrer,
        presenter=case.presenter,
        state=CaseState.DRAFT,
        case_class=case.case_class,
        is_urgent=case.is_urgent,
        ready_on=case.ready_on,
        due_on=max(case.due_on, today),
        notice=case.notice,
        notice_told=case.notice_told,
        question=case.question,
        summary=case.summary,
        fields=held,
        previous=case,
    )
    known = {piece.kind: piece.told for piece in case.pieces}
    case_pieces.tell(made, known or None, today)
    return made


def _same(one: FieldSpec | None, other: FieldSpec) -> bool:
    """Whether an answer to one question answers the other."""
    return one is not None and (one.kind, one.options) == (other.kind, other.options)
