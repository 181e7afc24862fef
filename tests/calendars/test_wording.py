"""What may be said of a meeting outside the house."""

from __future__ import annotations

import pytest

from rcp.calendars.wording import ALLOWED, InvitationFacts, UnknownPlaceholder, worded

FACTS = InvitationFacts(
    board="Thorax", case_count=8, reference="R-2026-0413", place="Salle Laennec"
)


def test_a_wording_is_filled_from_the_meeting():
    assert worded("RCP {board}, {case_count} dossiers ({reference})", FACTS) == (
        "RCP Thorax, 8 dossiers (R-2026-0413)"
    )


def test_what_is_not_known_leaves_nothing():
    assert worded("{board}{kind}{video_link}", InvitationFacts(board="Sein")) == "Sein"


@pytest.mark.parametrize(
    "wording",
    [
        "{patient}",
        "{board.__class__}",
        "{board[0]}",
        "{board!r}",
        "{board:>1000000}",
        "{}",
        "{0}",
        "{board",
        "{facts.__init__.__globals__}",
    ],
)
def test_a_wording_can_ask_for_nothing_else(wording):
    with pytest.raises(UnknownPlaceholder):
        worded(wording, FACTS)


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is():
    assert worded("{board}", InvitationFacts(board="{reference} {{7*7}}")) == "{reference} {{7*7}}"


def test_a_value_stays_on_one_line():
    assert worded("{board}", InvitationFacts(board="Sein\r\nBCC: x@y.test")) == "Sein BCC: x@y.test"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": "Mme Lucienne D."},
        {"reference": "R-2026-0413 Lucienne"},
        {"case_count": -1},
        {"sign_in_link": "data:text/html,x"},
    ],
)
def test_a_fact_has_the_form_of_what_it_is(wrong):
    with pytest.raises(ValueError, match=r"reference|fewer|link"):
        InvitationFacts(board="Sein", **wrong)


def test_no_fact_is_about_a_patient():
    assert sorted(ALLOWED) == [
        *("board", "case_count", "day", "hours", "kind", "organizer"),
        *("place", "reference", "sign_in_link", "video_link", "whole_hours"),
    ]
