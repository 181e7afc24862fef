"""The order of a meeting's cases, at one click."""

from __future__ import annotations

from sqlalchemy.orm import Session

from rcp.db.models import MeetingState
from rcp.domain.case import CaseClass
from rcp.domain.quorum import Presence
from rcp.services import meetings
from tests import factories
from tests.factories import Cast
from tests.services.held import a_planned_case, seed_groups
from tests.web.conftest import Browse


def test_cases_are_ordered_at_one_click_and_people_see_when_they_are_needed(
    browse: Browse, session: Session, cast: Cast
) -> None:
    seed_groups(session)
    meeting = factories.a_meeting(session, cast.board)
    cases = [
        a_planned_case(session, cast, case_class=CaseClass.REGISTERED),
        a_planned_case(session, cast, is_urgent=True),
    ]
    registered, urgent = (factories.an_agenda_item(session, meeting, case) for case in cases)
    sami = browse.as_(cast.sami)
    assert "présence 12:37 – 12:44" in sami.get("meetings.show", meeting_id=meeting.id).text
    page = sami.post("meetings.order_cases", meeting_id=meeting.id, follow=True, expect=200)
    assert meetings.agenda(session, meeting) == [urgent, registered]
    assert "Les dossiers sont ordonnés" in page.text
    assert "présence 12:30 – 12:37" in page.text
    session.expire_all()
    meeting.state = MeetingState.HELD
    session.flush()
    page = sami.post("meetings.order_cases", meeting_id=meeting.id, expect=422)
    assert "Ordonner les dossiers" not in page.text


def test_who_presents_one_case_is_asked_for_its_part_at_one_click(
    browse: Browse, session: Session, cast: Cast
) -> None:
    seed_groups(session)
    meeting = factories.a_meeting(session, cast.board)
    guest = factories.a_practitioner(session, "Rémi Aubin")
    meetings.add_person(
        session, meeting, guest, cast.sami, presence=Presence.EXPECTED, now=factories.NOW
    )
    for presenter, minutes in ((None, 20), (guest, 10), (None, 20)):
        case = a_planned_case(session, cast, presenter=presenter)
        factories.an_agenda_item(session, meeting, case, minutes=minutes)
    sami = browse.as_(cast.sami)
    page = sami.get("meetings.show", meeting_id=meeting.id)
    assert "Personnes attendues pour une partie seulement" in page.text
    page = sami.post("meetings.ask_for_stretches", meeting_id=meeting.id, follow=True, expect=200)
    assert "Personnes prévenues de leur passage : 1." in page.text
    assert "attendues pour une partie" not in page.text
    asked = [one.is_partial for one in meeting.attendances if one.practitioner is guest]
    assert (asked, [one.is_partial for one in meeting.attendances].count(True)) == ([True], 1)
