"""Searching sealed names: by the beginnings of words, as one types."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.models import Case, NameDigest
from rcp.services import case_lists, name_search, patients
from rcp.services.case_lists import CaseFilter
from rcp.services.patients import PatientTraits
from tests.conftest import TEST_KEY
from tests.factories import TODAY, Cast, a_case, a_patient


def found(session: Session, cast: Cast, text: str) -> list[Case]:
    page = case_lists.list_cases(session, cast.sami, CaseFilter(text=text), today=TODAY)
    return list(page.cases)


def test_a_name_is_found_as_it_is_typed_by_the_beginning_of_its_words(
    session: Session, cast: Cast
) -> None:
    patient = a_patient(session, birth_name="LE GOFFIC-ARZEL", given_names="Maëlle")
    case = a_case(session, cast.board, patient=patient)
    for typed in ("go", "gof", "goffic", "arzel", "maelle arz", "Maël", "goffic-arz"):
        assert found(session, cast, typed) == [case], typed
    for typed in ("offic", "goffica", "zel", "maelle dubreuil"):
        assert found(session, cast, typed) == [], typed


def test_a_patient_is_found_by_matricule_and_local_number(session: Session, cast: Cast) -> None:
    patient = a_patient(session, ins="261047505600188", local_patient_id="VB-0417")
    case = a_case(session, cast.board, patient=patient)
    for typed in ("26104750560", "261047505600188", "vb-0417", "0417"):
        assert found(session, cast, typed) == [case], typed


def test_a_patient_renamed_is_no_longer_found_under_the_former_name(
    session: Session, cast: Cast
) -> None:
    told = PatientTraits("Kerguelin", "Solène", "F", date(1961, 4, 17))
    patient = patients.find_or_add(session, told, TODAY)
    a_case(session, cast.board, patient=patient)
    patients.correct(session, patient, replace(told, birth_name="Kerdoncuff"), TODAY)
    assert found(session, cast, "kerguelin") == []
    assert len(found(session, cast, "kerdoncuff")) == 1


def test_patients_of_an_earlier_version_are_found_once_their_names_are_indexed(
    session: Session, cast: Cast
) -> None:
    patient = a_patient(session, birth_name="TRÉVIGNON")
    session.execute(delete(NameDigest))
    case = a_case(session, cast.board, patient=patient)
    assert found(session, cast, "trevi") == []
    assert name_search.index_missing(session) == 1
    assert name_search.index_missing(session) == 0
    assert found(session, cast, "trevi") == [case]


def test_names_indexed_with_a_former_key_are_still_found(session: Session, cast: Cast) -> None:
    patient = a_patient(session, birth_name="TRÉVIGNON")
    case = a_case(session, cast.board, patient=patient)
    former = keyring.active()
    keyring.activate(keyring.Keyring([bytes(range(32, 64)), TEST_KEY]))
    try:
        assert found(session, cast, "trevi") == [case]
    finally:
        keyring.activate(former)
