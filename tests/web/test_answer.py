"""Answering from the link of a message, without an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from rcp.db.base import utc_now
from rcp.db.models import Answer, Case, Invitation, Meeting
from rcp.domain.case import CaseState
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meeting_moves
from rcp.services.answer_links import answer_token
from tests.factories import a_case, a_meeting, an_agenda_item, an_id

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")


@pytest.fixture
def meeting(session, cast) -> Meeting:
    """A meeting in two days, to which Odile alone is invited."""
    meeting = a_meeting(
        session, cast.board, starts_at=utc_now() + timedelta(days=2), expected=[cast.odile]
    )
    an_agenda_item(session, meeting, _a_planned_case(session, cast))
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, utc_now())
    return meeting


def _a_planned_case(session, cast) -> Case:
    return a_case(session, cast.board, state=CaseState.PLANNED, question="Marqueur-question ?")


@pytest.fixture
def invitation(session, meeting) -> Invitation:
    return session.query(Invitation).filter_by(meeting_id=meeting.id).one()


@pytest.fixture
def link(invitation) -> dict[str, object]:
    return {"invitation_id": invitation.id, "token": answer_token(invitation)}


class TestOpeningTheLink:
    def test_shows_the_meeting_and_three_answers_and_changes_nothing(
        self, browse, cast, invitation, link
    ):
        page = browse.get("answer.show", **link)
        assert cast.board.name in page.text
        assert {one.get("value") for one in page.elements("button", name="answer")} == {
            "ACCEPTED",
            "TENTATIVE",
            "DECLINED",
        }
        assert invitation.answer is Answer.NEEDS_ACTION

    def test_says_nothing_of_a_case_and_hands_the_address_to_nobody(self, browse, link):
        page = browse.get("answer.show", **link)
        assert "Marqueur" not in page.body
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert page.response.headers["Cache-Control"] == "no-store"

    def test_leaves_no_cookie(self, app: Flask, browse, link):
        app.config["WTF_CSRF_ENABLED"] = True
        for page in (
            browse.get("answer.show", **link),
            browse.post("answer.give", {"answer": "ACCEPTED"}, **link),
            browse.get("answer.show", **{**link, "token": "wrong"}, expect=404),
        ):
            assert "Set-Cookie" not in page.response.headers

    def test_speaks_the_language_of_the_person_invited(self, session, browse, cast, link):
        cast.odile.language = "en"
        session.flush()
        assert browse.get("answer.show", **link).elements("html")[0].get("lang") == "en"


class TestAnswering:
    def test_is_recorded_and_said_with_its_hour_and_can_be_changed(self, browse, invitation, link):
        browse.post("answer.give", {"answer": "TENTATIVE"}, **link)
        assert (invitation.answer, invitation.answered_by) == (Answer.TENTATIVE, "link")
        page = browse.get("answer.show", **link)
        assert "« Peut-être », est enregistrée depuis le" in page.text
        (chosen,) = page.elements("button", **{"aria-current": "true"})
        assert chosen.get("value") == "TENTATIVE"
        browse.post("answer.give", {"answer": "DECLINED"}, **link)
        assert invitation.answer is Answer.DECLINED

    @pytest.mark.parametrize("given", ["", "NEEDS-ACTION", "accepted", "<script>"])
    def test_with_something_else_is_asked_again(self, browse, invitation, link, given):
        browse.post("answer.give", {"answer": given}, expect=422, **link)
        assert invitation.answer is Answer.NEEDS_ACTION

    def test_needs_the_right_secret(self, browse, invitation, link):
        for wrong in (
            {**link, "token": "0" * 43},
            {**link, "token": "é"},
            {**link, "invitation_id": an_id()},
        ):
            page = browse.get("answer.show", expect=404, **wrong)
            assert page.heading == "Ce lien ne sert plus"
            browse.post("answer.give", {"answer": "ACCEPTED"}, expect=404, **wrong)
        assert invitation.answer is Answer.NEEDS_ACTION


class TestALinkThatHasServed:
    def test_says_that_the_meeting_is_over(self, session, browse, meeting, link):
        meeting.starts_at -= timedelta(days=9)
        meeting.ends_at -= timedelta(days=9)
        session.flush()
        assert "terminée" in browse.get("answer.show", expect=404, **link).text
        browse.post("answer.give", {"answer": "ACCEPTED"}, expect=404, **link)

    def test_says_that_the_meeting_is_cancelled(self, session, browse, cast, meeting, link):
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, utc_now())
        assert "annulée" in browse.get("answer.show", expect=404, **link).text


class TestOnTheSite:
    def test_one_answers_for_oneself(self, browse, cast, invitation):
        page = browse.as_(cast.odile).post(
            "invitations.answer",
            {"answer": "ACCEPTED", "next": "/home"},
            invitation_id=invitation.id,
        )
        assert page.location == "/home"
        assert (invitation.answer, invitation.answered_by) == (Answer.ACCEPTED, "site")

    def test_a_coordinator_notes_an_answer_given_by_telephone(self, browse, cast, invitation):
        coordinator = browse.as_(cast.sami)
        coordinator.post("invitations.answer", {"answer": "DECLINED"}, invitation_id=invitation.id)
        assert (invitation.answer, invitation.answered_by) == (Answer.DECLINED, "phone")
        assert f"La réponse de {cast.odile.name}" in coordinator.get("home.show").text

    def test_nobody_else_answers(self, browse, cast, invitation):
        for other in (cast.stranger, None):
            browse.as_(other).post(
                "invitations.answer",
                {"answer": "DECLINED"},
                invitation_id=invitation.id,
                expect=403 if other else 303,
            )
        assert invitation.answer is Answer.NEEDS_ACTION

    def test_going_back_never_leads_elsewhere(self, browse, cast, invitation):
        page = browse.as_(cast.odile).post(
            "invitations.answer",
            {"answer": "ACCEPTED", "next": "https://evil.example/"},
            invitation_id=invitation.id,
        )
        assert page.location == "/home"

    def test_something_else_is_refused_in_words(self, browse, cast, invitation):
        page = browse.as_(cast.odile).post(
            "invitations.answer", {"answer": "?"}, invitation_id=invitation.id, expect=422
        )
        assert "trois réponses" in page.text
