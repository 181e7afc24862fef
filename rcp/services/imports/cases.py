"""Cases from a table, handed in by the same service as the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Board, Case, PatientNotice, Practitioner
from rcp.domain import access
from rcp.domain.calendar import is_plausible
from rcp.domain.case import CaseClass
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import NO, YES, FieldKind, FieldSpec
from rcp.domain.identity import IdentityStatus
from rcp.services import boards, cases, patients, people
from rcp.services.cases import CaseDraft
from rcp.services.imports.reading import Row, plain, read_table
from rcp.services.imports.report import FileRefused, ImportReport, RowRefused
from rcp.services.imports.rows import take_rows
from rcp.services.patients import PatientTraits

REQUIRED = (
    *("rcp", "nom_naissance", "prenoms", "sexe", "date_naissance"),
    *("demandeur", "question", "information_patient"),
)
OPTIONAL = (
    *("nom_utilise", "commune_naissance", "ins", "statut_identite", "ipp", "medecin_traitant"),
    *("presentateur", "synthese", "classe", "urgent", "pret_le", "avant_le"),
)
FIELD = "champ:"
COLUMN_OF = {
    "patient_name": "nom_naissance",
    "patient_sex": "sexe",
    "patient_birth_date": "date_naissance",
    "patient_qualified_without_ins": "ins",
    "patient_ins_of_another": "ins",
    "case_board_closed": "rcp",
    "ins_length": "ins",
    "ins_characters": "ins",
    "ins_key": "ins",
    "case_objected": "information_patient",
    "case_notice_missing": "information_patient",
    "case_question_missing": "question",
    "case_text_long": "synthese",
    "case_due_before_ready": "avant_le",
}
NOTICES = {
    "informe": PatientNotice.INFORMED,
    "non-opposition": PatientNotice.NO_OBJECTION,
    "opposition": PatientNotice.OBJECTION,
    "non informable": PatientNotice.CANNOT_BE_INFORMED,
}
CLASSES = {kind.value: kind for kind in CaseClass}
YES_OR_NO = {"oui": True, "non": False}
_Chosen = TypeVar("_Chosen")


def import_cases(
    session: Session, content: bytes, *, by: Practitioner | None, now: datetime
) -> ImportReport:
    """Hand in the cases of a file; the same patient with the same question is not taken twice."""
    try:
        table = read_table(content, REQUIRED, OPTIONAL, FIELD)
    except FileRefused as refused:
        return ImportReport.unreadable(refused.fault)
    return take_rows(session, table.rows, _Taking(session, by, now).keep, table.faults)


@dataclass(slots=True)
class _Taking:
    session: Session
    by: Practitioner | None
    now: datetime
    boards: dict[str, Board | None] = field(default_factory=dict)
    people: dict[str, Practitioner | None] = field(default_factory=dict)

    def keep(self, row: Row) -> bool:
        """Hand in the case of a row, unless it was already; whether it was new."""
        board = self._board(row)
        referrer = self._person(row, "demandeur", row.required("demandeur"))
        self._refuse_strangers(board, referrer)
        with _columns_of_cases(row):
            draft = self._draft(row, board, referrer)
            traits = patients.checked_traits(draft.patient, cases.today_at(board, self.now))
            if self._is_known(board, traits, draft.question):
                return False
            cases.submit_case(self.session, board, draft, self.by or referrer, self.now)
        return True

    def _board(self, row: Row) -> Board:
        code = row.required("rcp")
        if code not in self.boards:
            self.boards[code] = boards.by_code(self.session, code)
        found = self.boards[code]
        if found is None or not found.is_active:
            known = self.session.scalars(select(Board.code).where(Board.is_active))
            raise RowRefused("rcp", "board_unknown", board=code, known=", ".join(sorted(known)))
        return found

    def _person(self, row: Row, column: str, email: str) -> Practitioner:
        key = email.lower()
        if key not in self.people:
            self.people[key] = people.by_email(self.session, key)
        found = self.people[key]
        if found is None or not found.is_active:
            raise RowRefused(column, "person_unknown", email=email)
        return found

    def _refuse_strangers(self, board: Board, referrer: Practitioner) -> None:
        """A clinician hands in their own cases; those who run the board anybody's."""
        if self.by is None or self.by.id == referrer.id:
            return
        if not access.may_run_board(people.actor_of(self.by), board):
            raise RowRefused("demandeur", "referrer_not_you")

    def _draft(self, row: Row, board: Board, referrer: Practitioner) -> CaseDraft:
        presenter = row.text("presentateur")
        return CaseDraft(
            patient=_traits(row),
            question=row.required("question"),
            summary=row.text("synthese"),
            case_class=_choice(row, "classe", CLASSES, CaseClass.STANDARD),
            is_urgent=_choice(row, "urgent", YES_OR_NO, False),
            ready_on=_day(row, "pret_le"),
            due_on=_day(row, "avant_le"),
            notice=_choice(row, "information_patient", NOTICES, PatientNotice.NOT_RECORDED),
            referrer=referrer,
            presenter=self._person(row, "presentateur", presenter) if presenter else None,
            fields=_fields(row, board),
        )

    def _is_known(self, board: Board, traits: PatientTraits, question: str) -> bool:
        patient = patients.find(self.session, traits)
        if patient is None:
            return False
        held = self.session.scalars(
            select(Case).where(Case.board_id == board.id, Case.patient_id == patient.id)
        )
        return any(case.question == question.strip() for case in held)


@contextmanager
def _columns_of_cases(row: Row) -> Iterator[None]:
    """A rule broken inside is its column's fault; a clinical field's is its own column's."""
    try:
        yield
    except RuleBroken as broken:
        key = broken.facts.get("key")
        column = f"{FIELD}{key}" if key else COLUMN_OF.get(broken.code)
        raise RowRefused(column, broken.code, None, **broken.facts) from broken


def _traits(row: Row) -> PatientTraits:
    born = _day(row, "date_naissance")
    if born is None:
        raise RowRefused("date_naissance", "cell_empty")
    statuses = {status.value.lower(): status for status in IdentityStatus}
    status = _choice(row, "statut_identite", statuses, IdentityStatus.PROVISIONAL)
    return PatientTraits(
        birth_name=row.required("nom_naissance"),
        given_names=row.required("prenoms"),
        sex=row.required("sexe").upper(),
        birth_date=born,
        birth_place=row.text("commune_naissance"),
        used_name=row.text("nom_utilise"),
        ins=row.text("ins"),
        local_patient_id=row.text("ipp"),
        primary_care_doctor=row.text("medecin_traitant"),
        identity_status=status,
    )


def _choice(row: Row, column: str, among: Mapping[str, _Chosen], default: _Chosen) -> _Chosen:
    """One of the words that a column accepts; the default for an empty cell."""
    typed = row.text(column)
    if not typed:
        return default
    if plain(typed) not in among:
        raise RowRefused(column, "cell_choice", known=", ".join(among))
    return among[plain(typed)]


def _day(row: Row, column: str) -> date | None:
    """A day written 31/12/2026 or 2026-12-31."""
    typed = row.text(column)
    if not typed:
        return None
    french = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed, re.ASCII)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", typed, re.ASCII)
    found = french.groups()[::-1] if french else iso.groups() if iso else ("0", "0", "0")
    try:
        day = date(*map(int, found))
    except ValueError:
        raise RowRefused(column, "cell_day") from None
    if not is_plausible(day):
        raise RowRefused(column, "cell_day")
    return day


def _fields(row: Row, board: Board) -> dict[str, str | list[str]]:
    """The board's own fields that the row fills, as its form would send them."""
    asked = {spec.key: spec for spec in cases.asked_fields(board)}
    told: dict[str, str | list[str]] = {}
    for column, typed in row.cells.items():
        if not column.startswith(FIELD) or not typed:
            continue
        key = column.removeprefix(FIELD).strip()
        if key not in asked:
            raise RowRefused(column, "field_not_asked", board=board.code, known=", ".join(asked))
        told[key] = _answer(asked[key], typed)
    return told


def _answer(spec: FieldSpec, typed: str) -> str | list[str]:
    """What the form would send: option values rather than labels, yes or no."""
    if spec.kind is FieldKind.YES_NO:
        return {"oui": YES, "non": NO}.get(plain(typed), typed)
    values = {plain(option.label): option.value for option in spec.options}
    if spec.kind is FieldKind.CHOICES:
        return [values.get(plain(part), part.strip()) for part in typed.split("|")]
    if spec.kind is FieldKind.CHOICE:
        return typed if typed in values.values() else values.get(plain(typed), typed)
    return typed
