"""Sixteen board templates come with the application and can be edited as YAML."""

import pytest
import yaml

from rcp.catalogue import (
    BoardTemplate,
    board_templates,
    specialty_groups,
    template_from_mapping,
    template_from_yaml,
    template_to_mapping,
    template_to_yaml,
)
from rcp.domain.board import BoardKind
from rcp.domain.calendar import Cadence
from rcp.domain.case import CaseClass
from rcp.domain.entries import Remedy
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import FieldKind, FieldSpec, checked_value, shown_value
from rcp.domain.quorum import Attendee, SeatRule, quorum
from rcp.domain.specialty import groups_of, medical_specialty

GROUPS = {group.code: group for group in specialty_groups()}
TEMPLATES = {template.code: template for template in board_templates()}
EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
DOCTOR = "G15_10"


def field_of(board: str, key: str) -> FieldSpec:
    return next(spec for spec in TEMPLATES[board].fields if spec.key == key)


def hold(board: str, *people: tuple[str, str | None]):
    """The quorum of a board when these (profession, qualification) are there."""
    template = TEMPLATES[board]
    attendees = [
        Attendee(
            str(rank),
            groups_of([who], GROUPS.values()),
            medical_specialty(*who, GROUPS.values()),
        )
        for rank, who in enumerate(people)
    ]
    seats = [
        SeatRule(seat.group, seat.group, seat.minimum, seat.mandatory) for seat in template.seats
    ]
    return quorum(seats, attendees, template.min_specialties)


def test_the_sixteen_boards_are_there():
    assert set(TEMPLATES) == {
        *("ONCO_SEIN", "ONCO_URO", "ONCO_DIGESTIF", "ONCO_THORAX", "HEMATO", "NEURO_ONCO"),
        *("RECOURS_SARCOME", "MOLECULAIRE", "MALADIES_RARES", "OBESITE_BARIATRIQUE"),
        *("HEART_TEAM", "MSP_COMPLEXE", "BPM", "DAC_COMPLEXE", "PLAIES", "PALLIATIF_LISP"),
    }


@EVERY
def test_a_template_written_and_read_again_is_the_same(template: BoardTemplate):
    assert template_from_yaml(template_to_yaml(template)) == template
    assert template_from_mapping(template_to_mapping(template)) == template


@EVERY
def test_every_seat_asks_for_a_known_competence_and_one_at_least_is_mandatory(template):
    assert {seat.group for seat in template.seats} <= set(GROUPS)
    assert any(seat.mandatory for seat in template.seats)


@EVERY
def test_a_meeting_has_time_for_several_cases(template):
    assert template.minutes_per_case[CaseClass.STANDARD] * 2 <= template.duration_minutes
    minutes = list(template.minutes_per_case.values())
    assert minutes == sorted(minutes)


@EVERY
def test_every_word_of_a_template_is_there_in_both_languages(template):
    assert template.name
    assert template.name_en
    assert template.source
    assert bool(template.note) == bool(template.note_en)
    for spec in template.fields:
        assert spec.label_en
        assert bool(spec.hint) == bool(spec.hint_en)
        assert all(option.label and option.label_en for option in spec.options)


@EVERY
def test_the_first_answer_of_every_list_and_the_bounds_of_every_number_are_accepted(template):
    for spec in template.fields:
        if spec.kind.has_options:
            every = [option.value for option in spec.options]
            kept = checked_value(spec, every if spec.kind is FieldKind.CHOICES else every[0])
            assert shown_value(spec, kept, "fr")
        for bound in (spec.minimum, spec.maximum):
            if bound is not None:
                assert checked_value(spec, str(bound)) == bound


@EVERY
def test_a_percentage_is_bounded_and_a_form_insists_on_few_things(template):
    for spec in template.fields:
        if spec.unit == "%":
            assert spec.minimum is not None
            assert spec.maximum is not None
    assert 1 <= sum(spec.required for spec in template.fields) <= 2


def test_only_cancer_boards_are_regulatory_and_they_want_three_specialties():
    cancer = {BoardKind.RCP_STANDARD, BoardKind.RCP_REFERRAL, BoardKind.RCP_RARE}
    for template in TEMPLATES.values():
        assert template.regulatory is (template.kind in cancer)
        if template.regulatory:
            assert template.min_specialties == 3


@pytest.mark.parametrize("board", ["ONCO_SEIN", "ONCO_URO", "ONCO_DIGESTIF", "ONCO_THORAX"])
def test_a_solid_tumour_is_heard_by_a_surgeon_an_oncologist_and_a_radiotherapist(board):
    mandatory = [seat.group for seat in TEMPLATES[board].seats if seat.mandatory]
    assert len(mandatory) == 3
    assert any("chirurgien" in group or group == "urologue" for group in mandatory)
    assert any("oncologue" in group for group in mandatory)
    assert "radiotherapeute" in mandatory


@pytest.mark.parametrize(
    ("board", "cadence"),
    [
        ("ONCO_SEIN", Cadence.WEEKLY),
        ("MOLECULAIRE", Cadence.FORTNIGHTLY),
        ("MSP_COMPLEXE", Cadence.MONTHLY),
        ("DAC_COMPLEXE", Cadence.ON_DEMAND),
    ],
)
def test_boards_meet_as_often_as_they_usually_do(board, cadence):
    assert TEMPLATES[board].cadence is cadence


HEART_TEAM = ((DOCTOR, "SM04"), (DOCTOR, "SM79"), (DOCTOR, "SM11"), (DOCTOR, "SM02"))


def test_a_heart_team_needs_its_four_specialists():
    assert hold("HEART_TEAM", *HEART_TEAM).reached
    assert hold("HEART_TEAM", *HEART_TEAM[:3]).missing == {"anesthesiste": 1}
    two_clinicians = ((DOCTOR, "SM04"), (DOCTOR, "SM73"), *HEART_TEAM[2:])
    assert hold("HEART_TEAM", *two_clinicians).missing == {"cardiologue_interventionnel": 1}


def test_a_breast_board_without_a_surgeon_has_no_quorum_though_three_specialties_are_there():
    result = hold("ONCO_SEIN", (DOCTOR, "SM36"), (DOCTOR, "SM37"), (DOCTOR, "SM44"))
    assert result.specialties == 3
    assert result.missing == {"chirurgien_sein": 1}


def test_a_haematologist_cannot_also_be_the_other_specialty():
    """Haematologist, pathologist and one more doctor, of a third specialty."""
    two = ((DOCTOR, "SM71"), (DOCTOR, "SM01"))
    assert hold("HEMATO", *two).missing == {"autre_specialite": 1}
    assert not hold("HEMATO", *two, (DOCTOR, "SM21")).reached
    assert hold("HEMATO", *two, (DOCTOR, "SM37")).reached


def test_a_health_centre_meets_with_a_doctor_and_two_others():
    doctor, nurse, pharmacist = (DOCTOR, "SM54"), ("G15_60", None), ("G15_21", "A")
    assert hold("MSP_COMPLEXE", doctor, nurse, pharmacist).reached
    assert hold("MSP_COMPLEXE", doctor, nurse, doctor).missing == {"autre_profession": 1}


@pytest.mark.parametrize(
    ("board", "key", "typed", "kept"),
    [
        ("ONCO_SEIN", "her2", "3+", "3+"),
        ("ONCO_SEIN", "re", "80", 80),
        ("ONCO_SEIN", "taille_mm", "22,5", 22.5),
        ("ONCO_SEIN", "brca", "en_cours", "en_cours"),
        ("ONCO_URO", "psa", "0,04", 0.04),
        ("ONCO_THORAX", "alterations", ["egfr", "met"], ["egfr", "met"]),
        ("ONCO_DIGESTIF", "child_pugh", "B7", "B7"),
        ("HEMATO", "car_t", "yes", True),
        ("NEURO_ONCO", "karnofsky", "80", "80"),
        ("RECOURS_SARCOME", "relecture_date", "03/02/2025", "2025-02-03"),
        ("OBESITE_BARIATRIQUE", "imc", "42,3", 42.3),
        ("HEART_TEAM", "surface_aortique", "0,7", 0.7),
        ("PLAIES", "ips", "0,9", 0.9),
        ("PALLIATIF_LISP", "directives_anticipees", "oui", "oui"),
    ],
)
def test_a_believable_answer_is_accepted(board, key, typed, kept):
    assert checked_value(field_of(board, key), typed) == kept


@pytest.mark.parametrize(
    ("board", "key", "typed", "code"),
    [
        ("ONCO_SEIN", "her2", "4+", "field_choice"),
        ("ONCO_SEIN", "re", "101", "field_too_large"),
        ("ONCO_SEIN", "taille_mm", "-2", "field_too_small"),
        ("ONCO_SEIN", "cote", "", "field_required"),
        ("ONCO_URO", "isup", "6", "field_choice"),
        ("OBESITE_BARIATRIQUE", "imc", "423", "field_too_large"),
        ("HEART_TEAM", "fevg", "soixante", "field_number"),
        ("MOLECULAIRE", "consentement_date", "31/02/2025", "field_date"),
    ],
)
def test_an_impossible_answer_is_refused(board, key, typed, code):
    with pytest.raises(RuleBroken) as refused:
        checked_value(field_of(board, key), typed)
    assert refused.value.code == code


WRITTEN = template_to_mapping(TEMPLATES["ONCO_SEIN"])


@pytest.mark.parametrize(
    ("change", "path", "remedy"),
    [
        ({"name": ""}, "name", Remedy.WRITE_TEXT),
        ({"code": None}, "code", Remedy.ADD),
        ({"kind": "rcp"}, "kind", Remedy.CHOOSE_ALLOWED),
        ({"cadence": "hebdomadaire"}, "cadence", Remedy.CHOOSE_ALLOWED),
        ({"duration_minutes": 0}, "duration_minutes", Remedy.WRITE_WHOLE_NUMBER),
        ({"duration_minutes": True}, "duration_minutes", Remedy.WRITE_WHOLE_NUMBER),
        ({"min_specialties": "3"}, "min_specialties", Remedy.WRITE_WHOLE_NUMBER),
        ({"regulatory": "oui"}, "regulatory", Remedy.WRITE_TRUE_OR_FALSE),
        ({"quorum": []}, "quorum", Remedy.REMOVE),
        ({"seats": []}, "seats", Remedy.ADD),
        ({"seats": "urologue"}, "seats", Remedy.WRITE_LIST),
        ({"seats": [{"group": "barbier"}]}, "seats.0.group", Remedy.CHOOSE_ALLOWED),
        ({"seats": [{"group": "urologue"}] * 2}, "seats", Remedy.MAKE_UNIQUE),
        (
            {"seats": [{"group": "urologue", "minimum": 0}]},
            "seats.0.minimum",
            Remedy.WRITE_WHOLE_NUMBER,
        ),
        ({"minutes_per_case": {"complexe": 8}}, "minutes_per_case.standard", Remedy.ADD),
        (
            {"minutes_per_case": {"standard": 4, "long": 9}},
            "minutes_per_case.long",
            Remedy.REMOVE,
        ),
        ({"fields": [{"key": "a", "label": "A"}]}, "fields.0.kind", Remedy.ADD),
        (
            {"fields": [{"key": "a", "label": "A", "kind": "text"}] * 2},
            "fields",
            Remedy.MAKE_UNIQUE,
        ),
    ],
)
def test_a_template_edited_wrong_names_the_place_and_the_remedy(change, path, remedy):
    edited = yaml.safe_dump(WRITTEN | change, allow_unicode=True)
    with pytest.raises(RuleBroken) as refused:
        template_from_yaml(edited)
    assert refused.value.code == "entry_invalid"
    assert (refused.value.facts["path"], refused.value.facts["remedy"]) == (path, remedy)


def test_text_that_is_no_yaml_is_refused_with_its_line():
    with pytest.raises(RuleBroken) as refused:
        template_from_yaml("code: A\nname: [")
    assert refused.value.facts["remedy"] is Remedy.CORRECT_YAML
    assert refused.value.facts["line"] == 2


def test_a_yes_that_yaml_takes_for_true_asks_for_quotes():
    edited = template_to_yaml(TEMPLATES["ONCO_SEIN"]).replace("- 1+\n", "- yes\n", 1)
    with pytest.raises(RuleBroken) as refused:
        template_from_yaml(edited)
    assert refused.value.facts == {"path": "fields.6.options.1", "remedy": Remedy.QUOTE_TEXT}


def test_nothing_but_plain_values_is_read_from_yaml():
    with pytest.raises(RuleBroken):
        template_from_yaml("!!python/object/apply:os.getcwd []")
