"""A board's own rules, its numbers, and what differs between two of its versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.board import BoardKind
from rcp.domain.board_rules import (
    Afterwards,
    BoardRules,
    Period,
    rules_from,
    rules_mapping,
    usual_rules,
)
from rcp.domain.differences import Difference, differences
from rcp.domain.errors import RuleBroken
from rcp.domain.finess import has_right_key, require_finess

RULES = st.builds(
    BoardRules,
    takes_urgent=st.booleans(),
    afterwards=st.sampled_from(Afterwards),
    meetings=st.integers(0, 60),
    per=st.sampled_from(Period),
    waiting_days=st.integers(0, 365),
    report_days=st.integers(0, 365),
    takes_written=st.booleans(),
)


@given(RULES, RULES)
def test_rules_are_read_back_as_they_were_written_whatever_is_usual(rules, usual):
    assert rules_from(rules_mapping(rules), usual) == rules
    assert rules_from({}, usual) == usual


def test_cancer_boards_meet_twice_a_month_and_health_homes_six_times_a_year():
    cancer = usual_rules(BoardKind.RCP_REFERRAL, regulatory=True)
    home = usual_rules(BoardKind.PRIMARY_CARE, regulatory=False)
    assert (cancer.meetings, cancer.per) == (2, Period.MONTH)
    assert (home.meetings, home.per) == (6, Period.YEAR)
    assert usual_rules(BoardKind.STAFF, regulatory=False).meetings == 0


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ({"meeting": 2}, "boards.0.rules.meeting"),
        ({"meetings": 61}, "boards.0.rules.meetings"),
        ({"report_days": -1}, "boards.0.rules.report_days"),
        ({"takes_urgent": "oui"}, "boards.0.rules.takes_urgent"),
        ({"per": "week"}, "boards.0.rules.per"),
        ([], "boards.0.rules"),
    ],
)
def test_a_rule_that_makes_no_sense_names_its_path(written, path):
    with pytest.raises(RuleBroken) as broken:
        rules_from(written, BoardRules(), "boards.0.rules")
    assert (broken.value.code, broken.value.facts["path"]) == ("entry_invalid", path)


@pytest.mark.parametrize("number", ["123456782", "2A0000022", "2B0000020"])
def test_the_ninth_digit_of_a_finess_number_is_its_key(number):
    assert has_right_key(number)
    assert not has_right_key(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize(
    "number", ["75071218", "7507121840", "2C0000022", "75071218X", "٣٤٥٦٧٨٩٠١"]
)
def test_a_number_that_no_register_could_hold_is_refused(number):
    with pytest.raises(RuleBroken, match="finess_length"):
        require_finess(number)
    require_finess("")


def test_one_question_more_less_or_reworded_is_one_difference():
    size = {"key": "taille", "label": "Taille", "unit": "mm"}
    side = {"key": "cote", "label": "Côté"}
    before, after = {"fields": [size, side]}, {"fields": [{**size, "unit": "cm"}, {"key": "re"}]}
    assert differences(before, after) == (
        Difference(("fields", "taille", "unit"), "mm", "cm"),
        Difference(("fields", "re"), None, {"key": "re"}),
        Difference(("fields", "cote"), side, None),
    )


def test_a_new_order_alone_is_one_difference():
    one, two = {"key": "a"}, {"key": "b"}
    assert differences([one, two], [two, one]) == (Difference((), ["a", "b"], ["b", "a"]),)
    assert differences([one, two], [one, two]) == ()


def test_a_list_that_comes_or_goes_is_told_whole():
    assert differences({"days": []}, {"days": [{"day": "x"}]}) == (
        Difference(("days",), [], [{"day": "x"}]),
    )


JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_two_versions_differ_exactly_when_something_is_said_to_differ(before, after):
    assert bool(differences(before, after)) is (before != after)
