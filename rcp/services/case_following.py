"""The next case for the same patient: what was told last is not typed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Board, Case, PatientNotice, Practitioner
from rcp.domain.case import CaseStep
from rcp.domain.fields import FieldKind, FieldSpec, FieldValue
from rcp.services import case_forms, case_lists, cases

_KEPT = frozenset({FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.CODE, FieldKind.TEXT})
"""Answers that seldom change from one case to the next; figures, dates and reports do."""
_KEPT_LONG = frozenset({"antecedents", "comorbidites", "traitements_faits"})
_NEW_EACH_TIME = frozenset({"motif", "phase", "urgence_regularisation"})


@dataclass(frozen=True, slots=True)
class Following:
    """What a new case may start from: the case before it and the answers that hold."""

    previous: Case
    answers: Mapping[str, FieldValue]


def following(session: Session, board: Board, known: Case, by: Practitioner) -> Following:
    """From the patient's last case that `by` may read, what the board asks too."""
    last = session.scalars(
        select(Case)
        .where(Case.patient_id == known.patient_id, case_lists.may_be_read_by(by))
        .where(Case.notice != PatientNotice.OBJECTION)
        .order_by(Case.created_at.desc())
        .limit(1)
    ).first()
    previous = last or known
    there = {spec.key: spec for spec in case_forms.fields_of(previous)}
    answers = {
        spec.key: previous.fields[spec.key]
        for spec in case_forms.asked_fields(board)
        if spec.key in previous.fields and _holds(spec, there.get(spec.key))
    }
    return Following(previous, answers)


def other_cases(session: Session, case: Case, by: Practitioner) -> list[Case]:
    """The patient's other cases that `by` may read, the latest first: previous presentations."""
    return list(
        session.scalars(
            select(Case)
            .where(Case.patient_id == case.patient_id, Case.id != case.id)
            .where(case_lists.may_be_read_by(by))
            .options(selectinload(Case.board))
            .order_by(Case.created_at.desc())
        )
    )


def present_again(session: Session, case: Case, by: Practitioner) -> None:
    """Put a case that was answered back on the waiting list: the situation changed."""
    cases.take_step(session, case, CaseStep.PRESENT_AGAIN, by)


def _holds(now: FieldSpec, then: FieldSpec | None) -> bool:
    if then is None or now.key in _NEW_EACH_TIME:
        return False
    alike = (now.kind, now.options, now.system) == (then.kind, then.options, then.system)
    return alike and (now.kind in _KEPT or now.key in _KEPT_LONG)
