"""The catalogue's groups, professions and qualifications hold together."""

import pytest

from rcp.catalogue import professions, qualifications, specialty_groups
from rcp.domain.quorum import Attendee, SeatRule, quorum
from rcp.domain.specialty import DOCTOR, GroupKind, groups_of, medical_specialty

GROUPS = specialty_groups()
BY_CODE = {group.code: group for group in GROUPS}


def an_attendee(person_id: str, profession: str, qualification: str | None = None) -> Attendee:
    return Attendee(
        person_id,
        groups_of([(profession, qualification)], GROUPS),
        medical_specialty(profession, qualification, GROUPS),
    )


def test_a_code_names_one_group_one_profession_or_one_qualification():
    assert len(BY_CODE) == len(GROUPS)
    assert len({profession.code for profession in professions()}) == len(professions())
    named = {(found.profession, found.code) for found in qualifications()}
    assert len(named) == len(qualifications())


def test_everything_is_named_in_french_and_in_english():
    for named in (*GROUPS, *professions(), *qualifications()):
        assert named.label.strip()
        assert named.label_en.strip()
        assert (named.label_in("fr"), named.label_in("en")) == (named.label, named.label_en)


def test_every_code_of_a_group_can_be_given_to_somebody():
    known = {profession.code for profession in professions()}
    for found in qualifications():
        known.add(f"{found.profession}/{found.code}")
        if found.profession == DOCTOR:
            known.add(found.code)
    assert [code for group in GROUPS for code in group.codes if code not in known] == []


def test_every_qualification_belongs_to_a_profession():
    known = {profession.code for profession in professions()}
    assert {found.profession for found in qualifications()} <= known


def test_a_group_of_codes_has_some():
    for group in GROUPS:
        assert group.codes or group.kind is GroupKind.ANY_SPECIALTY


def test_disciplines_are_doctors_only():
    medical = {found.code for found in qualifications() if found.profession == DOCTOR}
    for group in GROUPS:
        if group.discipline:
            assert group.codes <= medical


@pytest.mark.parametrize(
    ("code", "specialty"),
    [
        ("SM44", "radiologue"),
        ("SM74", "radiologue"),
        ("SM36", "oncologue"),
        ("C35", "oncologue"),
        ("SM45", "radiotherapeute"),
        ("SM20", "gynecologue"),
        ("SM10", "plasticien"),
        ("SM05", "chirurgien_general"),
        ("SM11", "chirurgien_thoracique"),
        ("SM64", "biologiste"),
        ("SM54", "medecin_generaliste"),
    ],
)
def test_a_qualification_counts_as_one_specialty(code, specialty):
    assert medical_specialty(DOCTOR, code, GROUPS) == specialty


def test_the_gynaecologist_and_the_plastic_surgeon_of_a_breast_board_are_two_specialties():
    people = [an_attendee("a", DOCTOR, "SM20"), an_attendee("b", DOCTOR, "SM10")]
    assert all("chirurgien_sein" in person.groups for person in people)
    assert quorum((), people).specialties == 2


@pytest.mark.parametrize(
    ("role", "who"),
    [
        ("oncologue_ou_pneumologue", (DOCTOR, "SM41")),
        ("biologiste_ou_anapath", (DOCTOR, "SM01")),
        ("neurologue_ou_oncologue", (DOCTOR, "SM36")),
        ("biologiste_moleculaire_ou_geneticien", (DOCTOR, "SM17")),
        ("psychiatre_ou_psychologue", ("93", None)),
        ("kine_ou_apa", ("361", None)),
        ("referent_dac", ("330", None)),
        ("social_ou_medicosocial", ("41", None)),
        ("equipe_soins", ("G15_60", None)),
        ("ide_onco", ("G15_60", "SI02")),
        ("pharmacien_hospitalier", ("G15_21", "H")),
        ("arc", ("363", None)),
        ("aidant_si_accord", ("LOC_AIDANT", None)),
        ("autre_profession", ("G15_21", "A")),
        ("autre_specialite", (DOCTOR, "SM30")),
    ],
)
def test_a_role_is_played_by_those_it_names(role, who):
    assert role in groups_of([who], GROUPS)


def test_a_family_carer_is_not_another_profession():
    assert groups_of([("LOC_AIDANT", None)], GROUPS) == {"aidant_si_accord"}


def test_every_alternative_holds_both_of_its_sides():
    for role in BY_CODE:
        sides = [BY_CODE[side].codes for side in role.split("_ou_") if side in BY_CODE]
        if "_ou_" in role and len(sides) == 2:
            assert BY_CODE[role].codes == sides[0] | sides[1]


def test_a_thoracic_and_cardiac_surgeon_holds_one_seat_of_the_two():
    seats = (SeatRule("t", "chirurgien_thoracique"), SeatRule("c", "chirurgien_cardiaque"))
    assert sum(quorum(seats, [an_attendee("a", DOCTOR, "SM11")]).missing.values()) == 1
