"""What left the house, for those who must know."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rcp.db.base import utc_now
from rcp.db.models import Action, AgendaItemState, Opinion, OutboxMessage, OutboxState
from rcp.domain.opinion import OpinionCategory
from rcp.mail.letterhead import Letterhead
from rcp.services import actions, invitations
from tests.factories import TODAY, a_case, a_meeting, a_practitioner, an_agenda_item

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")


@pytest.fixture
def message(session, cast) -> OutboxMessage:
    """The invitation that Odile received."""
    meeting = a_meeting(
        session, cast.board, starts_at=utc_now() + timedelta(days=2), expected=[cast.odile]
    )
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, utc_now())
    return session.query(OutboxMessage).one()


@pytest.fixture
def notice(session, cast) -> OutboxMessage:
    """The message that tells Odile of an action."""
    meeting = a_meeting(session, cast.board)
    case = a_case(session, cast.board)
    item = an_agenda_item(session, meeting, case, state=AgendaItemState.DISCUSSED)
    opinion = Opinion(
        item=item,
        case=case,
        category=OpinionCategory.EXAMINATIONS,
        content={},
        written_by_id=cast.claire.id,
        written_at=utc_now(),
    )
    action = Action(
        case=case, owner=cast.odile, due_on=TODAY, text={"what": "Scintigraphie"}, uid="action-1"
    )
    opinion.actions.append(action)
    session.add(opinion)
    session.flush()
    actions.publish(session, meeting, [opinion], LETTERHEAD, utc_now())
    return session.query(OutboxMessage).filter_by(invitation_id=None).one()


@pytest.fixture
def administrator(session, cast):
    return a_practitioner(
        session, "Ada Roche", organization=cast.organization, roles=("administrator",)
    )


class TestTheList:
    def test_shows_those_who_run_the_board_what_left_and_what_waits(self, browse, cast, message):
        page = browse.as_(cast.sami).get("mailbox.index")
        for told in (cast.odile.name, message.address, message.subject, "En attente"):
            assert told in page.text
        assert cast.odile.name in browse.as_(cast.claire).get("mailbox.index").text

    def test_shows_each_person_their_own_messages_alone(self, browse, cast, message):
        assert message.subject in browse.as_(cast.odile).get("mailbox.index").text
        assert message.subject not in browse.as_(cast.stranger).get("mailbox.index").text

    def test_says_when_it_left_and_why_it_did_not(self, session, browse, cast, message):
        message.state, message.sent_at = OutboxState.SENT, utc_now()
        session.flush()
        assert "Parti le" in browse.as_(cast.sami).get("mailbox.index").text
        message.state, message.fault = OutboxState.REFUSED, "smtp_550"
        session.flush()
        page = browse.as_(cast.sami).get("mailbox.index")
        assert "Refusé" in page.text
        assert "code 550" in page.text

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            ("no_connection", "ne répond pas"),
            ("gave_up", "Plusieurs jours"),
            ("meeting_over", "La séance était passée"),
            ("unheard_of", "unheard_of"),
        ],
    )
    def test_has_words_for_each_fault(self, session, browse, cast, message, fault, said):
        message.fault = fault
        session.flush()
        assert said in browse.as_(cast.sami).get("mailbox.index").text

    def test_is_searched_by_person_address_or_subject_and_by_state(self, browse, cast, message):
        coordinator = browse.as_(cast.sami)
        for found in ("marchal", "ODILE hopital.example", "invitation", ""):
            assert message.address in coordinator.get("mailbox.index", q=found).text
        for lost in ("vasseur", "100%", "_"):
            assert message.address not in coordinator.get("mailbox.index", q=lost).text
        assert message.address in coordinator.get("mailbox.index", state="waiting").text
        assert message.address not in coordinator.get("mailbox.index", state="sent").text
        assert message.address in coordinator.get("mailbox.index", state="?").text


class TestOneMessage:
    def test_shows_headers_words_and_the_calendar_to_those_who_run_the_board(
        self, browse, cast, message
    ):
        page = browse.as_(cast.sami).get("mailbox.show", message_id=message.id)
        for told in (
            message.message_id,
            "Votre présence est attendue",
            "REQUEST",
            message.invitation.uid,
            "SEQUENCE",
        ):
            assert told in page.text

    def test_comes_as_a_file_as_it_was_written(self, browse, cast, message):
        page = browse.as_(cast.sami).get("mailbox.download", message_id=message.id)
        assert page.response.get_data() == message.content
        assert page.response.mimetype == "message/rfc822"
        assert page.response.headers["Content-Disposition"].startswith("attachment")

    def test_about_actions_is_looked_after_by_the_coordinators_of_the_recipient(
        self, browse, cast, notice
    ):
        page = browse.as_(cast.sami).get("mailbox.show", message_id=notice.id)
        assert "PUBLISH" in page.text
        assert "Scintigraphie" not in page.body
        browse.as_(cast.stranger).get("mailbox.show", message_id=notice.id, expect=403)

    def test_is_shown_to_an_administrator_without_its_contents(
        self, browse, administrator, message
    ):
        page = browse.as_(administrator).get("mailbox.show", message_id=message.id)
        assert message.address in page.text
        assert "Votre présence" not in page.text
        assert "/answer/" not in page.body
        browse.as_(administrator).get("mailbox.download", message_id=message.id, expect=403)

    def test_is_closed_to_strangers(self, browse, cast, message):
        stranger = browse.as_(cast.stranger)
        for endpoint in ("mailbox.show", "mailbox.download"):
            stranger.get(endpoint, message_id=message.id, expect=403)
        stranger.post(
            "mailbox.send_again", {"address": "a@b.example"}, message_id=message.id, expect=403
        )
        browse.as_(None).get("mailbox.show", message_id=message.id, expect=303)

    def test_a_recipient_does_not_send_it_elsewhere(self, browse, cast, message):
        browse.as_(cast.odile).post(
            "mailbox.send_again", {"address": "a@b.example"}, message_id=message.id, expect=403
        )


class TestSendingAgain:
    def test_corrects_the_address_and_waits_to_leave(self, session, browse, cast, message):
        message.state, message.fault = OutboxState.REFUSED, "smtp_550"
        session.flush()
        browse.as_(cast.sami).post(
            "mailbox.send_again", {"address": "odile@new.example"}, message_id=message.id
        )
        assert (message.address, message.state) == ("odile@new.example", OutboxState.WAITING)
        assert message.fault is None

    @pytest.mark.parametrize("address", ["", "not an address", "a@b.example,c@d.example"])
    def test_refuses_what_is_no_address_on_the_same_page(
        self, session, browse, cast, message, address
    ):
        known = message.address
        page = browse.as_(cast.sami).post(
            "mailbox.send_again", {"address": address}, message_id=message.id, expect=422
        )
        assert page.form_errors
        assert message.address == known

    def test_waits_while_the_message_is_leaving(self, session, browse, cast, message):
        message.state = OutboxState.SENDING
        session.flush()
        page = browse.as_(cast.sami).post(
            "mailbox.send_again", {"address": "a@b.example"}, message_id=message.id, expect=422
        )
        assert "en train de partir" in page.text
