"""A board's fields accept what clinicians write and refuse the rest without repeating it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.entries import Remedy
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import (
    LONGEST_LONG_TEXT,
    LONGEST_TEXT,
    FieldKind,
    FieldSpec,
    Option,
    checked_value,
    field_from_mapping,
    shown_value,
    to_mapping,
)

HER2 = tuple(Option(score, score, score) for score in ("0", "1+", "2+", "3+"))
RISKS = (Option("chute", "Chute", "Fall"), Option("denutrition", "Dénutrition", "Malnutrition"))


def a_field(kind: FieldKind = FieldKind.TEXT, **more) -> FieldSpec:
    return FieldSpec(key="champ", label="Champ", kind=kind, label_en="Field", **more)


def refusal(spec: FieldSpec, raw) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        checked_value(spec, raw)
    return refused.value


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("raw", [None, "", "  \t", [], ["", " "]])
def test_an_empty_answer_is_kept_as_nothing_or_refused_where_one_is_required(kind, raw):
    assert checked_value(a_field(kind), raw) is None
    refused = refusal(a_field(kind, required=True), raw)
    assert (refused.code, refused.facts) == ("field_required", {"key": "champ"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12", 12), ("12,5", 12.5), ("12.5", 12.5), (" 1 200 ", 1200), ("1\u202f200,5", 1200.5)],
)
def test_a_number_is_read_as_the_french_write_it(typed, kept):
    value = checked_value(a_field(FieldKind.NUMBER), typed)
    assert value == kept
    assert type(value) is type(kept)


@pytest.mark.parametrize(
    "typed", ["douze", "1,2,3", "nan", "inf", "1e9", "12 mm", "--1", "٣", "9" * 13, "0x10"]
)
def test_what_is_no_number_is_refused(typed):
    refused = refusal(a_field(FieldKind.NUMBER), typed)
    assert (refused.code, refused.facts) == ("field_number", {"key": "champ"})


def test_a_percentage_lies_between_0_and_100_both_included():
    percentage = a_field(FieldKind.NUMBER, minimum=0, maximum=100, unit="%")
    assert [checked_value(percentage, typed) for typed in ("0", "100")] == [0, 100]
    above, below = refusal(percentage, "100,1"), refusal(percentage, "-1")
    assert (above.code, above.facts) == ("field_too_large", {"key": "champ", "maximum": 100})
    assert (below.code, below.facts) == ("field_too_small", {"key": "champ", "minimum": 0})


@pytest.mark.parametrize("typed", ["2025-02-28", "28/02/2025", " 28/2/2025 "])
def test_a_date_is_kept_the_iso_way(typed):
    assert checked_value(a_field(FieldKind.DATE), typed) == "2025-02-28"


@pytest.mark.parametrize("typed", ["29/02/2025", "2025-13-01", "hier", "28-02-2025", "20250228"])
def test_a_day_that_does_not_exist_is_refused(typed):
    refused = refusal(a_field(FieldKind.DATE), typed)
    assert (refused.code, refused.facts) == ("field_date", {"key": "champ"})


def test_yes_and_no_are_kept_as_true_and_false():
    yes_no = a_field(FieldKind.YES_NO)
    assert checked_value(yes_no, "yes") is True
    assert checked_value(yes_no, "no") is False
    assert refusal(yes_no, "peut-être").code == "field_yes_no"


def test_a_choice_is_one_of_its_options():
    her2 = a_field(FieldKind.CHOICE, options=HER2)
    assert checked_value(her2, "2+") == "2+"
    assert refusal(her2, "4+").code == "field_choice"
    assert refusal(her2, ["1+", "2+"]).code == "field_choice"


def test_several_choices_are_kept_once_each_in_the_order_of_the_form():
    risks = a_field(FieldKind.CHOICES, options=RISKS)
    assert checked_value(risks, ["denutrition", "chute", "chute"]) == ["chute", "denutrition"]
    assert checked_value(risks, "chute") == ["chute"]
    assert refusal(risks, ["chute", "naufrage"]).code == "field_choice"


@pytest.mark.parametrize(
    ("kind", "longest"),
    [(FieldKind.TEXT, LONGEST_TEXT), (FieldKind.LONG_TEXT, LONGEST_LONG_TEXT)],
)
def test_a_text_has_a_longest_length(kind, longest):
    assert checked_value(a_field(kind), "é" * longest) == "é" * longest
    refused = refusal(a_field(kind), "é" * (longest + 1))
    assert (refused.code, refused.facts) == ("field_too_long", {"key": "champ", "maximum": longest})


def test_a_text_keeps_its_lines_and_loses_what_no_document_can_print():
    typed = "première ligne\r\ndeuxième\x00\x0b\ud800 ligne\x1f"
    assert checked_value(a_field(FieldKind.LONG_TEXT), typed) == "première ligne\ndeuxième ligne"


@given(st.sampled_from(FieldKind), st.text(max_size=40))
def test_whatever_is_typed_is_kept_as_json_or_refused_without_being_repeated(kind, typed):
    spec = a_field(kind, options=HER2 if kind.has_options else ())
    value, facts = None, {"key": "champ"}
    try:
        value = checked_value(spec, typed)
    except RuleBroken as refused:
        facts = refused.facts
    assert facts == {"key": "champ"}
    assert json.loads(json.dumps(value)) == value
    assert bool(shown_value(spec, value)) is (value is not None)


@pytest.mark.parametrize(
    ("spec", "value", "french", "english"),
    [
        (a_field(FieldKind.NUMBER, unit="mm"), 12.5, "12,5\u00a0mm", "12.5\u00a0mm"),
        (a_field(FieldKind.NUMBER, unit="%"), 80, "80\u00a0%", "80%"),
        (a_field(FieldKind.NUMBER), 12000, "12\u202f000", "12,000"),
        (a_field(FieldKind.NUMBER), 30.0, "30", "30"),
        (
            a_field(FieldKind.NUMBER, unit="mois", unit_en="months"),
            6,
            "6\u00a0mois",
            "6\u00a0months",
        ),
        (a_field(FieldKind.DATE), "2025-02-08", "08/02/2025", "8 Feb 2025"),
        (a_field(FieldKind.YES_NO), True, "Oui", "Yes"),
        (a_field(FieldKind.YES_NO), False, "Non", "No"),
        (a_field(FieldKind.CHOICE, options=RISKS), "chute", "Chute", "Fall"),
        (
            a_field(FieldKind.CHOICES, options=RISKS),
            ["chute", "denutrition"],
            "Chute, Dénutrition",
            "Fall, Malnutrition",
        ),
        (a_field(), "texte libre", "texte libre", "texte libre"),
        (a_field(FieldKind.NUMBER, unit="mm"), None, "", ""),
    ],
)
def test_a_value_reads_as_each_language_writes_it(spec, value, french, english):
    assert shown_value(spec, value, "fr") == french
    assert shown_value(spec, value, "en") == english


def test_an_answer_that_the_form_no_longer_offers_is_still_shown():
    assert shown_value(a_field(FieldKind.CHOICE, options=RISKS), "abandonné") == "abandonné"
    assert shown_value(a_field(FieldKind.DATE), "mars 2024") == "mars 2024"


WRITTEN = {
    "key": "her2_fish",
    "label": "HER2 (FISH)",
    "kind": "choice",
    "label_en": "HER2 (FISH)",
    "options": [{"value": "non_fait", "label": "Non faite", "label_en": "Not done"}, "2+"],
    "required": True,
    "hint": "Si 2+",
    "hint_en": "If 2+",
}


def test_a_field_is_read_and_written_back_the_same():
    spec = field_from_mapping(WRITTEN)
    assert spec.options == (Option("non_fait", "Non faite", "Not done"), Option("2+", "2+", "2+"))
    assert spec.hint_in("en") == "If 2+"
    assert to_mapping(spec) == WRITTEN


def test_a_field_without_english_words_is_shown_in_french():
    spec = field_from_mapping({"key": "motif", "label": "Motif", "kind": "text", "hint": "Bref"})
    assert (spec.label_in("en"), spec.hint_in("en")) == ("Motif", "Bref")


def test_bounds_of_zero_are_written_back():
    written = {"key": "a", "label": "A", "label_en": "A", "kind": "number", "minimum": 0}
    assert to_mapping(field_from_mapping(written)) == written


@pytest.mark.parametrize(
    ("change", "path", "remedy"),
    [
        ({"key": "HER2 FISH"}, "key", Remedy.WRITE_KEY),
        ({"key": None}, "key", Remedy.ADD),
        ({"label": 3}, "label", Remedy.WRITE_TEXT),
        ({"kind": "menu"}, "kind", Remedy.CHOOSE_ALLOWED),
        ({"labell": "HER2"}, "labell", Remedy.REMOVE),
        ({"required": "oui"}, "required", Remedy.WRITE_TRUE_OR_FALSE),
        ({"options": []}, "options", Remedy.ADD),
        ({"options": "2+"}, "options", Remedy.WRITE_LIST),
        ({"options": ["2+", "2+"]}, "options", Remedy.MAKE_UNIQUE),
        ({"options": ["2+", False]}, "options.1", Remedy.QUOTE_TEXT),
        ({"options": [{"value": "a"}]}, "options.0.label", Remedy.ADD),
        ({"kind": "text"}, "options", Remedy.REMOVE),
        ({"minimum": 0}, "minimum", Remedy.REMOVE),
        ({"kind": "number", "options": None}, "options", Remedy.REMOVE),
    ],
)
def test_a_field_written_wrong_is_refused_with_its_place_and_its_remedy(change, path, remedy):
    with pytest.raises(RuleBroken) as refused:
        field_from_mapping(WRITTEN | change)
    assert refused.value.code == "entry_invalid"
    assert (refused.value.facts["path"], refused.value.facts["remedy"]) == (path, remedy)


def test_a_minimum_above_the_maximum_is_refused():
    written = {"key": "a", "label": "A", "kind": "number", "minimum": 5, "maximum": 1}
    with pytest.raises(RuleBroken) as refused:
        field_from_mapping(written, path="fields.3")
    assert refused.value.facts == {"path": "fields.3.maximum", "remedy": Remedy.ORDER_BOUNDS}


@pytest.mark.parametrize("written", [None, "champ", ["champ"], {1: "champ"}])
def test_a_field_is_a_mapping(written):
    with pytest.raises(RuleBroken) as refused:
        field_from_mapping(written, path="fields.0")
    assert refused.value.facts == {"path": "fields.0", "remedy": Remedy.WRITE_MAPPING}
