"""What arrives by mail: answers count, the doubtful is shown to a human being, the rest is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import (
    Answer,
    InboxMessage,
    InboxState,
    Invitation,
    Meeting,
    OutboxMessage,
    OutboxState,
    Practitioner,
    Proposal,
    ProposalKind,
    ProposalState,
)
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meeting_moves
from rcp.services.inbox import Inbox
from tests.factories import NOW, Cast, a_meeting, a_practitioner
from tests.mail import arrivals
from tests.mail.arrivals import a_letter, a_reply, calendar

LETTERHEAD = Letterhead(arrivals.HOUSE, "https://rcp.quorum.example")
LATER = NOW + timedelta(hours=1)
STRANGER = "inconnu@ailleurs.example"


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Thursday's meeting, to which Claire and Odile are invited; the messages have left."""
    meeting = a_meeting(session, cast.board)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    for row in session.scalars(select(OutboxMessage)):
        row.state = OutboxState.SENT
    return meeting


@pytest.fixture
def invitation(session: Session, cast: Cast, meeting: Meeting) -> Invitation:
    """Odile's."""
    return of(session, cast.odile)


def of(session: Session, person: Practitioner) -> Invitation:
    return session.scalars(select(Invitation).where(Invitation.practitioner_id == person.id)).one()


def take(session: Session, content: bytes, server: str = "") -> InboxMessage:
    return Inbox(session, LETTERHEAD, LATER, server).take(content)


def verdict(row: InboxMessage) -> tuple[InboxState, str]:
    return row.state, row.reason


def said(invitation: Invitation, answer: str = "ACCEPTED", **more: object) -> bytes:
    return calendar(invitation.uid, invitation.practitioner.email, answer, **more)


class TestAnAnswer:
    @pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
    def test_of_the_person_invited_counts(self, session, cast, invitation, answer):
        row = take(session, a_reply(cast.odile.email, said(invitation, answer)))
        assert verdict(row) == (InboxState.TAKEN, "reply")
        assert (invitation.answer.value, invitation.answered_by) == (answer, "reply")
        assert (row.sender, row.words) == ("", "")

    def test_counts_though_a_gateway_rewrote_the_message(self, session, cast, invitation):
        take(session, arrivals.rewritten(cast.odile.email, said(invitation)))
        assert invitation.answer is Answer.ACCEPTED

    def test_counts_from_the_address_to_which_it_was_sent_again(self, session, cast, invitation):
        sent = session.scalars(
            select(OutboxMessage).where(OutboxMessage.invitation_id == invitation.id)
        ).one()
        sent.address = "Odile.Marchal@cabinet.example"
        session.flush()
        other = sent.address.lower()
        take(session, a_reply(other, calendar(invitation.uid, other, "DECLINED")))
        assert invitation.answer is Answer.DECLINED

    def test_of_a_stranger_is_shown_to_a_human_being_with_what_it_says(self, session, invitation):
        row = take(session, a_reply(STRANGER, said(invitation, "DECLINED")))
        assert verdict(row) == (InboxState.TO_SEE, "reply_stranger")
        assert (row.sender, row.answer, row.invitation) == (STRANGER, Answer.DECLINED, invitation)
        assert invitation.answer is Answer.NEEDS_ACTION

    def test_forwarded_by_somebody_else_is_shown_to_a_human_being(self, session, cast, invitation):
        whole = a_reply(cast.odile.email, said(invitation))
        row = take(session, arrivals.forwarded(cast.sami.email, whole))
        assert verdict(row) == (InboxState.TO_SEE, "reply_stranger")
        assert invitation.answer is Answer.NEEDS_ACTION

    def test_for_somebody_who_was_not_invited_is_shown_to_a_human_being(
        self, session, cast, invitation
    ):
        guest = calendar(invitation.uid, STRANGER)
        assert take(session, a_reply(STRANGER, guest)).reason == "reply_stranger"

    def test_that_our_own_server_calls_forged_is_shown_to_a_human_being(
        self, session, cast, invitation
    ):
        forged = a_reply(
            cast.odile.email,
            said(invitation),
            Authentication_Results="mx.quorum.example; dkim=none; dmarc=fail (p=NONE)",
        )
        row = take(session, forged, "mx.quorum.example")
        assert verdict(row) == (InboxState.TO_SEE, "reply_forged")
        assert invitation.answer is Answer.NEEDS_ACTION

    def test_is_believed_whatever_another_server_says_of_it(self, session, cast, invitation):
        odd = "elsewhere.example; dmarc=fail"
        written = a_reply(cast.odile.email, said(invitation), Authentication_Results=odd)
        take(session, written, "mx.quorum.example")
        assert invitation.answer is Answer.ACCEPTED

    def test_to_another_house_is_left_alone(self, session, invitation):
        unknown = calendar("quelque-chose@ailleurs.example", STRANGER)
        row = take(session, a_reply(STRANGER, unknown))
        assert verdict(row) == (InboxState.IGNORED, "reply_unknown")
        assert (row.sender, row.words) == ("", "")

    def test_after_the_cancellation_changes_nothing(self, session, cast, meeting, invitation):
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, NOW)
        late = said(invitation, sequence=invitation.sequence)
        row = take(session, a_reply(cast.odile.email, late))
        assert verdict(row) == (InboxState.IGNORED, "invitation_withdrawn")

    def test_that_says_nothing_changes_nothing(self, session, cast, invitation):
        row = take(session, a_reply(cast.odile.email, said(invitation, "X-PERHAPS")))
        assert verdict(row) == (InboxState.IGNORED, "reply_not_understood")

    def test_read_twice_is_noted_once(self, session, cast, invitation):
        whole = a_reply(cast.odile.email, said(invitation))
        assert take(session, whole) is take(session, whole)
        assert len(session.scalars(select(InboxMessage)).all()) == 1


class TestAnotherTime:
    def counter(self, invitation: Invitation, person: Practitioner, hours: int = 24) -> bytes:
        starts = invitation.told_starts_at + timedelta(hours=hours)
        more = (
            f"DTSTART:{starts:%Y%m%dT%H%M%SZ}\n"
            f"DTEND:{starts + timedelta(hours=1):%Y%m%dT%H%M%SZ}\nCOMMENT:Plutôt le lendemain\n"
        )
        told = said(invitation, "TENTATIVE", method="COUNTER", more=more)
        return a_reply(person.email, told, method="COUNTER")

    def test_is_kept_for_the_coordinator_and_perhaps_noted(self, session, cast, invitation):
        row = take(session, self.counter(invitation, cast.odile))
        assert verdict(row) == (InboxState.TAKEN, "reply_counter")
        (proposal,) = session.scalars(select(Proposal))
        assert (proposal.kind, proposal.state) == (ProposalKind.TIME, ProposalState.OPEN)
        assert proposal.starts_at == invitation.told_starts_at + timedelta(days=1)
        assert proposal.words == "Plutôt le lendemain"
        assert invitation.answer is Answer.TENTATIVE

    def test_proposed_again_replaces_the_first(self, session, cast, invitation):
        take(session, self.counter(invitation, cast.odile))
        take(session, self.counter(invitation, cast.odile, hours=48))
        (proposal,) = session.scalars(select(Proposal))
        assert proposal.starts_at == invitation.told_starts_at + timedelta(days=2)

    def test_in_the_past_is_shown_to_a_human_being(self, session, cast, invitation):
        row = take(session, self.counter(invitation, cast.odile, hours=-24 * 9))
        assert verdict(row) == (InboxState.TO_SEE, "reply_counter")

    def test_from_a_stranger_proposes_nothing(self, session, cast, invitation):
        row = take(session, self.counter(invitation, cast.stranger))
        assert row.reason == "reply_stranger"
        assert session.scalars(select(Proposal)).all() == []


class TestADelegation:
    def delegated(self, invitation: Invitation, to: str) -> bytes:
        parameters = f';DELEGATED-TO="mailto:{to}"'
        more = f'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:x":mailto:{to}\n'
        told = said(invitation, "DELEGATED", parameters=parameters, more=more)
        return a_reply(invitation.practitioner.email, told)

    def test_waits_for_the_coordinator(self, session, cast, invitation):
        colleague = a_practitioner(session, "Rémi Aubin", organization=cast.organization)
        row = take(session, self.delegated(invitation, colleague.email))
        assert verdict(row) == (InboxState.TAKEN, "reply_delegated")
        (proposal,) = session.scalars(select(Proposal))
        assert (proposal.kind, proposal.state) == (ProposalKind.DEPUTY, ProposalState.OPEN)
        assert proposal.deputy is colleague
        assert invitation.answer is Answer.NEEDS_ACTION
        assert len(invitation.meeting.attendances) == 2

    def test_to_somebody_unknown_keeps_the_address(self, session, invitation):
        take(session, self.delegated(invitation, STRANGER))
        (proposal,) = session.scalars(select(Proposal))
        assert (proposal.deputy, proposal.deputy_address) == (None, STRANGER)


class TestWhatIsNoAnswer:
    def test_out_of_office_messages_and_spam_are_left_alone(self, session, cast, invitation):
        for content, reason in (
            (arrivals.out_of_office(cast.odile.email), "automatic"),
            (arrivals.spam(), "spam"),
            (arrivals.spam(cast.odile.email), "spam"),
            (a_letter(STRANGER, "Bonjour").as_bytes(), "mail_no_calendar"),
            (a_letter(cast.odile.email, "Lettre", List_Id="<x>").as_bytes(), "automatic"),
        ):
            assert verdict(take(session, content)) == (InboxState.IGNORED, reason)
        assert {row.sender for row in session.scalars(select(InboxMessage))} == {""}

    def test_words_typed_by_a_colleague_are_shown_to_a_human_being(self, session, cast, invitation):
        row = take(session, a_letter(cast.odile.email, "Je viendrai.\n> cité\n").as_bytes())
        assert verdict(row) == (InboxState.TO_SEE, "mail_written")
        assert row.words == "Je viendrai."

    def test_words_that_answer_our_message_are_tied_to_its_meeting(self, session, cast, invitation):
        sent = session.scalars(
            select(OutboxMessage).where(OutboxMessage.invitation_id == invitation.id)
        ).one()
        letter = a_letter(STRANGER, "Le docteur viendra.", In_Reply_To=sent.message_id)
        row = take(session, letter.as_bytes())
        assert (row.reason, row.invitation) == ("mail_written", invitation)

    def test_a_winmail_from_a_colleague_is_shown_to_a_human_being(self, session, cast, invitation):
        letter = a_letter(cast.odile.email, "")
        letter.add_attachment(b"x", maintype="application", subtype="ms-tnef")
        assert verdict(take(session, letter.as_bytes())) == (InboxState.TO_SEE, "mail_winmail")

    def test_a_calendar_that_lost_the_meeting_gets_it_again(self, session, cast, invitation):
        asked = a_reply(cast.odile.email, said(invitation, method="REFRESH"), method="REFRESH")
        assert verdict(take(session, asked)) == (InboxState.TAKEN, "mail_refresh")
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.invitation_id == invitation.id)
        )
        assert [row.state for row in rows] == [OutboxState.WAITING]

    @pytest.mark.parametrize("content", arrivals.MALFORMED)
    def test_what_broken_programs_send_is_left_alone(self, session, invitation, content):
        assert take(session, content).state is InboxState.IGNORED


class TestABounce:
    @pytest.fixture
    def sent(self, session, invitation) -> OutboxMessage:
        about = OutboxMessage.invitation_id == invitation.id
        return session.scalars(select(OutboxMessage).where(about)).one()

    @pytest.mark.parametrize("headers_only", [True, False])
    def test_marks_the_message_that_did_not_arrive(self, session, sent, headers_only):
        report = arrivals.a_report(sent.message_id, sent.address, headers_only=headers_only)
        assert verdict(take(session, report)) == (InboxState.TAKEN, "bounce")
        assert (sent.state, sent.fault) == (OutboxState.BOUNCED, "dsn_5.1.1")
        assert sent.bounced_at == LATER

    def test_written_in_plain_words_counts_too(self, session, sent):
        take(session, arrivals.a_plain_bounce(sent.message_id, sent.address))
        assert (sent.state, sent.fault) == (OutboxState.BOUNCED, "dsn_5.0.0")

    @pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
    def test_that_only_delays_or_confirms_marks_nothing(self, session, sent, action):
        report = arrivals.a_report(sent.message_id, sent.address, action=action, status="4.4.1")
        assert verdict(take(session, report)) == (InboxState.IGNORED, "bounce_delay")
        assert sent.state is OutboxState.SENT

    def test_of_a_message_that_is_not_ours_marks_nothing(self, session, sent):
        row = take(session, arrivals.a_report("<other@ailleurs.example>", sent.address))
        assert verdict(row) == (InboxState.IGNORED, "bounce_unknown")
        assert sent.state is OutboxState.SENT

    def test_from_a_mailbox_that_forwards_counts_though_it_names_another_address(
        self, session, sent
    ):
        take(session, arrivals.a_report(sent.message_id, "odile@chez-elle.example"))
        assert sent.state is OutboxState.BOUNCED

    def test_of_the_former_address_leaves_alone_what_was_sent_again(self, session, sent):
        former, sent.address = sent.address, "odile@nouveau.example"
        take(session, arrivals.a_report(sent.message_id, former))
        assert sent.state is OutboxState.SENT
