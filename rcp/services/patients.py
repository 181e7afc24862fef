"""Patients: found again by matricule or traits, written down once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.models import Case, Patient
from rcp.domain.errors import RuleBroken
from rcp.domain.field_value import LONGEST_TEXT, printable
from rcp.domain.identity import IdentityStatus, checked_ins
from rcp.domain.names import folded
from rcp.services import name_search

EARLIEST_BIRTH = date(1890, 1, 1)
SEXES = frozenset({"F", "M", "I"})


@dataclass(frozen=True, slots=True)
class PatientTraits:
    """What identifies a patient (INS traits), and the local number and doctor."""

    birth_name: str
    given_names: str
    sex: str
    birth_date: date
    birth_place: str = ""
    used_name: str = ""
    ins: str = ""
    local_patient_id: str = ""
    primary_care_doctor: str = ""
    identity_status: IdentityStatus = IdentityStatus.PROVISIONAL


def checked_traits(traits: PatientTraits, today: date) -> PatientTraits:
    """The traits, trimmed and checked.

    Raises RuleBroken `patient_name`, `patient_sex`, `patient_birth_date`, `patient_text_long` or
    what `checked_ins` raises. A qualified identity needs its matricule:
    `patient_qualified_without_ins`.
    """
    if any(len(str(told)) > LONGEST_TEXT for told in asdict(traits).values()):
        raise RuleBroken("patient_text_long", maximum=LONGEST_TEXT)
    if not traits.birth_name.strip() or not traits.given_names.strip():
        raise RuleBroken("patient_name")
    if traits.sex not in SEXES:
        raise RuleBroken("patient_sex")
    if not EARLIEST_BIRTH <= traits.birth_date <= today:
        raise RuleBroken("patient_birth_date")
    ins = checked_ins(traits.ins) if traits.ins.strip() else ""
    if traits.identity_status is IdentityStatus.QUALIFIED and not ins:
        raise RuleBroken("patient_qualified_without_ins")
    texts = {
        name: " ".join(printable(str(value)).split())
        for name, value in asdict(traits).items()
        if isinstance(value, str) and name not in {"ins", "identity_status"}
    }
    return PatientTraits(
        **texts, ins=ins, birth_date=traits.birth_date, identity_status=traits.identity_status
    )


def find(session: Session, traits: PatientTraits) -> Patient | None:
    """The patient with this matricule, else with exactly these birth traits and no other one."""
    return chosen(traits, alike(session, [traits]))


def alike(session: Session, told: Sequence[PatientTraits]) -> list[Patient]:
    """The patients who share a matricule or birth traits with one of these, oldest first."""
    matricules = {_index("ins", traits.ins) for traits in told if traits.ins}
    births = {traits_index(traits) for traits in told}
    shares = or_(Patient.ins_index.in_(matricules), Patient.traits_index.in_(births))
    return list(session.scalars(select(Patient).where(shares).order_by(Patient.created_at)))


def chosen(traits: PatientTraits, among: Iterable[Patient]) -> Patient | None:
    """Which of the patients these are the traits of, as `find` says it."""
    matricule = _index("ins", traits.ins) if traits.ins else None
    born = traits_index(traits)
    same_traits = None
    for patient in among:
        if matricule and patient.ins_index == matricule:
            return patient
        is_other = matricule is not None and patient.ins_index is not None
        if same_traits is None and patient.traits_index == born and not is_other:
            same_traits = patient
    return same_traits


def add_new(session: Session, told: Sequence[PatientTraits]) -> list[Patient]:
    """Write down patients of whom `find` knows none; the traits must be checked."""
    added = [
        _filled(Patient(id=uuid.uuid4(), identity_status=traits.identity_status, traits={}), traits)
        for traits in told
    ]
    session.add_all(added)
    session.flush()
    name_search.index(session, added)
    return added


def find_or_add(session: Session, traits: PatientTraits, today: date) -> Patient:
    """The patient, written down now if unknown; what was missing is completed, nothing is lost.

    Raises RuleBroken `patient_ins_of_another` for a matricule already known with other traits:
    a mistyped number must never rename somebody else.
    """
    checked = checked_traits(traits, today)
    patient = find(session, checked)
    if patient is None:
        patient = Patient(identity_status=checked.identity_status, traits={})
        session.add(patient)
        return _write(session, patient, checked)
    if patient.traits_index != traits_index(checked):
        raise RuleBroken("patient_ins_of_another")
    status = patient.identity_status
    _write(session, patient, checked, patient.traits)
    patient.identity_status = _surest(status, checked.identity_status)
    return patient


def correct(session: Session, patient: Patient, traits: PatientTraits, today: date) -> Patient:
    """The patient of a case whose identity was typed again.

    Corrected in place while only one case speaks of them; otherwise another person's case must
    not change: the case gets the patient found or written down under the new traits.
    """
    checked = checked_traits(traits, today)
    known = find(session, checked)
    if known not in (None, patient) or _has_several_cases(session, patient):
        return find_or_add(session, traits, today)
    return _write(session, patient, checked)


def forget_if_unused(session: Session, patient: Patient) -> None:
    """Delete a patient of whom no case speaks any more."""
    if not session.scalar(select(func.count()).where(Case.patient_id == patient.id)):
        session.delete(patient)
        session.flush()


def _has_several_cases(session: Session, patient: Patient) -> bool:
    return (session.scalar(select(func.count()).where(Case.patient_id == patient.id)) or 0) > 1


def _write(
    session: Session,
    patient: Patient,
    checked: PatientTraits,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Patient:
    """Fill the row and keep it."""
    _filled(patient, checked, known)
    session.flush()
    name_search.index(session, [patient])
    return patient


def _filled(
    patient: Patient, checked: PatientTraits, known: Mapping[str, str] = MappingProxyType({})
) -> Patient:
    """The row filled; what is not told now stays as `known`."""
    told = {name: value for name, value in as_mapping(checked).items() if value}
    patient.traits = {**as_mapping(checked), **known, **told}
    patient.identity_status = checked.identity_status
    patient.traits_index = traits_index(checked)
    ins = patient.traits["ins"]
    patient.ins_index = _index("ins", ins) if ins else None
    return patient


def _surest(known: IdentityStatus, told: IdentityStatus) -> IdentityStatus:
    """A doubt always counts; otherwise what is known is never made weaker by a new case."""
    if told in _DOUBTS or known in _DOUBTS:
        return told if told is not IdentityStatus.PROVISIONAL else known
    return max(known, told, key=_SURENESS.index)


_DOUBTS = frozenset({IdentityStatus.DOUBTFUL, IdentityStatus.FICTITIOUS})
_SURENESS = (
    IdentityStatus.PROVISIONAL,
    IdentityStatus.RETRIEVED,
    IdentityStatus.VALIDATED,
    IdentityStatus.QUALIFIED,
)


def as_mapping(traits: PatientTraits) -> dict[str, str]:
    """The traits as the patient row seals them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(traits).items()
        if name != "identity_status"
    }


def traits_index(traits: PatientTraits) -> str:
    """A keyed digest of birth name, first given name, birth date and sex, accents folded."""
    first_name = folded(traits.given_names).split(" ")[0]
    parts = (folded(traits.birth_name), first_name, traits.birth_date.isoformat(), traits.sex)
    return _index("traits", "|".join(parts))


def _index(kind: str, text: str) -> str:
    return keyring.active().blind_index(f"{kind}:{text}")
