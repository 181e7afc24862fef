"""The screen that the room sees: it follows the case that is heard, and tells no more."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Attendance, Meeting, Practitioner
from rcp.services import calling, opinions, writing
from rcp.services.writing import Typed
from tests import factories
from tests.factories import NOW, Cast
from tests.services.held import Held, a_draft, a_held_meeting, a_planned_case, everybody_comes
from tests.web.conftest import Browse, Page


@pytest.fixture
def held(session: Session, cast: Cast) -> Held:
    """A meeting under way, with one case to hear."""
    return a_held_meeting(session, cast, question="Chirurgie ou chimiothérapie d’abord ?")


class Screen:
    """A projected page that asks again as a browser does."""

    def __init__(self, browse: Browse, meeting: Meeting, person: Practitioner) -> None:
        self._browse, self._meeting = browse.as_(person), meeting
        self.page = self._browse.get("meetings.projected", meeting_id=meeting.id)

    def asks_again(self, expect: int = 200) -> Page:
        where = re.search(r'hx-get="([^"]+)"', self.page.body)
        assert where
        page = self._browse.get_path(where[1].replace("&amp;", "&"), expect=expect)
        self.page = page if expect == 200 else self.page
        return page


def test_it_follows_the_case_that_is_taken_and_shows_its_opinion_once_recorded(
    browse: Browse, session: Session, held: Held, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(browse, held.meeting, cast.odile)
    assert "Chirurgie ou chimiothérapie" not in screen.page.text
    calling.call(session, held.item, cast.sami, NOW)
    session.flush()
    assert "Chirurgie ou chimiothérapie" in screen.asks_again().text
    everybody_comes(session, held, cast)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    session.flush()
    assert "Chirurgie première." in screen.asks_again().text


def test_it_answers_nothing_as_long_as_nothing_changed(
    browse: Browse, held: Held, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rcp.web.meetings.projected.utc_now", lambda: NOW)
    Screen(browse, held.meeting, cast.odile).asks_again(expect=204)


def test_it_shows_nothing_that_is_still_being_typed(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    calling.call(session, held.item, cast.sami, NOW)
    typed = Typed("comment", "Note entre nous", "", 0, 0)
    writing.keep(session, held.item, typed, cast.sami, NOW)
    session.flush()
    page = Screen(browse, held.meeting, cast.sami).page
    assert held.case.patient.label in page.text
    assert "Note entre nous" not in page.text
    assert not page.elements("nav")


def test_earlier_opinions_and_what_social_workers_may_see(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    everybody_comes(session, held, cast)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, NOW)
    again = a_planned_case(
        session, cast, patient=held.case.patient, summary="Synthèse du second passage"
    )
    item = factories.an_agenda_item(session, held.meeting, again, position=2)
    social = factories.a_practitioner(session, "Aline Roux", profession="41", specialty=None)
    held.meeting.attendances.append(Attendance(practitioner=social))
    calling.call(session, item, cast.sami, NOW)
    session.flush()
    page = Screen(browse, held.meeting, cast.odile).page
    assert "Avis antérieurs" in page.text
    assert "Chirurgie première." in page.text
    seen = Screen(browse, held.meeting, social).page
    assert again.question in seen.text
    assert "Synthèse du second passage" not in seen.text
    assert "Chirurgie première." not in seen.text


def test_a_stranger_sees_nothing_of_it(browse: Browse, held: Held, cast: Cast) -> None:
    for endpoint in ("meetings.projected", "meetings.projected_part"):
        browse.as_(cast.stranger).get(endpoint, meeting_id=held.meeting.id, expect=403)
