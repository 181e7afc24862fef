"""Finding sealed names as one types: keyed digests of the beginnings of words.

Names stay sealed; beside them lie digests of their words' first letters, keyed like every blind
index. What such a digest gives away, and to whom, is in docs/decisions/searching-names.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Select, delete, exists, insert, select
from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.models import NameDigest, Patient
from rcp.domain.names import folded

SHORTEST, LONGEST = 2, 12
"""Letters that a search needs at least, and beyond which a word is not told further apart."""
SEARCHED = ("birth_name", "used_name", "given_names", "local_patient_id", "ins")
"""The traits of a patient in which words are looked for."""
MANY = 2_000
"""Patients read at a time when digests are written for all."""


def index(session: Session, patients: Sequence[Patient]) -> None:
    """Write the digests of some patients anew, after their traits changed."""
    ids = [patient.id for patient in patients]
    session.execute(delete(NameDigest).where(NameDigest.patient_id.in_(ids)))
    rows = [row for patient in patients for row in _rows(patient.id, patient.traits)]
    session.execute(insert(NameDigest), rows)


def index_missing(session: Session) -> int:
    """Write the digests of patients who have none, as after an upgrade; returns how many."""
    is_indexed = exists().where(NameDigest.patient_id == Patient.id)
    without = select(Patient.id, Patient.traits).where(~is_indexed).order_by(Patient.id)
    last, done = uuid.UUID(int=0), 0
    while patients := session.execute(without.where(Patient.id > last).limit(MANY)).all():
        rows = [row for one in patients for row in _rows(*one)]
        if rows:  # a name of one letter has no beginning that is long enough
            session.execute(insert(NameDigest), rows)
        last, done = patients[-1].id, done + len(patients)
    return done


def patients_named(word: str) -> Select[uuid.UUID] | None:
    """The ids of patients who have a word that begins so; None for too short a word."""
    if len(word) < SHORTEST:
        return None
    numbers = keyring.active().blind_numbers(f"name:{word[:LONGEST]}")
    return select(NameDigest.patient_id).where(NameDigest.digest.in_(numbers))


def beginnings(traits: Mapping[str, str]) -> set[str]:
    """Everything by which a patient can be looked for: the first letters of each word."""
    words = {word for name in SEARCHED for word in folded(str(traits.get(name) or "")).split()}
    return {start for word in words for start in _starts(word)}


def _starts(word: str) -> Iterator[str]:
    for length in range(SHORTEST, min(len(word), LONGEST) + 1):
        yield word[:length]


def _rows(patient_id: uuid.UUID, traits: Mapping[str, str]) -> list[dict[str, int | uuid.UUID]]:
    return [
        {"id": uuid.uuid4(), "patient_id": patient_id, "digest": number}
        for number in sorted(_numbers(beginnings(traits)))
    ]


def _numbers(starts: Iterable[str]) -> set[int]:
    ring = keyring.active()
    return {ring.blind_numbers(f"name:{start}")[0] for start in starts}
