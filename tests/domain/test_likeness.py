"""Two records may be of one person: near names, swapped names, a mistyped birth date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.likeness import Likeness, Traits, edits, likeness, same_question

JEANNE = {"birth_name": "Ferrandelle", "given_names": "Jeanne Marie", "sex": "F"} | {
    "birth_date": "1961-04-17"
}


def alike(**told: str) -> Likeness | None:
    return likeness(Traits.of(JEANNE), Traits.of(JEANNE | told))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, Likeness.SAME_TRAITS),
        ({"birth_name": "FERRANDELLE", "given_names": "Jeanne"}, Likeness.SAME_TRAITS),
        ({"birth_name": "Ferandele"}, Likeness.NEAR_NAMES),
        ({"given_names": "Jeane"}, Likeness.NEAR_NAMES),
        ({"birth_name": "Jeanne", "given_names": "Ferrandelle"}, Likeness.NEAR_NAMES),
        ({"birth_name": "Tavard", "used_name": "Ferrandelle"}, Likeness.NEAR_NAMES),
        ({"birth_date": "1961-04-11"}, Likeness.NEAR_BIRTH_DATE),
        ({"birth_date": "1971-04-17"}, Likeness.NEAR_BIRTH_DATE),
        ({"sex": "M"}, Likeness.NEAR_NAMES),
    ],
)
def test_a_record_that_may_be_the_same_persons_says_why(told, why):
    assert alike(**told) is why


@pytest.mark.parametrize(
    "told",
    [
        {"birth_name": "Quessandier"},
        {"given_names": "Odile"},
        {"birth_date": "1962-05-17"},
        {"birth_name": "Ferandele", "birth_date": "1961-04-18"},
    ],
)
def test_another_person_is_not_taken_for_the_same(told):
    assert alike(**told) is None


def test_day_and_month_swapped_are_near_and_a_short_name_has_one_slip_only():
    told = JEANNE | {"birth_date": "1961-07-04"}
    assert likeness(Traits.of(told), Traits.of(told | {"birth_date": "1961-04-07"}))
    short = JEANNE | {"birth_name": "Petit"}
    assert likeness(Traits.of(short), Traits.of(short | {"birth_name": "Petot"}))
    assert not likeness(Traits.of(short), Traits.of(short | {"birth_name": "Pepit Li"}))


def test_matricules_decide_where_both_are_known():
    known = {"ins": "261047505612317"}
    one = Traits.of(JEANNE | known)
    assert likeness(one, Traits.of(JEANNE | known | {"birth_name": "Autre"})) is (
        Likeness.SAME_MATRICULE
    )
    assert likeness(one, Traits.of(JEANNE | {"ins": "261047505612400"})) is None
    assert likeness(one, Traits.of(JEANNE)) is Likeness.SAME_TRAITS


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("Faut-il opérer d’abord ?", True),
        ("faut il operer d'abord", True),
        ("D’abord opérer, faut-il ?", True),
        ("Indication d’une radiothérapie ?", False),
        ("", False),
    ],
)
def test_the_same_question_in_other_signs_is_the_same_question(other, same):
    assert same_question("Faut-il opérer d'abord ?", other) is same


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_are_the_same_both_ways_and_none_between_equal_words(one, other):
    assert edits(one, other, 9) == edits(other, one, 9)
    assert (edits(one, other, 9) == 0) is (one == other)
    assert edits(one, other, 1) == min(edits(one, other, 9), 2)
