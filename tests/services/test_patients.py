"""A patient is found again, never renamed by a mistyped number, and sealed in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Patient
from rcp.domain.errors import RuleBroken
from rcp.domain.identity import IdentityStatus, ins_key
from rcp.services import patients
from rcp.services.patients import PatientTraits
from tests.factories import TODAY, a_board, a_case

JEANNE = PatientTraits(
    birth_name="Ferrandelle",
    given_names="Jeanne Marie",
    sex="F",
    birth_date=date(1961, 4, 17),
)


def an_ins(number: str) -> str:
    """A matricule with its key."""
    return f"{number}{ins_key(number):02d}"


INS, OTHER_INS = an_ins("2610475056123"), an_ins("2610475056124")


def add(session: Session, **told: object) -> Patient:
    return patients.find_or_add(session, replace(JEANNE, **told), TODAY)


def test_the_same_patient_is_found_again_by_the_matricule(session: Session):
    assert add(session, ins=INS) is add(session, ins=f"{INS[:5]} {INS[5:]}")


def test_the_same_patient_is_found_again_by_traits_accents_and_capitals_aside(session: Session):
    known = add(session, birth_name="Férrandelle")
    assert add(session, birth_name="FERRANDELLE", given_names="jeanne") is known


@pytest.mark.parametrize(
    "other",
    [
        {"birth_name": "Ferrandel"},
        {"given_names": "Marie Jeanne"},
        {"sex": "M"},
        {"birth_date": date(1961, 4, 18)},
    ],
    ids=lambda told: next(iter(told)),
)
def test_another_trait_is_another_patient(session: Session, other):
    assert add(session) is not add(session, **other)


def test_two_people_of_the_same_traits_are_told_apart_by_their_matricules(session: Session):
    assert add(session, ins=INS) is not add(session, ins=OTHER_INS)


def test_a_mistyped_matricule_never_renames_somebody_else(session: Session):
    known = add(session, ins=INS)
    with pytest.raises(RuleBroken, match="patient_ins_of_another"):
        add(session, birth_name="Quessandier", ins=INS)
    assert known.traits["birth_name"] == "Ferrandelle"


def test_what_was_missing_is_completed_and_nothing_known_is_lost(session: Session):
    known = add(session, ins=INS, identity_status=IdentityStatus.QUALIFIED)
    add(session, primary_care_doctor="Dr Anselme Tavard")
    assert known.traits["ins"] == INS
    assert known.traits["primary_care_doctor"] == "Dr Anselme Tavard"
    assert known.identity_status is IdentityStatus.QUALIFIED


def test_a_matricule_learnt_later_finds_the_patient_from_then_on(session: Session):
    known = add(session)
    add(session, ins=INS)
    assert patients.find(session, replace(JEANNE, ins=INS)) is known


def test_a_doubt_about_the_identity_outweighs_what_was_qualified(session: Session):
    known = add(session, ins=INS, identity_status=IdentityStatus.QUALIFIED)
    add(session, identity_status=IdentityStatus.DOUBTFUL)
    assert known.identity_status is IdentityStatus.DOUBTFUL


def test_a_typing_error_is_corrected_in_place_while_one_case_alone_speaks_of_the_patient(
    session: Session,
):
    known = add(session)
    a_case(session, patient=known)
    corrected = patients.correct(session, known, replace(JEANNE, birth_name="Ferrandel"), TODAY)
    assert corrected is known
    assert known.traits["birth_name"] == "Ferrandel"
    assert patients.find(session, JEANNE) is None


def test_a_correction_leaves_the_other_cases_of_the_patient_alone(session: Session):
    known, board = add(session), a_board(session)
    a_case(session, board, patient=known)
    a_case(session, board, patient=known)
    other = patients.correct(session, known, replace(JEANNE, birth_name="Ferrandel"), TODAY)
    assert other is not known
    assert known.traits["birth_name"] == "Ferrandelle"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"birth_name": "  "}, "patient_name"),
        ({"given_names": ""}, "patient_name"),
        ({"birth_name": "x" * 301}, "patient_text_long"),
        ({"sex": "X"}, "patient_sex"),
        ({"birth_date": TODAY + timedelta(days=1)}, "patient_birth_date"),
        ({"birth_date": date(1889, 12, 31)}, "patient_birth_date"),
        ({"ins": INS[:14]}, "ins_length"),
        ({"ins": "A" + INS[1:]}, "ins_characters"),
        ({"ins": INS[:13] + "98"}, "ins_key"),
        ({"identity_status": IdentityStatus.QUALIFIED}, "patient_qualified_without_ins"),
    ],
)
def test_traits_that_cannot_be_are_refused(session: Session, told, code):
    with pytest.raises(RuleBroken) as broken:
        add(session, **told)
    assert broken.value.code == code
