"""The list of those who coordinate: filters that stay, many cases changed at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rcp.db.base import utc_now
from rcp.domain.case import CaseState
from tests.factories import a_case, a_meeting


@pytest.fixture
def two(session, cast):
    """Two cases that wait at Claire's board."""
    return [a_case(session, cast.board, referrer=cast.odile) for _ in range(2)]


def ticked(cases, deed):
    return {"chosen": [case.id for case in cases], "deed": deed}


def test_filters_stay_until_everything_is_asked_for(browse, cast, two):
    sami = browse.as_(cast.sami)
    sami.get("cases.index", state="draft")
    assert "state=draft" in sami.get("cases.index", expect=302).location
    assert two[0].reference in sami.get("cases.index", all=1).text
    assert two[0].reference in sami.get("cases.index").text


def test_a_name_that_was_searched_does_not_stay(browse, cast, two):
    sami = browse.as_(cast.sami)
    sami.post("cases.search", {"text": "FICTIVE"}, expect=200)
    assert two[0].reference in sami.get("cases.index").text


def test_ticked_cases_become_urgent_and_go_to_their_next_meeting(browse, session, cast, two):
    a_meeting(session, cast.board, starts_at=utc_now() + timedelta(days=4))
    sami = browse.as_(cast.sami)
    sami.post("cases.act", ticked(two, "urgent"))
    assert all(case.is_urgent for case in two)
    sami.post("cases.act", ticked(two, "calm"))
    assert not any(case.is_urgent for case in two)
    sami.post("cases.act", ticked(two, "plan"))
    assert {case.state for case in two} == {CaseState.PLANNED}


def test_one_that_refuses_keeps_all_as_they_were_and_is_named(browse, session, cast, two):
    heard = a_case(session, cast.board, state=CaseState.SENT_OUT)
    sami = browse.as_(cast.sami)
    page = sami.post("cases.act", ticked([*two, heard], "withdraw"), follow=True, expect=200)
    assert heard.reference in page.text
    assert "Aucun dossier n’a été modifié" in page.text
    session.expire_all()
    assert {case.state for case in two} == {CaseState.TO_DISCUSS}


@pytest.mark.parametrize("deed", ["urgent", "withdraw", "guess"])
def test_who_does_not_run_the_board_changes_nothing(browse, session, cast, two, deed):
    browse.as_(cast.odile).post("cases.act", ticked(two, deed), expect=403)
    assert {case.state for case in two} == {CaseState.TO_DISCUSS}
    assert not any(case.is_urgent for case in two)
