"""Many cases handed in at once: the rules are those of one case, the statements are few."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Board, Case, CaseEvent, Patient, Practitioner
from rcp.domain.case import CaseState, CaseStep, next_state
from rcp.domain.identity import age_on
from rcp.services import audit, case_pieces, cases, patients
from rcp.services.audit import Deed
from rcp.services.cases import CaseDraft
from rcp.services.patients import PatientTraits
from rcp.services.references import new_references

_BETWEEN = timedelta(microseconds=1)  # so that a history keeps its order


@dataclass(frozen=True, slots=True)
class Submission:
    """A case that may be handed in; `told` are its columns, all checked."""

    board: Board
    draft: CaseDraft
    by: Practitioner
    traits: PatientTraits
    told: dict[str, Any]

    @property
    def question(self) -> tuple[uuid.UUID, str, str]:
        """The board, the patient's keyed digest and the question: the same ones are one case."""
        return self.board.id, patients.traits_index(self.traits), self.told["question"]


def checked(board: Board, draft: CaseDraft, by: Practitioner, now: datetime) -> Submission:
    """The case as it would be handed in; raises RuleBroken like `cases.submit_case`.

    Only what the patients already written down can contradict is not known yet.
    """
    traits = patients.checked_traits(draft.patient, cases.today_at(board, now))
    told = cases.checked_draft(board, draft, now)
    cases.require_complete(Case(form=board.form, **told))
    return Submission(board, draft, by, traits, told)


class Known:
    """The patients that some submissions may already mean, and what was asked about them."""

    def __init__(self, session: Session, submissions: Sequence[Submission]) -> None:
        self.patients = patients.alike(session, [one.traits for one in submissions])
        ids = [patient.id for patient in self.patients]
        held = select(Case.board_id, Case.patient_id, Case.question)
        rows = session.execute(held.where(Case.patient_id.in_(ids))) if ids else ()
        self.questions = {tuple(row) for row in rows}

    def patient(self, traits: PatientTraits) -> Patient | None:
        """The patient whose traits these are, if written down."""
        return patients.chosen(traits, self.patients)

    def holds(self, submission: Submission) -> bool:
        """Whether the board was already asked this question about this patient."""
        patient = self.patient(submission.traits)
        told = submission.board.id, patient.id if patient else None, submission.told["question"]
        return told in self.questions


def submit_new(session: Session, submissions: Sequence[Submission], now: datetime) -> list[Case]:
    """Hand in cases of patients who are all new and all different, in one flush a table.

    Raises IntegrityError when somebody else wrote one of them down meanwhile.
    """
    people = patients.add_new(session, [one.traits for one in submissions])
    references = new_references(session, Case.reference, "D", now, len(submissions))
    made = [
        _case(one, patient, reference, now)
        for one, patient, reference in zip(submissions, people, references, strict=True)
    ]
    session.add_all(made)
    session.flush()
    signed = [(case, one.by) for case, one in zip(made, submissions, strict=True)]
    session.add_all(_events(signed))
    session.flush()
    audit.record_all(session, _deeds(signed))
    return made


def _case(one: Submission, patient: Patient, reference: str, now: datetime) -> Case:
    today = cases.today_at(one.board, now)
    age = age_on(one.traits.birth_date, one.told["ready_on"])
    return Case(
        id=uuid.uuid4(),
        reference=reference,
        board_id=one.board.id,
        patient_id=patient.id,
        referrer_id=(one.draft.referrer or one.by).id,
        state=next_state(CaseState.DRAFT, CaseStep.SUBMIT),
        submitted_at=now,
        form_id=one.board.form.id,
        pieces=case_pieces.implied(one.board, age, one.told["ready_on"], today),
        **one.told,
    )


def _events(signed: Iterable[tuple[Case, Practitioner]]) -> Iterator[CaseEvent]:
    at = utc_now()
    for case, by in signed:
        for rank, (step, state) in enumerate(_STEPS):
            yield CaseEvent(
                case_id=case.id,
                step=step,
                state=state,
                by_id=by.id,
                created_at=at + rank * _BETWEEN,
            )


_STEPS = (
    ("draft", CaseState.DRAFT),
    (CaseStep.SUBMIT.value, next_state(CaseState.DRAFT, CaseStep.SUBMIT)),
)


def _deeds(signed: Iterable[tuple[Case, Practitioner]]) -> Iterator[Deed]:
    for case, by in signed:
        yield Deed(by, "case.drafted", case)
        yield Deed(by, f"case.{CaseStep.SUBMIT.value}", case)
