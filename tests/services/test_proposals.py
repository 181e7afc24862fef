"""Another time, or somebody in one's place: proposed by those invited, settled without a gap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import (
    Answer,
    Attendance,
    Invitation,
    InvitationState,
    Meeting,
    OutboxMessage,
    Practitioner,
    Proposal,
    ProposalState,
)
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services import (
    answers,
    catalogue,
    deputies,
    invitations,
    meeting_moves,
    meetings,
    proposals,
    specialties,
)
from tests.factories import NOW, Cast, a_busy_interval, a_meeting, a_practitioner, a_room
from tests.mail.lint import lint_invitation
from tests.services.test_invitations import calendar_in, event_in, words_of, written_to

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Thursday's meeting, to which Claire and Odile are invited."""
    catalogue.seed_catalogue(session)
    meeting = a_meeting(session, cast.board)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    return meeting


def of(session: Session, person: Practitioner) -> Invitation:
    return session.scalars(select(Invitation).where(Invitation.practitioner_id == person.id)).one()


def propose(session: Session, person: Practitioner, hours: float = 24, **told: str) -> Proposal:
    mine = of(session, person)
    starts = mine.told_starts_at + timedelta(hours=hours)
    told = {"channel": "link", **told}
    return proposals.propose_time(session, mine, starts, now=LATER, **told)


def listed(meeting: Meeting) -> set[Practitioner]:
    return {one.practitioner for one in meeting.attendances}


def answer(session: Session, person: Practitioner, given: Answer) -> None:
    answers.give(
        session, of(session, person), given, LETTERHEAD, by=None, channel="link", now=LATER
    )


class TestAnotherTime:
    def test_accepted_moves_the_meeting_and_asks_everybody_again(self, session, cast, meeting):
        starts = meeting.starts_at
        proposal = propose(session, cast.odile)
        proposals.accept_time(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)
        assert meeting.starts_at == starts + timedelta(days=1)
        assert proposal.state is ProposalState.ACCEPTED
        for person in (cast.claire, cast.odile):
            assert event_in(written_to(session, person)[-1])["SEQUENCE"] == 1

    def test_declined_is_told_to_who_proposed_and_to_nobody_else(self, session, cast, meeting):
        starts = meeting.starts_at
        proposal = propose(session, cast.odile)
        proposals.decline(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)
        assert meeting.starts_at == starts
        assert "n’a pas été retenu" in words_of(written_to(session, cast.odile)[-1])
        assert len(written_to(session, cast.claire)) == 1

    def test_from_a_calendar_is_declined_in_its_own_words(self, session, cast, meeting):
        proposal = propose(session, cast.odile, channel="reply")
        proposals.decline(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)
        last = written_to(session, cast.odile)[-1]
        assert calendar_in(last)["METHOD"] == "DECLINECOUNTER"
        assert event_in(last)["UID"] == of(session, cast.odile).uid
        assert lint_invitation(last.content) == []

    def test_waits_with_those_who_run_the_board_until_settled_or_outdated(
        self, session, cast, meeting
    ):
        propose(session, cast.odile)
        assert len(proposals.waiting_for(session, cast.sami, LATER)) == 1
        assert len(proposals.waiting_for(session, cast.claire, LATER)) == 1  # chairs the board
        for other in (cast.odile, cast.stranger):
            assert proposals.waiting_for(session, other, LATER) == []
        later = meeting.starts_at + timedelta(days=3)
        meeting_moves.move_meeting(session, meeting, later, None, LETTERHEAD, cast.sami, LATER)
        assert proposals.waiting_for(session, cast.sami, LATER) == []

    def test_is_settled_once(self, session, cast, meeting):
        proposal = propose(session, cast.odile)
        proposals.accept_time(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)
        for settle in (proposals.accept_time, proposals.decline):
            with pytest.raises(RuleBroken, match="proposal_settled"):
                settle(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)

    def test_shows_who_is_taken_then(self, session, cast, meeting):
        day = meeting.starts_at + timedelta(days=1)
        a_busy_interval(session, cast.claire, day, day + timedelta(minutes=30))
        a_meeting(session, starts_at=day, expected=[cast.odile])
        ends = day + timedelta(hours=1)
        assert proposals.taken_then(session, meeting, day, ends) == [cast.odile, cast.claire]
        free = day + timedelta(days=1)
        assert proposals.taken_then(session, meeting, free, free + timedelta(hours=1)) == []

    def test_that_takes_a_room_already_taken_is_refused(self, session, cast, meeting):
        meeting.room = a_room(session, cast.organization)
        day = meeting.starts_at + timedelta(days=1)
        a_meeting(session, cast.board, starts_at=day, room=meeting.room, expected=[])
        proposal = propose(session, cast.odile)
        with pytest.raises(RuleBroken, match="room_taken"):
            proposals.accept_time(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)

    @pytest.mark.parametrize(
        ("hours", "code"), [(0, "proposal_same_time"), (-500, "meeting_in_the_past")]
    )
    def test_must_be_another_time_to_come(self, session, cast, meeting, hours, code):
        with pytest.raises(RuleBroken, match=code):
            propose(session, cast.odile, hours)

    def test_of_who_comes_for_a_part_moves_the_whole_meeting_alike(self, session, cast, meeting):
        one = next(a for a in meeting.attendances if a.practitioner is cast.odile)
        half = meeting.starts_at + timedelta(minutes=30)
        meetings.ask_for_stretch(session, one, half, None, cast.sami)
        invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
        starts = meeting.starts_at
        proposal = propose(session, cast.odile, hours=2)
        proposals.accept_time(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)
        assert meeting.starts_at == starts + timedelta(hours=2)


class TestADeputy:
    @pytest.fixture
    def rémi(self, session, cast) -> Practitioner:
        """An oncologist of the same hospital, named nowhere."""
        return a_practitioner(session, "Rémi Aubin", organization=cast.organization)

    @pytest.fixture
    def asked(self, session, cast, meeting, rémi) -> Proposal:
        return deputies.ask(
            session,
            of(session, cast.odile),
            rémi,
            LETTERHEAD,
            by=None,
            channel="link",
            now=LATER,
        )

    def test_is_invited_to_the_same_seat_while_the_first_stays_expected(
        self, session, cast, meeting, rémi, asked
    ):
        assert listed(meeting) == {cast.claire, cast.odile, rémi}
        stands_in = next(a for a in meeting.attendances if a.practitioner is rémi)
        of_odile = next(a for a in meeting.attendances if a.practitioner is cast.odile)
        assert (stands_in.seat, stands_in.is_deputy) == (of_odile.seat, True)
        assert calendar_in(written_to(session, rémi)[-1])["METHOD"] == "REQUEST"
        assert len(written_to(session, cast.odile)) == 1

    def test_who_accepts_releases_the_first_and_the_quorum_never_drops(
        self, session, cast, meeting, rémi, asked
    ):
        known = specialties.groups(session)
        hoped = [meetings.quorum_now(meeting, known, expected=True).missing]
        answer(session, rémi, Answer.ACCEPTED)
        hoped.append(meetings.quorum_now(meeting, known, expected=True).missing)
        assert hoped == [{}, {}]
        assert listed(meeting) == {cast.claire, rémi}
        assert of(session, cast.odile).state is InvitationState.CANCELLED
        assert calendar_in(written_to(session, cast.odile)[-1])["METHOD"] == "CANCEL"
        assert asked.state is ProposalState.ACCEPTED
        assert len(written_to(session, cast.claire)) == 1

    def test_who_declines_leaves_the_first_expected_and_told_so(
        self, session, cast, meeting, rémi, asked
    ):
        answer(session, rémi, Answer.DECLINED)
        assert cast.odile in listed(meeting)
        assert asked.state is ProposalState.DECLINED
        assert "restez attendu" in words_of(written_to(session, cast.odile)[-1])
        of_rémi = next(a for a in meeting.attendances if a.practitioner is rémi)
        assert of_rémi.presence is Presence.EXCUSED

    def test_who_says_perhaps_changes_nothing(self, session, cast, meeting, rémi, asked):
        answer(session, rémi, Answer.TENTATIVE)
        assert asked.state is ProposalState.ASKED
        assert cast.odile in listed(meeting)

    def test_is_no_longer_needed_once_the_first_comes_after_all(
        self, session, cast, meeting, rémi, asked
    ):
        answer(session, cast.odile, Answer.ACCEPTED)
        answer(session, rémi, Answer.ACCEPTED)
        assert listed(meeting) == {cast.claire, cast.odile, rémi}

    def test_is_asked_one_at_a_time(self, session, cast, meeting, rémi, asked):
        other = a_practitioner(session, "Lise Morand", organization=cast.organization)
        with pytest.raises(RuleBroken, match="deputy_asked_already"):
            deputies.ask(
                session,
                of(session, cast.odile),
                other,
                LETTERHEAD,
                by=None,
                channel="link",
                now=LATER,
            )

    def test_comes_from_the_same_specialty_near_by(self, session, cast, meeting, rémi):
        a_practitioner(session, "Loin Tain")
        a_practitioner(session, "Paul Bloc", specialty="SM20", organization=cast.organization)
        gone = a_practitioner(
            session, "Partie Loin", organization=cast.organization, is_active=False
        )
        found = deputies.candidates(session, of(session, cast.odile))
        assert found == [rémi]
        assert gone not in found

    def test_of_another_specialty_is_refused(self, session, cast, meeting):
        surgeon = a_practitioner(
            session, "Paul Bloc", specialty="SM20", organization=cast.organization
        )
        with pytest.raises(RuleBroken, match="deputy_unfit"):
            deputies.ask(
                session,
                of(session, cast.odile),
                surgeon,
                LETTERHEAD,
                by=None,
                channel="site",
                now=LATER,
            )

    def test_named_by_a_mail_is_asked_once_the_coordinator_approves(
        self, session, cast, meeting, rémi
    ):
        proposal = deputies.note_delegation(
            session, of(session, cast.odile), rémi.email, channel="reply", now=LATER
        )
        assert listed(meeting) == {cast.claire, cast.odile}
        deputies.approve(session, proposal, rémi, LETTERHEAD, by=cast.sami, now=LATER)
        answer(session, rémi, Answer.ACCEPTED)
        assert listed(meeting) == {cast.claire, rémi}

    def test_refused_by_the_coordinator_is_told_to_the_first(self, session, cast, meeting, rémi):
        proposal = deputies.note_delegation(
            session, of(session, cast.odile), "inconnu@ailleurs.example", channel="reply", now=LATER
        )
        proposals.decline(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)
        assert "restez attendu" in words_of(written_to(session, cast.odile)[-1])

    def test_who_accepts_once_the_meeting_runs_changes_the_list_no_more(
        self, session, cast, meeting, rémi, asked
    ):
        meetings.open_meeting(session, meeting, cast.sami, meeting.starts_at)
        answer(session, rémi, Answer.ACCEPTED)
        assert cast.odile in listed(meeting)
        assert session.scalars(select(Attendance)).all()
        assert session.scalars(select(OutboxMessage)).all()
