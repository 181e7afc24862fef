"""Patients: found again by matricule or traits, written down once."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.models import Patient
from rcp.domain.errors import RuleBroken
from rcp.domain.identity import IdentityStatus, checked_ins

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

    Raises RuleBroken `patient_name`, `patient_sex`, `patient_birth_date`, or what `checked_ins`
    raises. A qualified identity needs its matricule: `patient_qualified_without_ins`.
    """
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
        name: " ".join(str(value).split())
        for name, value in asdict(traits).items()
        if isinstance(value, str) and name not in {"ins", "identity_status"}
    }
    return PatientTraits(
        **texts, ins=ins, birth_date=traits.birth_date, identity_status=traits.identity_status
    )


def find(session: Session, traits: PatientTraits) -> Patient | None:
    """The patient with this matricule, else with exactly these birth traits."""
    if traits.ins:
        by_ins = session.scalars(
            select(Patient).where(Patient.ins_index == _index("ins", traits.ins))
        ).first()
        if by_ins is not None:
            return by_ins
    return session.scalars(
        select(Patient).where(Patient.traits_index == traits_index(traits))
    ).first()


def find_or_add(session: Session, traits: PatientTraits, today: date) -> Patient:
    """The patient, written down now if unknown; what was missing is completed, nothing is lost."""
    checked = checked_traits(traits, today)
    patient = find(session, checked)
    if patient is None:
        patient = Patient(identity_status=checked.identity_status, traits={})
        session.add(patient)
    told = {name: value for name, value in as_mapping(checked).items() if value}
    patient.traits = {**as_mapping(checked), **patient.traits, **told}
    if checked.identity_status is not IdentityStatus.PROVISIONAL:
        patient.identity_status = checked.identity_status
    patient.traits_index = traits_index(checked)
    if checked.ins:
        patient.ins_index = _index("ins", checked.ins)
    session.flush()
    return patient


def as_mapping(traits: PatientTraits) -> dict[str, str]:
    """The traits as the patient row seals them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(traits).items()
        if name != "identity_status"
    }


def traits_index(traits: PatientTraits) -> str:
    """A keyed digest of birth name, first given name, birth date and sex, accents folded."""
    first_name = _folded(traits.given_names).split(" ")[0]
    parts = (_folded(traits.birth_name), first_name, traits.birth_date.isoformat(), traits.sex)
    return _index("traits", "|".join(parts))


def _index(kind: str, text: str) -> str:
    return keyring.active().blind_index(f"{kind}:{text}")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
