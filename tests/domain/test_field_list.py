"""A board's questions are added, moved and taken away; none is left hanging on nothing."""

import pytest

from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.field_list import (
    added,
    changed,
    key_for,
    moved,
    ordered,
    require_parents,
    without,
)
from rcp.domain.fields import field_from_mapping

HER2 = {"key": "her2", "label": "HER2", "kind": "choice", "options": ["0", "2+"]}
FISH = {"key": "fish", "label": "FISH", "kind": "yes_no"} | {
    "asked_if": {"key": "her2", "among": ["2+"]}
}
SIZE = {"key": "taille", "label": "Taille", "kind": "number"}
THREE = tuple(field_from_mapping(one) for one in (HER2, FISH, SIZE))


def keys(specs):
    return [spec.key for spec in specs]


@pytest.mark.parametrize(
    ("key", "step", "order"),
    [
        ("taille", -1, ["her2", "taille", "fish"]),
        ("her2", 1, ["fish", "her2", "taille"]),
        ("her2", -1, ["her2", "fish", "taille"]),
        ("taille", 9, ["her2", "fish", "taille"]),
    ],
)
def test_a_question_moves_one_place_and_never_off_the_list(key, step, order):
    assert keys(moved(THREE, key, step)) == order


def test_a_question_that_another_hangs_on_stays_before_it_with_its_answers():
    require_parents(THREE)
    for broken in (without(THREE, "her2"), moved(THREE, "her2", 1)):
        with pytest.raises(RuleBroken) as refused:
            require_parents(broken)
        assert refused.value.code == "field_parent_missing"
        assert refused.value.facts["question"] == "FISH"
    fewer = field_from_mapping({**HER2, "options": ["0", "1+"]})
    with pytest.raises(RuleBroken) as refused:
        require_parents(changed(THREE, "her2", fewer))
    assert refused.value.code == "field_parent_answers"
    require_parents(without(THREE, "fish"))


def test_the_key_of_a_question_never_changes_and_is_never_twice():
    other = field_from_mapping({**SIZE, "key": "autre", "label": "Taille du foyer"})
    again = changed(THREE, "taille", other)[2]
    assert (again.key, again.label) == ("taille", "Taille du foyer")
    with pytest.raises(RuleBroken, match="field_key_twice"):
        added(THREE, THREE[0])
    with pytest.raises(NotFound):
        changed(THREE, "inconnue", other)


def test_an_order_names_each_question_once():
    assert keys(ordered(THREE, ["taille", "her2", "fish"])) == ["taille", "her2", "fish"]
    for wrong in (["her2", "fish"], ["her2", "her2", "fish"], ["her2", "fish", "autre"], [""]):
        with pytest.raises(RuleBroken, match="field_order"):
            ordered(THREE, wrong)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Taille (mm)", "taille_mm"),
        ("Évaluation gériatrique", "evaluation_geriatrique"),
        ("2e avis", "e_avis"),
        ("???", "question"),
        ("Prise", "prise_3"),
    ],
)
def test_a_key_is_made_of_the_words_of_its_question(label, key):
    assert key_for(label, {"prise", "prise_2"}) == key
