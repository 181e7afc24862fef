"""A question is asked only when the answers before it, or the age, call for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.errors import RuleBroken
from rcp.domain.fields import asked, check_conditions, checked_value, field_from_mapping, to_mapping
from rcp.domain.tnm import checked_tnm

HER2 = {"key": "her2", "label": "HER2", "kind": "choice", "options": ["0", "1+", "2+", "3+"]}
FISH = {"key": "fish", "label": "FISH", "kind": "choice", "options": ["amplifie", "non"]} | {
    "asked_if": {"key": "her2", "among": ["2+"]}
}
ANTI_HER2 = {"key": "anti", "label": "Anti-HER2", "kind": "yes_no"} | {
    "asked_if": {"key": "fish", "among": ["amplifie"]}
}
G8 = {"key": "g8", "label": "G8", "kind": "number", "asked_if": {"from_age": 75}}
SMOKED = {"key": "tabac", "label": "Tabac", "kind": "yes_no"}
PACKS = {"key": "pa", "label": "Paquets-années", "kind": "number"} | {
    "asked_if": {"key": "tabac", "among": ["yes"]}
}


SAYS_OUI = {"key": "tabac", "among": ["oui"]}


def specs(*mappings):
    return [field_from_mapping(one) for one in mappings]


def keys(mappings, answers, age=None):
    return [spec.key for spec in asked(specs(*mappings), answers, age)]


@pytest.mark.parametrize(("score", "wanted"), [("1+", ["her2"]), ("2+", ["her2", "fish"])])
def test_fish_is_asked_only_when_her2_is_2_plus(score, wanted):
    assert keys([HER2, FISH], {"her2": score}) == wanted


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked_either():
    told = {"her2": "3+", "fish": "amplifie"}
    assert keys([HER2, FISH, ANTI_HER2], told) == ["her2"]
    assert keys([HER2, FISH, ANTI_HER2], told | {"her2": "2+"}) == ["her2", "fish", "anti"]


@pytest.mark.parametrize(("age", "wanted"), [(None, []), (74, []), (75, ["g8"]), (91, ["g8"])])
def test_geriatric_screening_is_asked_from_75(age, wanted):
    assert keys([G8], {}, age) == wanted


@pytest.mark.parametrize(("told", "wanted"), [(True, 2), (False, 1), (None, 1)])
def test_a_yes_or_a_no_calls_for_more(told, wanted):
    assert len(keys([SMOKED, PACKS], {"tabac": told})) == wanted


@pytest.mark.parametrize(
    ("mappings", "path"),
    [
        ([FISH, HER2], "fields.0.asked_if.key"),
        ([HER2, FISH | {"asked_if": {"key": "her2", "among": ["4+"]}}], "fields.1.asked_if.among"),
        ([SMOKED, PACKS | {"asked_if": SAYS_OUI}], "fields.1.asked_if.among"),
    ],
)
def test_a_condition_on_no_earlier_answer_is_refused_with_its_place(mappings, path):
    with pytest.raises(RuleBroken) as refused:
        check_conditions(specs(*mappings))
    assert (refused.value.code, refused.value.facts["path"]) == ("entry_invalid", path)


@pytest.mark.parametrize(
    "condition",
    [{}, {"key": "her2"}, {"among": ["2+"]}, {"key": "her2", "among": [2]}, {"from_age": -1}, "x"],
)
def test_a_condition_that_says_nothing_is_refused(condition):
    with pytest.raises(RuleBroken, match="entry_invalid"):
        field_from_mapping(FISH | {"asked_if": condition})


@pytest.mark.parametrize(
    "more",
    [
        FISH,
        G8,
        {"key": "tnm", "label": "TNM", "kind": "tnm", "edition": 9},
        {"key": "site", "label": "Site", "kind": "code", "system": "cim10", "section": "Tumeur"},
    ],
)
def test_a_question_written_and_read_again_is_the_same(more):
    spec = field_from_mapping(more)
    assert field_from_mapping(to_mapping(spec)) == spec


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "code"},
        {"kind": "code", "system": "snomed"},
        {"kind": "text", "system": "cim10"},
        {"kind": "text", "edition": 8},
        {"kind": "tnm", "edition": 0},
    ],
)
def test_a_list_or_an_edition_belongs_to_its_kind_of_question(wrong):
    with pytest.raises(RuleBroken, match="entry_invalid"):
        field_from_mapping({"key": "champ", "label": "Champ", **wrong})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cT2N1M0", "cT2 N1 M0 (TNM 8)"),
        ("ct2 n1 m0", "cT2 N1 M0 (TNM 8)"),
        ("pT1c pN0(sn) cM0", "pT1c pN0(sn) cM0 (TNM 8)"),
        ("ypT0 ypN0 M0 (UICC 8e édition)", "ypT0 ypN0 M0 (TNM 8)"),
        ("cTisN0M0, TNM 9", "cTis N0 M0 (TNM 9)"),
        ("T2N1M0 v7", "T2 N1 M0 (TNM 7)"),
        ("M1c2", "M1c2 (TNM 8)"),
        ("pN1mi", "pN1mi (TNM 8)"),
    ],
)
def test_a_tnm_stage_is_kept_with_its_edition_however_it_is_typed(typed, kept):
    assert checked_tnm(typed, 8, "tnm") == kept
    assert checked_tnm(kept, 7, "tnm") == kept


@pytest.mark.parametrize(
    "typed", ["T5", "bonjour", "c", "cT2N1M0 TNM 0", "T2 puis N1", "II", "N4", "T2 M1 N0"]
)
def test_what_is_no_stage_is_refused_without_being_repeated(typed):
    with pytest.raises(RuleBroken) as refused:
        checked_tnm(typed, 8, "tnm")
    assert (refused.value.code, refused.value.facts) == ("field_tnm", {"key": "tnm"})


SITE = field_from_mapping({"key": "s", "label": "S", "kind": "code", "system": "cim10"})
SHAPE = field_from_mapping({"key": "m", "label": "M", "kind": "code", "system": "cimo3"})


@pytest.mark.parametrize(
    ("spec", "typed", "kept"),
    [
        (SITE, "C50.4", "C50.4"),
        (SITE, "c504", "C50.4"),
        (SITE, "E11", "E11"),
        (SITE, "C50.4 Tumeur du sein", "C50.4 Tumeur du sein"),
        (SHAPE, "8500/3", "8500/3"),
    ],
)
def test_a_code_is_kept_in_the_way_its_classification_writes_it(spec, typed, kept):
    assert checked_value(spec, typed) == kept


@pytest.mark.parametrize(
    ("spec", "typed"),
    [
        (SITE, "sein"),
        (SITE, "8500/3"),
        (SHAPE, "C50.4"),
        (SHAPE, "8500"),
        (SITE, "C5"),
        (SITE, "Ⅽ50"),
    ],
)
def test_words_or_another_lists_code_are_refused(spec, typed):
    with pytest.raises(RuleBroken, match="field_code"):
        checked_value(spec, typed)


FORM = [HER2, FISH, ANTI_HER2, G8, SMOKED, PACKS]
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "her2": st.sampled_from(["0", "2+"]),
        "fish": st.sampled_from(["amplifie", "non"]),
        "tabac": st.booleans(),
    },
)


@given(answers=ANSWERS, age=st.none() | st.integers(0, 110))
def test_answers_to_questions_that_are_not_asked_change_nothing(answers, age):
    standing = keys(FORM, answers, age)
    kept = {key: value for key, value in answers.items() if key in standing}
    assert keys(FORM, kept, age) == standing
