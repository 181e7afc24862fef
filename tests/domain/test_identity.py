"""Identifiers are checked as the references say, and never repeated in a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.errors import RuleBroken
from rcp.domain.identity import (
    IdentityStatus,
    checked_ins,
    checked_rpps,
    ins_key,
    may_print_ins,
    rpps_key_is_right,
)

DIGITS = "0123456789"
TEST_INS = "279035121518989"
"""The matricule of the national test identity."""


def test_the_national_test_matricule_is_accepted_spaces_removed():
    assert checked_ins("2 79 03 51 215 189 89") == TEST_INS


def test_the_key_is_97_minus_the_remainder():
    assert ins_key("2790351215189") == 97 - 2790351215189 % 97 == 89


@pytest.mark.parametrize(("department", "stands_for"), [("2A", "19"), ("2B", "18")])
def test_a_birth_in_corsica_counts_2a_as_19_and_2b_as_18(department, stands_for):
    number = f"17506{department}004123"
    assert ins_key(number) == ins_key(f"17506{stands_for}004123")
    assert checked_ins(f"{number.lower()}{ins_key(number):02d}") == f"{number}{ins_key(number):02d}"


def test_only_the_department_may_hold_a_letter():
    with pytest.raises(RuleBroken) as refusal:
        checked_ins("2790351215A8989")
    assert refusal.value.code == "ins_characters"


@pytest.mark.parametrize("typed", ["27903512151898²", "٢79035121518989"])
def test_only_plain_digits_make_a_matricule(typed):
    with pytest.raises(RuleBroken) as refusal:
        checked_ins(typed)
    assert refusal.value.code == "ins_characters"


def test_a_wrong_key_is_refused_without_repeating_the_number():
    with pytest.raises(RuleBroken) as refusal:
        checked_ins("279035121518988")
    assert refusal.value.code == "ins_key"
    assert "27903" not in str(refusal.value)


@pytest.mark.parametrize("typed", ["", "2790351215189", "2790351215189890"])
def test_a_matricule_has_fifteen_characters(typed):
    with pytest.raises(RuleBroken) as refusal:
        checked_ins(typed)
    assert refusal.value.code == "ins_length"
    assert refusal.value.facts == {"length": len(typed)}


@given(st.text(DIGITS, min_size=13, max_size=13), st.integers(0, 12), st.sampled_from(DIGITS))
def test_one_mistyped_digit_is_always_noticed(number, place, digit):
    ins = f"{number}{ins_key(number):02d}"
    assert checked_ins(ins) == ins
    mistyped = ins[:place] + digit + ins[place + 1 :]
    if mistyped != ins:
        with pytest.raises(RuleBroken):
            checked_ins(mistyped)


@pytest.mark.parametrize("status", IdentityStatus)
def test_only_a_qualified_identity_is_printed_with_its_matricule(status):
    assert may_print_ins(status) is (status is IdentityStatus.QUALIFIED)


def test_an_rpps_number_has_eleven_digits():
    assert checked_rpps("01 234 567 897") == "01234567897"
    for typed in ("0123456789", "012345678977", "0123456789A", "0123456789²"):
        with pytest.raises(RuleBroken) as refusal:
            checked_rpps(typed)
        assert refusal.value.code == "rpps_length"
        assert refusal.value.facts == {"length": len(typed)}


@pytest.mark.parametrize(
    ("rpps", "right"),
    [
        ("01234567897", True),
        ("99700218896", True),
        ("10000001111", False),
        ("10001766123", False),
    ],
)
def test_a_wrong_rpps_key_is_only_a_warning(rpps, right):
    assert checked_rpps(rpps) == rpps
    assert rpps_key_is_right(rpps) is right


@given(st.text(DIGITS, min_size=10, max_size=10), st.integers(0, 9), st.sampled_from(DIGITS))
def test_luhn_notices_one_mistyped_digit(number, place, digit):
    keys = [key for key in DIGITS if rpps_key_is_right(number + key)]
    assert len(keys) == 1
    if digit != number[place]:
        assert not rpps_key_is_right(number[:place] + digit + number[place + 1 :] + keys[0])
