"""What a row of a table tells about a case, as its form would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from rcp.db.models import Board, PatientNotice
from rcp.domain.calendar import is_plausible
from rcp.domain.case import CaseClass
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import NO, YES, FieldKind, FieldSpec
from rcp.domain.identity import IdentityStatus
from rcp.services import case_forms
from rcp.services.imports.reading import Row, plain
from rcp.services.imports.report import RowRefused
from rcp.services.patients import PatientTraits

REQUIRED = (
    *("rcp", "nom_naissance", "prenoms", "sexe", "date_naissance"),
    *("demandeur", "question", "information_patient"),
)
REMARKS = "a_corriger"
"""Written by us beside refused rows; left out when they are sent again."""
OPTIONAL = (
    *("nom_utilise", "commune_naissance", "ins", "statut_identite", "ipp", "medecin_traitant"),
    *("presentateur", "synthese", "classe", "urgent", "pret_le", "avant_le", REMARKS),
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
    "accord": PatientNotice.CONSENT,
    "opposition": PatientNotice.OBJECTION,
    "non informable": PatientNotice.CANNOT_BE_INFORMED,
}
CLASSES = {kind.value: kind for kind in CaseClass}
YES_OR_NO = {"oui": True, "non": False}
SEXES = {
    **dict.fromkeys(("f", "femme", "feminin", "2"), "F"),
    **dict.fromkeys(("m", "h", "homme", "masculin", "1"), "M"),
    **dict.fromkeys(("i", "indetermine"), "I"),
}
Chosen = TypeVar("Chosen")


@contextmanager
def columns_of_cases(row: Row) -> Iterator[None]:
    """A rule broken inside is its column's fault; a clinical field's is its own column's."""
    try:
        yield
    except RuleBroken as broken:
        key = broken.facts.get("key")
        column = f"{FIELD}{key}" if key else COLUMN_OF.get(broken.code)
        raise RowRefused(column, broken.code, None, **broken.facts) from broken


def traits(row: Row) -> PatientTraits:
    """The patient's traits, not checked yet; raises RowRefused."""
    born = day(row, "date_naissance")
    if born is None:
        raise RowRefused("date_naissance", "cell_empty")
    statuses = {status.value.lower(): status for status in IdentityStatus}
    status = choice(row, "statut_identite", statuses, IdentityStatus.PROVISIONAL)
    return PatientTraits(
        birth_name=row.required("nom_naissance"),
        given_names=row.required("prenoms"),
        sex=SEXES.get(plain(row.required("sexe")), "?"),
        birth_date=born,
        birth_place=row.text("commune_naissance"),
        used_name=row.text("nom_utilise"),
        ins=row.text("ins"),
        local_patient_id=row.text("ipp"),
        primary_care_doctor=row.text("medecin_traitant"),
        identity_status=status,
    )


def choice(row: Row, column: str, among: Mapping[str, Chosen], default: Chosen) -> Chosen:
    """One of the words that a column accepts; the default for an empty cell."""
    typed = row.text(column)
    if not typed:
        return default
    if plain(typed) not in among:
        raise RowRefused(column, "cell_choice", known=", ".join(among))
    return among[plain(typed)]


def day(row: Row, column: str) -> date | None:
    """A day written 31/12/2026 or 2026-12-31."""
    typed = row.text(column)
    if not typed:
        return None
    french = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed, re.ASCII)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", typed, re.ASCII)
    found = french.groups()[::-1] if french else iso.groups() if iso else ("0", "0", "0")
    try:
        told = date(*map(int, found))
    except ValueError:
        raise RowRefused(column, "cell_day") from None
    if not is_plausible(told):
        raise RowRefused(column, "cell_day")
    return told


def fields(row: Row, board: Board) -> dict[str, str | list[str]]:
    """The board's own fields that the row fills, as its form would send them."""
    asked = {spec.key: spec for spec in case_forms.asked_fields(board)}
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
