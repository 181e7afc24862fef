"""The first page says what waits, for each according to what they do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rcp.db.base import utc_now
from rcp.db.models import Answer, Invitation, Meeting, MeetingState, Minutes, OutboxMessage
from rcp.db.models import OutboxState as State
from rcp.domain.case import CaseState
from rcp.domain.minutes import MinutesState
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations
from tests.factories import a_case, a_meeting, a_practitioner, day
from tests.services.test_actions import an_action

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")


@pytest.fixture
def meeting(session, cast) -> Meeting:
    """A meeting in two days, to which Claire and Odile are invited."""
    meeting = a_meeting(session, cast.board, starts_at=utc_now() + timedelta(days=2))
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, utc_now())
    return meeting


def step_details(page) -> list[str]:
    return [
        "".join(one.itertext()).strip() for one in page.elements("span", **{"class": "step-detail"})
    ]


class TestACoordinator:
    def test_sees_the_seven_steps_with_their_figures(self, session, browse, cast, meeting):
        a_case(session, cast.board, state=CaseState.SUBMITTED)
        for _ in range(2):
            a_case(session, cast.board)
        an_action(session, cast, due_on=day(-700))
        held = a_meeting(session, cast.board, state=MeetingState.HELD)
        session.add(Minutes(meeting=held, state=MinutesState.SUBMITTED))
        session.flush()
        details = step_details(browse.as_(cast.sami).get("home.show"))
        assert details[1] == "1 à trier"
        assert details[2].startswith("3 dossiers")  # the action's case waits too
        assert details[3] == "2 sans réponse"
        assert details[5] == "1 à valider"
        assert details[6] == "1 en retard"

    def test_is_told_of_messages_that_did_not_arrive(self, session, browse, cast, meeting):
        session.query(OutboxMessage).update({"state": State.BOUNCED, "fault": "dsn_5.1.1"})
        page = browse.as_(cast.sami).get("home.show")
        assert "2 messages ou propositions attendent une décision" in page.text
        assert "/inbox" in page.links()

    def test_sees_nothing_of_other_boards(self, session, browse, cast):
        elsewhere = a_practitioner(session, "Nour Bel", roles=("coordinator",))
        a_case(session, cast.board, state=CaseState.SUBMITTED)
        assert step_details(browse.as_(elsewhere).get("home.show")) == []


class TestWhoeverIsInvited:
    def test_answers_in_one_click_from_the_first_page(self, session, browse, cast, meeting):
        odile = browse.as_(cast.odile)
        page = odile.get("home.show")
        assert "1 invitation à répondre" in page.text
        (form,) = [one for one in page.elements("form") if "/invitations/" in one.get("action")]
        (invitation,) = session.query(Invitation).filter_by(practitioner_id=cast.odile.id)
        assert str(invitation.id) in form.get("action")
        odile.post("invitations.answer", {"answer": "ACCEPTED"}, invitation_id=invitation.id)
        assert invitation.answer is Answer.ACCEPTED
        page = odile.get("home.show")
        assert "à répondre" not in page.text
        assert cast.board.name in page.text

    def test_is_not_asked_about_what_is_cancelled_or_over(self, session, browse, cast, meeting):
        meeting.state = MeetingState.CANCELLED
        session.flush()
        assert "à répondre" not in browse.as_(cast.odile).get("home.show").text


class TestAClinician:
    def test_sees_their_cases_by_what_they_wait_for(self, session, browse, cast):
        a_case(session, cast.board, referrer=cast.odile, state=CaseState.TO_COMPLETE)
        a_case(session, cast.board, referrer=cast.odile, state=CaseState.PLANNED)
        page = browse.as_(cast.odile).get("home.show")
        figures = {"".join(stat.itertext()).split("\n")[2].strip(): stat for stat in stats(page)}
        assert "à compléter" in figures
        values = [first_number(stat) for stat in stats(page)]
        assert values == [1, 0, 0, 1, 0]

    def test_sees_late_actions_by_reference_without_their_words(self, session, browse, cast):
        action = an_action(session, cast, due_on=day(-700))
        page = browse.as_(cast.odile).get("home.show")
        assert "1 action en retard" in page.text
        assert action.case.reference in page.text
        assert "scintigraphie" not in page.body


class TestTheResponsibleDoctor:
    def test_sees_the_minutes_to_validate(self, session, browse, cast):
        held = a_meeting(session, cast.board, state=MeetingState.HELD)
        session.add(Minutes(meeting=held, state=MinutesState.SUBMITTED))
        session.flush()
        assert "1 compte rendu à valider" in browse.as_(cast.claire).get("home.show").text
        assert "à valider" not in browse.as_(cast.odile).get("home.show").text


def test_a_person_for_whom_nothing_waits_is_told_so(session, browse):
    newcomer = a_practitioner(session, "Noé Vidal")
    assert "Rien ne vous attend" in browse.as_(newcomer).get("home.show").text


def test_a_visitor_is_asked_to_sign_in(browse):
    assert "/sign-in" in browse.get("home.show", expect=303).location


def stats(page) -> list:
    return page.elements("a", **{"class": "stat"})


def first_number(stat) -> int:
    return int("".join(stat.itertext()).split()[0])
