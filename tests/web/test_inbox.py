"""What waits for the coordinator: other times, deputies, doubtful answers, lost invitations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from rcp.config import ImapSettings
from rcp.db.base import utc_now
from rcp.db.models import (
    Answer,
    InboxMessage,
    InboxState,
    Invitation,
    Meeting,
    OutboxMessage,
    OutboxState,
    Proposal,
    ProposalState,
)
from rcp.mail.imap import BoxFault
from rcp.mail.letterhead import Letterhead
from rcp.services import catalogue, inbox_standing, invitations
from rcp.services.answer_links import answer_token
from rcp.services.inbox import Inbox
from tests.factories import NOW, a_meeting, a_practitioner
from tests.mail.arrivals import a_reply, a_report, calendar

LETTERHEAD = Letterhead("rcp@quorum.example", "http://127.0.0.1:8000")


@pytest.fixture
def meeting(session, cast) -> Meeting:
    """A meeting in ten days, to which Claire and Odile are invited."""
    catalogue.seed_catalogue(session)
    starts = (utc_now() + timedelta(days=10)).replace(hour=11, minute=30, second=0, microsecond=0)
    meeting = a_meeting(session, cast.board, starts_at=starts)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, utc_now())
    session.query(OutboxMessage).update({"state": OutboxState.SENT})
    return meeting


@pytest.fixture
def invitation(session, cast, meeting) -> Invitation:
    asked = select(Invitation).where(Invitation.practitioner_id == cast.odile.id)
    return session.scalars(asked).one()


@pytest.fixture
def link(invitation) -> dict[str, object]:
    return {"invitation_id": invitation.id, "token": answer_token(invitation)}


def take(session, content: bytes) -> InboxMessage:
    return Inbox(session, LETTERHEAD, utc_now()).take(content)


class TestProposingAnotherTime:
    def test_from_the_link_reaches_the_coordinator_who_moves_the_meeting(
        self, session, browse, cast, meeting, invitation, link
    ):
        starts = meeting.starts_at
        day = (starts + timedelta(days=1)).date().isoformat()
        told = {"day": day, "at": "14:00", "words": "Je consulte le matin."}
        browse.post("answer.propose", told, **link)
        assert "le coordonnateur décidera" in browse.get("answer.show", **link).text
        page = browse.as_(cast.sami).get("inbox.index")
        assert "Odile Marchal propose un autre horaire" in page.text
        assert "Je consulte le matin." in page.text
        (proposal,) = session.scalars(select(Proposal))
        browse.as_(cast.sami).post("inbox.accept", proposal_id=proposal.id)
        assert meeting.starts_at.date().isoformat() == day
        assert "Rien n’attend de décision" in browse.as_(cast.sami).get("inbox.index").text

    def test_asks_again_for_what_is_wrong(self, browse, link):
        for wrong in ({}, {"day": "2020-01-01", "at": "10:00"}, {"day": "x", "at": "10:00"}):
            page = browse.post("answer.propose", wrong, expect=422, **link)
            assert page.form_errors
            assert "Set-Cookie" not in page.response.headers

    def test_needs_the_right_link(self, browse, invitation):
        for endpoint in ("answer.propose", "answer.replace"):
            browse.post(endpoint, {}, invitation_id=invitation.id, token="guess", expect=404)

    def test_is_possible_on_the_site_too(self, session, browse, cast, meeting, invitation):
        odile = browse.as_(cast.odile)
        assert (
            "Proposer un autre créneau"
            in odile.get("invitations.show", invitation_id=invitation.id).text
        )
        day = (meeting.starts_at + timedelta(days=2)).date().isoformat()
        told = {"day": day, "at": "09:00"}
        odile.post("invitations.propose", told, invitation_id=invitation.id)
        (proposal,) = session.scalars(select(Proposal))
        assert proposal.channel == "site"
        browse.as_(cast.sami).post("inbox.decline", proposal_id=proposal.id)
        assert proposal.state is ProposalState.DECLINED


class TestBeingReplaced:
    @pytest.fixture
    def rémi(self, session, cast):
        return a_practitioner(session, "Rémi Aubin", organization=cast.organization)

    def test_from_the_link_by_somebody_of_the_same_specialty(
        self, session, browse, cast, meeting, invitation, link, rémi
    ):
        page = browse.get("answer.show", **link)
        assert str(rémi.id) in {option.get("value") for option in page.elements("option")}
        browse.post("answer.replace", {"deputy": str(rémi.id)}, **link)
        page = browse.get("answer.show", **link)
        assert "Rémi Aubin est sollicité à votre place" in page.text
        theirs = session.scalars(
            select(Invitation).where(Invitation.practitioner_id == rémi.id)
        ).one()
        token = answer_token(theirs)
        browse.post("answer.give", {"answer": "ACCEPTED"}, invitation_id=theirs.id, token=token)
        assert {one.practitioner for one in meeting.attendances} == {cast.claire, rémi}
        browse.get("answer.show", expect=404, **link)

    def test_by_anybody_else_is_refused(self, browse, cast, link, rémi):
        told = {"deputy": str(cast.stranger.id)}
        assert browse.post("answer.replace", told, expect=422, **link).form_errors

    def test_as_a_mail_says_is_approved_by_the_coordinator(
        self, session, browse, cast, meeting, invitation, rémi
    ):
        told = f';DELEGATED-TO="mailto:{rémi.email}"'
        said = calendar(invitation.uid, cast.odile.email, "DELEGATED", parameters=told)
        take(session, a_reply(cast.odile.email, said))
        sami = browse.as_(cast.sami)
        assert "Odile Marchal veut se faire remplacer" in sami.get("inbox.index").text
        (proposal,) = session.scalars(select(Proposal))
        sami.post("inbox.approve", {"deputy": "nobody"}, proposal_id=proposal.id, expect=422)
        sami.post("inbox.approve", {"deputy": str(rémi.id)}, proposal_id=proposal.id)
        assert rémi in {one.practitioner for one in meeting.attendances}


class TestADoubtfulAnswer:
    @pytest.fixture
    def arrival(self, session, invitation) -> InboxMessage:
        said = calendar(invitation.uid, invitation.practitioner.email, "DECLINED")
        return take(session, a_reply("assistante@ailleurs.example", said))

    def test_is_shown_with_its_sender_and_can_be_counted(
        self, session, browse, cast, invitation, arrival
    ):
        sami = browse.as_(cast.sami)
        page = sami.get("inbox.index")
        assert "Réponse d’une adresse inconnue" in page.text
        assert "assistante@ailleurs.example" in page.text
        sami.post("inbox.count", arrival_id=arrival.id)
        assert (invitation.answer, invitation.answered_by) == (Answer.DECLINED, "mail")
        assert (arrival.state, arrival.sender) == (InboxState.SEEN, "")
        sami.post("inbox.settle", arrival_id=arrival.id, expect=422)

    def test_can_be_put_away(self, browse, cast, invitation, arrival):
        browse.as_(cast.sami).post("inbox.settle", arrival_id=arrival.id)
        assert invitation.answer is Answer.NEEDS_ACTION

    def test_is_nobody_elses_business(self, browse, cast, arrival):
        for other in (cast.odile, cast.stranger):
            assert "ailleurs.example" not in browse.as_(other).get("inbox.index").text
            browse.as_(other).post("inbox.count", arrival_id=arrival.id, expect=403)


class TestAnAnswerAboutNoInvitationOfOurs:
    @pytest.fixture
    def arrival(self, session, cast) -> InboxMessage:
        said = calendar("autre-chose@ailleurs.example", cast.odile.email)
        return take(session, a_reply(cast.odile.email, said))

    def test_is_shown_to_who_coordinates_its_senders_structure_and_to_nobody_elsewhere(
        self, session, browse, cast, arrival
    ):
        other = a_practitioner(session, "Léa Blin", roles=["coordinator"])
        assert cast.odile.email not in browse.as_(other).get("inbox.index").text
        browse.as_(other).post("inbox.settle", arrival_id=arrival.id, expect=403)
        sami = browse.as_(cast.sami)
        assert cast.odile.email in sami.get("inbox.index").text
        sami.post("inbox.settle", arrival_id=arrival.id)
        assert arrival.state is InboxState.SEEN


def test_a_mailbox_that_cannot_be_read_is_told_to_those_who_can_have_it_mended(
    session, browse, cast, app, monkeypatch
):
    inbox_standing.note(session, NOW, BoxFault.NO_SIGN_IN)
    sami, odile = browse.as_(cast.sami), cast.odile
    assert "n’est plus lue" not in sami.get("home.show").text
    imap = ImapSettings("imap.example", 993, "tls", "rcp", "x", "INBOX", 5, "")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], imap=imap))
    for page in ("home.show", "inbox.index", "mailbox.index"):
        assert "La boîte n’accepte pas nos identifiants." in sami.get(page).text
    assert "n’est plus lue" not in browse.as_(odile).get("home.show").text


class TestALostInvitation:
    @pytest.fixture
    def lost(self, session, invitation) -> OutboxMessage:
        about = OutboxMessage.invitation_id == invitation.id
        row = session.scalars(select(OutboxMessage).where(about)).one()
        take(session, a_report(row.message_id, row.address))
        return row

    def test_is_shown_with_the_reason_in_words(self, browse, cast, lost):
        page = browse.as_(cast.sami).get("inbox.index")
        assert "Invitation non remise à Odile Marchal" in page.text
        assert "Cette adresse n’existe pas (code 5.1.1)." in page.text
        assert "Non remis" in browse.as_(cast.sami).get("mailbox.index", state="bounced").text

    def test_sent_again_to_a_corrected_address_is_written_anew(
        self, session, browse, cast, invitation, lost
    ):
        sami = browse.as_(cast.sami)
        told = {"address": "odile@nouveau.example", "corrects_person": "y"}
        sami.post("mailbox.send_again", told, message_id=lost.id)
        assert cast.odile.email == "odile@nouveau.example"
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.invitation_id == invitation.id)
        )
        states = {row.address: row.state for row in rows}
        assert states["odile@nouveau.example"] is OutboxState.WAITING
        assert "Rien n’attend de décision" in sami.get("inbox.index").text

    def test_to_an_address_that_is_somebody_elses_is_refused(self, browse, cast, lost):
        told = {"address": cast.claire.email, "corrects_person": "y"}
        page = browse.as_(cast.sami).post(
            "mailbox.send_again", told, message_id=lost.id, expect=422
        )
        assert "déjà celle d’une autre personne" in page.text


class TestWhoWasReached:
    def test_says_for_each_person_what_left_and_what_came_back(
        self, session, browse, cast, meeting, invitation
    ):
        said = calendar(invitation.uid, cast.odile.email)
        take(session, a_reply(cast.odile.email, said))
        session.query(OutboxMessage).update({"sent_at": utc_now()})
        page = browse.as_(cast.sami).get("invitations.index", meeting_id=meeting.id)
        assert "Accepté" in page.text
        assert "depuis son agenda" in page.text
        assert page.text.count("Parti le") == 2

    def test_asks_one_person_for_a_part_of_the_meeting(self, session, browse, cast, meeting):
        one = next(a for a in meeting.attendances if a.practitioner is cast.odile)
        starts = meeting.starts_at.astimezone(meeting.board.organization.zone)
        until = (starts + timedelta(minutes=20)).strftime("%H:%M")
        sami = browse.as_(cast.sami)
        told = {"attendance": str(one.id), "until_at": until}
        sami.post("invitations.stretch", told, meeting_id=meeting.id)
        assert one.stretch == (meeting.starts_at, meeting.starts_at + timedelta(minutes=20))
        assert "Passage :" in sami.get("invitations.index", meeting_id=meeting.id).text
        wrong = {"attendance": str(one.id), "until_at": "03:00"}
        page = sami.post("invitations.stretch", wrong, meeting_id=meeting.id, expect=422)
        assert "doit tenir dans la séance" in page.text
