"""The meetings as a calendar: one's own, in the structure's wall clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from tests.factories import Cast, a_meeting
from tests.web.conftest import Browse

NOON = datetime(2026, 11, 26, 11, 30, tzinfo=UTC)
WEEK = {"start": "2026-11-23T00:00:00Z", "end": "2026-11-30T00:00:00Z"}


@pytest.fixture
def _meeting(session: Session, cast: Cast) -> None:
    a_meeting(session, cast.board, starts_at=NOON, expected=(cast.odile,))


@pytest.mark.usefixtures("_meeting")
def test_a_meeting_shows_at_its_local_hour_to_those_it_concerns(browse: Browse, cast: Cast) -> None:
    (event,) = browse.as_(cast.odile).get("meetings.events", **WEEK).response.get_json()
    assert (event["title"], event["start"]) == (cast.board.name, "2026-11-26T12:30")
    assert browse.as_(cast.stranger).get("meetings.events", **WEEK).response.get_json() == []


@pytest.mark.usefixtures("_meeting")
@pytest.mark.parametrize("start", ["", "demain", "0001-01-01", "9999-12-31T23:59:59Z"])
def test_senseless_dates_ask_for_this_week(browse: Browse, cast: Cast, start: str) -> None:
    browse.as_(cast.odile).get("meetings.events", start=start, end="?")


def test_the_page_says_where_the_same_list_is(browse: Browse, cast: Cast) -> None:
    page = browse.as_(cast.odile).get("meetings.calendar")
    assert "À venir" in page.text
