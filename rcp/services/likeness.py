"""What is already known before a second case is made, and examinations asked for twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Board, Case, Opinion, Patient, PatientNotice, Practitioner
from rcp.domain.case import ENDED
from rcp.domain.likeness import Likeness, Traits, edits, likeness, same_question
from rcp.domain.names import folded
from rcp.services import case_lists, name_search, patients
from rcp.services.case_lists import OPEN
from rcp.services.patients import PatientTraits, as_mapping

BEGINNING = 3
"""Letters of a name by which near ones are looked for: a slip is rarely in the first of both."""
MOST = 200
RECENT = timedelta(days=180)
"""How long an examination that was asked for is worth pointing out."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be the one about to be made; of another board only its existence is told."""

    case: Case
    why: Likeness
    is_same_question: bool


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """An examination that a meeting already asked for."""

    text: str
    on: datetime
    case: Case


def alike(
    session: Session, board: Board, told: PatientTraits, question: str, by: Practitioner
) -> list[Alike]:
    """The open cases that may be this one: the same patient at this board, or a near name.

    Only what `by` may read is told, and what waits at the very board that is asked.
    """
    known = {one.id: why for one, why in _people(session, told)}
    if not known:
        return []
    rows = session.scalars(
        select(Case)
        .where(
            Case.patient_id.in_(known),
            Case.state.in_(OPEN),
            or_(_at_board(board, known), case_lists.may_be_read_by(by)),
        )
        .options(selectinload(Case.patient), selectinload(Case.board), selectinload(Case.referrer))
        .order_by(Case.created_at.desc())
    )
    found = [
        Alike(case, known[case.patient_id], same_question(case.question, question)) for case in rows
    ]
    return [one for one in found if one.case.board_id == board.id or one.is_same_question]


def _at_board(board: Board, known: dict[uuid.UUID, Likeness]) -> ColumnElement[bool]:
    """At the board that is asked, a case of exactly this person is told to whoever asks."""
    exact = [
        patient
        for patient, why in known.items()
        if why in {Likeness.SAME_TRAITS, Likeness.SAME_MATRICULE}
    ]
    return and_(
        Case.board_id == board.id,
        Case.patient_id.in_(exact),
        Case.notice != PatientNotice.OBJECTION,
    )


def _people(session: Session, told: PatientTraits) -> list[tuple[Patient, Likeness]]:
    mine = Traits.of(as_mapping(told))
    near = session.scalars(
        select(Patient).where(_near(told)).order_by(Patient.created_at.desc()).limit(MOST)
    )
    exact = patients.alike(session, [told])
    everybody = {one.id: one for one in (*exact, *near)}
    pairs = ((one, likeness(mine, Traits.of(one.traits))) for one in everybody.values())
    return [(one, why) for one, why in pairs if why is not None]


def _near(told: PatientTraits) -> ColumnElement[bool]:
    """Patients who share the beginnings of a name and of a first name, in either order."""
    words = [folded(text)[:BEGINNING] for text in (told.birth_name, told.given_names)]
    looked_up = (name_search.patients_named(word) for word in words)
    return and_(*(Patient.id.in_(ids) for ids in looked_up if ids is not None))


def examinations_before(
    session: Session, case: Case, asked: Iterable[str], since: date
) -> list[AskedBefore]:
    """The examinations among these that another passage of the patient asked for since a day."""
    wanted = [text for text in asked if text.strip()]
    if not wanted:
        return []
    rows = session.scalars(
        select(Opinion)
        .join(Opinion.case)
        .where(
            Case.patient_id == case.patient_id,
            Case.state.not_in(ENDED),
            Case.notice != PatientNotice.OBJECTION,
            Opinion.written_at >= datetime.combine(since, datetime.min.time()).astimezone(),
        )
        .options(selectinload(Opinion.case).selectinload(Case.board))
        .order_by(Opinion.written_at.desc())
    ).all()
    return list(_asked_twice(rows, wanted))


def _asked_twice(opinions: Sequence[Opinion], wanted: Sequence[str]) -> Iterable[AskedBefore]:
    for opinion in opinions:
        for told in opinion.content.get("examinations", ()):
            if any(same_examination(told["text"], text) for text in wanted):
                yield AskedBefore(told["text"], opinion.written_at, opinion.case)


def same_examination(one: str, other: str) -> bool:
    """« IRM mammaire » and « irm mammaires »: the same words but for a letter."""
    first, second = folded(one), folded(other)
    return bool(first) and edits(first, second, 2) <= (2 if len(first) > 8 else 0)
