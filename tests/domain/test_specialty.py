"""Competences are groups of directory codes; specialties are counted by discipline."""

import pytest

from rcp.domain.specialty import GroupKind, SpecialtyGroup, groups_of, medical_specialty

DOCTOR, PHARMACIST, NURSE, PSYCHOLOGIST = "G15_10", "G15_21", "G15_60", "93"


def a_group(code: str, *codes: str, discipline: bool = False, kind=GroupKind.CODES):
    return SpecialtyGroup(code, code, code, kind, frozenset(codes), discipline)


GROUPS = (
    a_group("radiology", "SM44", "SM74", discipline=True),
    a_group("oncology", "SM36", discipline=True),
    a_group("respiratory", "SM41", discipline=True),
    a_group("oncology_or_respiratory", "SM36", "SM41"),
    a_group("pharmacy", PHARMACIST),
    a_group("hospital_pharmacy", f"{PHARMACIST}/H"),
    a_group("nursing", NURSE),
    a_group("advanced_nursing", f"{NURSE}/SI02"),
    a_group("another_specialty", kind=GroupKind.ANY_SPECIALTY),
    a_group("another_profession", DOCTOR, "331", kind=GroupKind.ANY_PROFESSION),
)


@pytest.mark.parametrize("code", ["SM44", "SM74"])
def test_the_old_and_the_new_code_of_radiology_are_one_specialty(code):
    assert medical_specialty(DOCTOR, code, GROUPS) == "radiology"


def test_a_role_that_two_specialties_play_is_no_specialty_of_its_own():
    assert medical_specialty(DOCTOR, "SM36", reversed(GROUPS)) == "oncology"
    assert medical_specialty(DOCTOR, "SM41", reversed(GROUPS)) == "respiratory"


def test_a_specialty_without_a_discipline_counts_as_itself():
    assert medical_specialty(DOCTOR, "SM60", GROUPS) == "SM60"


@pytest.mark.parametrize(
    ("profession", "qualification"),
    [(PHARMACIST, "H"), (NURSE, "SI02"), (PSYCHOLOGIST, None), (NURSE, "SM44"), (DOCTOR, None)],
)
def test_only_a_doctor_whose_specialty_is_known_counts(profession, qualification):
    assert medical_specialty(profession, qualification, GROUPS) is None


def test_a_doctor_stands_for_their_specialty_and_for_the_roles_it_can_play():
    assert groups_of([(DOCTOR, "SM36")], GROUPS) == {
        "oncology",
        "oncology_or_respiratory",
        "another_specialty",
    }


def test_a_hospital_pharmacist_is_a_pharmacist_too_but_not_the_other_way_round():
    assert groups_of([(PHARMACIST, "H")], GROUPS) == {
        "pharmacy",
        "hospital_pharmacy",
        "another_profession",
    }
    assert "hospital_pharmacy" not in groups_of([(PHARMACIST, "A")], GROUPS)
    assert "hospital_pharmacy" not in groups_of([(PHARMACIST, None)], GROUPS)


def test_an_advanced_practice_nurse_is_a_nurse_too():
    assert groups_of([(NURSE, "SI02")], GROUPS) >= {"nursing", "advanced_nursing"}
    assert "advanced_nursing" not in groups_of([(NURSE, None)], GROUPS)


def test_a_doctor_or_a_secretary_is_not_another_profession():
    for profession, qualification in ((DOCTOR, "SM36"), ("331", None)):
        assert "another_profession" not in groups_of([(profession, qualification)], GROUPS)
    assert "another_profession" in groups_of([(PSYCHOLOGIST, None)], GROUPS)


def test_a_nurse_is_not_another_specialty_nor_a_doctor_of_unknown_specialty():
    assert "another_specialty" not in groups_of([(NURSE, "SI02")], GROUPS)
    assert "another_specialty" not in groups_of([(DOCTOR, None)], GROUPS)


def test_a_doctors_code_is_nothing_in_another_profession():
    assert groups_of([(PSYCHOLOGIST, "SM44")], GROUPS) == {"another_profession"}


def test_somebody_with_two_qualifications_stands_for_both():
    held = groups_of([(DOCTOR, "SM36"), (DOCTOR, "SM41")], GROUPS)
    assert held >= {"oncology", "respiratory"}


def test_nobody_stands_for_nothing():
    assert groups_of([], GROUPS) == frozenset()


def test_a_group_is_named_in_the_readers_language():
    group = SpecialtyGroup("radiologue", "Radiologie", "Radiology")
    assert (group.label_in("fr"), group.label_in("en")) == ("Radiologie", "Radiology")
