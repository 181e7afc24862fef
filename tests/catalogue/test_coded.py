"""Codes are found by their letters and by words, in any order, accents aside."""

import pytest

from rcp.catalogue.blocks import block_fields, block_mappings
from rcp.catalogue.coded import MOST_FOUND, coded_list, in_words, look_up
from rcp.catalogue.templates import board_templates
from rcp.db.models import BoardForm
from rcp.domain.board import CommonBlock
from rcp.domain.field_spec import CodeSystem
from rcp.domain.fields import (
    FieldKind,
    check_conditions,
    checked_value,
    field_from_mapping,
    to_mapping,
)

ICD, MORPHOLOGY = CodeSystem.ICD_10, CodeSystem.ICD_O_3


@pytest.mark.parametrize(
    ("system", "typed", "code"),
    [
        (ICD, "C50.4", "C50.4"),
        (ICD, "c504", "C50.4"),
        (ICD, "SEIN supero-externe", "C50.4"),
        (ICD, "poumon sup lob", "C34.1"),
        (ICD, "insuffisance cardiaque", "I50"),
        (MORPHOLOGY, "canalaire infiltrant", "8500/3"),
    ],
)
def test_a_code_is_the_first_found_by_what_people_type(system, typed, code):
    assert look_up(system, typed)[0].code == code


@pytest.mark.parametrize("typed", ["", "  ", "zzz", "%", "(", "C50.4 prostate"])
def test_nothing_is_found_for_what_no_entry_holds(typed):
    assert look_up(ICD, typed) == []


def test_a_common_word_finds_no_more_than_can_be_read():
    assert len(look_up(ICD, "tumeur")) == MOST_FOUND


def test_a_code_is_kept_with_its_words_and_an_unknown_one_as_typed():
    assert in_words(ICD, "C50.4") == "C50.4 Tumeur maligne du quadrant supéro-externe du sein"
    assert in_words(ICD, "C50.4 autre chose").endswith("supéro-externe du sein")
    assert in_words(ICD, "H66.9 Otite") == "H66.9 Otite"


@pytest.mark.parametrize("system", CodeSystem)
def test_every_code_of_a_list_is_an_answer_that_its_question_accepts(system):
    spec = field_from_mapping({"key": "c", "label": "C", "kind": "code", "system": system.value})
    entries = coded_list(system)
    assert len(entries) > 800
    assert all(checked_value(spec, one.text) == one.text for one in entries.values())


@pytest.mark.parametrize("template", board_templates(), ids=lambda one: one.code)
def test_a_board_asks_the_questions_of_its_field_and_its_own_each_once(template):
    own = [to_mapping(spec) for spec in template.fields]
    asked = BoardForm(common=block_mappings(template.block), fields=own).questions
    specs = [field_from_mapping(one) for one in asked]
    check_conditions(specs)
    assert len({spec.key for spec in specs}) == len(specs)
    assert (template.block is CommonBlock.FRCP) is template.regulatory
    if template.regulatory:
        kinds = {spec.kind for spec in specs if spec.section}
        assert {FieldKind.CODE, FieldKind.TNM, FieldKind.DATE} <= kinds


def test_a_boards_own_question_takes_the_place_of_the_common_one():
    own = {"key": "cote", "label": "Côté atteint", "kind": "text"}
    asked = BoardForm(common=block_mappings(CommonBlock.FRCP), fields=[own]).questions
    assert [one for one in asked if one["key"] == "cote"] == [own]
    assert len(asked) == len(block_fields(CommonBlock.FRCP))
