"""Who is written to about a meeting, what they are told, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import (
    Answer,
    Attendance,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    OutboxMessage,
    Practitioner,
)
from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services import audit, invitations, meeting_moves, meetings
from rcp.services.answer_links import answer_token
from tests.factories import NOW, Cast, a_meeting, a_practitioner, a_room
from tests.mail.lint import lint_invitation

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Thursday's meeting, to which Claire and Odile are expected and invited."""
    room = a_room(session, cast.organization, name="Salle Curie")
    meeting = a_meeting(session, cast.board, room=room)
    tell(session, meeting, cast)
    return meeting


def tell(session: Session, meeting: Meeting, cast: Cast, now=NOW) -> int:
    return invitations.tell(session, meeting, LETTERHEAD, cast.sami, now)


def invitation_of(session: Session, person: Practitioner) -> Invitation:
    return session.scalars(select(Invitation).where(Invitation.practitioner_id == person.id)).one()


def written(session: Session) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)))


def written_to(session: Session, person: Practitioner) -> list[OutboxMessage]:
    return [one for one in written(session) if one.recipient_id == person.id]


def event_in(message: OutboxMessage) -> icalendar.Event:
    (event,) = calendar_in(message).walk("VEVENT")
    return event


def calendar_in(message: OutboxMessage) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(parts(message, "text/calendar")[0].get_payload(decode=True))


def parts(message: OutboxMessage, kind: str) -> list[EmailMessage]:
    whole = message_from_bytes(message.content, _class=EmailMessage, policy=SMTP)
    return [part for part in whole.walk() if part.get_content_type() == kind]


def words_of(message: OutboxMessage) -> str:
    return "\n".join(str(part.get_content()) for part in parts(message, "text/plain"))


def answer(session: Session, person: Practitioner, given: Answer, now=NOW, **told: object) -> bool:
    return invitations.answer(
        session, invitation_of(session, person), given, by=None, channel="link", now=now, **told
    )


def moved(session: Session, meeting: Meeting, cast: Cast, days: int = 1) -> None:
    meeting_moves.move_meeting(
        session,
        meeting,
        meeting.starts_at + timedelta(days=days),
        meeting.room,
        LETTERHEAD,
        cast.sami,
        LATER,
    )


class TestConvening:
    def test_writes_once_to_each_person_expected(self, session, cast, meeting):
        assert {one.recipient_id for one in written(session)} == {cast.claire.id, cast.odile.id}
        assert len(written(session)) == 2

    def test_telling_again_writes_to_nobody(self, session, cast, meeting):
        assert tell(session, meeting, cast, LATER) == 0
        assert len(written(session)) == 2

    def test_messages_are_sound_for_mail_and_calendar_programs(self, session, meeting):
        assert [lint_invitation(one.content) for one in written(session)] == [[], []]

    def test_says_when_where_and_how_to_answer(self, session, cast, meeting):
        (message,) = written_to(session, cast.odile)
        words = words_of(message)
        assert "jeudi 26 novembre 2026" in words
        assert "12\u00a0h\u00a030 – 13\u00a0h\u00a030" in words
        assert "Salle Curie, Hôpital des Deux-Rives" in words
        link = f"/answer/{invitation_of(session, cast.odile).id}/"
        assert f"https://rcp.quorum.example{link}" in words

    def test_asks_in_english_those_who_read_english_with_their_dates(self, session, cast):
        reader = a_practitioner(session, "Ellen Hart", language="en")
        tell(session, a_meeting(session, cast.board, expected=[reader]), cast)
        (message,) = written_to(session, reader)
        assert "Thursday, 26 November 2026" in words_of(message)

    def test_nothing_is_sent_about_a_meeting_that_is_over(self, session, cast):
        past = a_meeting(session, cast.board, starts_at=NOW - timedelta(days=2))
        assert tell(session, past, cast) == 0
        assert written(session) == []


class TestMoving:
    def test_raises_the_sequence_by_one_for_everyone_and_keeps_the_uid(
        self, session, cast, meeting
    ):
        uids = {one.uid for one in session.scalars(select(Invitation))}
        moved(session, meeting, cast)
        for person in (cast.claire, cast.odile):
            first, second = written_to(session, person)
            assert [event_in(one)["SEQUENCE"] for one in (first, second)] == [0, 1]
            assert event_in(first)["UID"] == event_in(second)["UID"]
            assert event_in(second).decoded("DTSTART") == meeting.starts_at
        assert {one.uid for one in session.scalars(select(Invitation))} == uids

    def test_asks_everyone_again(self, session, cast, meeting):
        answer(session, cast.claire, Answer.ACCEPTED)
        answer(session, cast.odile, Answer.DECLINED)
        moved(session, meeting, cast)
        for person in (cast.claire, cast.odile):
            invitation = invitation_of(session, person)
            assert invitation.answer is Answer.NEEDS_ACTION
            assert invitation.answered_at is None
            assert event_in(written_to(session, person)[-1])["ATTENDEE"].params["PARTSTAT"] == (
                "NEEDS-ACTION"
            )
        assert {one.presence for one in meeting.attendances} == {Presence.EXPECTED}

    def test_another_room_is_told_and_keeps_the_answers(self, session, cast, meeting):
        answer(session, cast.odile, Answer.ACCEPTED)
        room = a_room(session, cast.organization, name="Salle Laennec")
        meeting_moves.move_meeting(
            session, meeting, meeting.starts_at, room, LETTERHEAD, cast.sami, LATER
        )
        last = event_in(written_to(session, cast.odile)[-1])
        assert str(last["LOCATION"]).startswith("Salle Laennec")
        assert last["SEQUENCE"] == 0
        assert last.decoded("DTSTAMP") == LATER
        assert last["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
        assert invitation_of(session, cast.odile).answer is Answer.ACCEPTED

    def test_another_video_link_is_told_too(self, session, cast, meeting):
        meeting.video_url = "https://visio.hopital.example/sein"
        assert tell(session, meeting, cast, LATER) == 2
        assert "https://visio.hopital.example/sein" in words_of(written(session)[-1])


class TestTakingSomebodyOff:
    @pytest.fixture
    def without_odile(self, session, cast, meeting) -> Meeting:
        of_odile = next(a for a in meeting.attendances if a.practitioner_id == cast.odile.id)
        meeting.attendances.remove(of_odile)
        tell(session, meeting, cast, LATER)
        return meeting

    def test_withdraws_the_event_from_their_agenda_alone(self, session, cast, without_odile):
        last = written_to(session, cast.odile)[-1]
        assert calendar_in(last)["METHOD"] == "CANCEL"
        assert event_in(last)["SEQUENCE"] == 1
        assert "Vous n’êtes plus convié" in words_of(last)
        assert len(written_to(session, cast.claire)) == 1

    def test_an_invitation_given_back_is_a_new_question_under_the_same_uid(
        self, session, cast, without_odile
    ):
        without_odile.attendances.append(Attendance(practitioner=cast.odile))
        tell(session, without_odile, cast, LATER + timedelta(hours=1))
        first, _withdrawn, last = written_to(session, cast.odile)
        assert calendar_in(last)["METHOD"] == "REQUEST"
        assert event_in(last)["SEQUENCE"] == 2
        assert event_in(last)["UID"] == event_in(first)["UID"]
        assert last.subject.startswith("Invitation")
        assert invitation_of(session, cast.odile).answer is Answer.NEEDS_ACTION


class TestAskingForAStretch:
    """The radiologist comes for the first half hour only."""

    @pytest.fixture
    def shortened(self, session, cast, meeting) -> Meeting:
        answer(session, cast.odile, Answer.ACCEPTED)
        answer(session, cast.claire, Answer.ACCEPTED)
        ask_for_stretch(session, meeting, cast.odile, cast, (0, 30))
        tell(session, meeting, cast, LATER)
        return meeting

    def test_tells_that_person_alone_and_asks_again(self, session, cast, shortened):
        assert len(written_to(session, cast.claire)) == 1
        last = written_to(session, cast.odile)[-1]
        event = event_in(last)
        assert event["SEQUENCE"] == 1
        assert event.decoded("DTSTART") == shortened.starts_at
        assert event.decoded("DTEND") == shortened.starts_at + timedelta(minutes=30)
        assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
        assert "12\u00a0h\u00a030 – 13\u00a0h\u00a000" in words_of(last)
        assert "la séance entière dure" in words_of(last)
        assert "12\u00a0h\u00a030 – 13\u00a0h\u00a030" in words_of(last)
        assert invitation_of(session, cast.claire).answer is Answer.ACCEPTED

    def test_the_stretch_moves_with_the_meeting(self, session, cast, shortened):
        moved(session, shortened, cast)
        event = event_in(written_to(session, cast.odile)[-1])
        assert event.decoded("DTEND") == shortened.starts_at + timedelta(minutes=30)
        event = event_in(written_to(session, cast.claire)[-1])
        assert event.decoded("DTEND") == shortened.ends_at

    @pytest.mark.parametrize("minutes", [(-5, 30), (0, 65), (30, 30), (40, 20)])
    def test_outside_the_meeting_is_refused(self, session, cast, meeting, minutes):
        with pytest.raises(RuleBroken, match="stretch_outside"):
            ask_for_stretch(session, meeting, cast.odile, cast, minutes)

    def test_the_whole_meeting_is_no_stretch(self, session, cast, meeting):
        ask_for_stretch(session, meeting, cast.odile, cast, (0, 60))
        assert tell(session, meeting, cast, LATER) == 0


def ask_for_stretch(
    session: Session, meeting: Meeting, person: Practitioner, cast: Cast, minutes: tuple[int, int]
) -> None:
    one = next(a for a in meeting.attendances if a.practitioner_id == person.id)
    first, last = (meeting.starts_at + timedelta(minutes=number) for number in minutes)
    meetings.ask_for_stretch(session, one, first, last, cast.sami)


class TestCancelling:
    def test_withdraws_the_event_from_every_agenda_once(self, session, cast, meeting):
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER)
        assert meeting.state is MeetingState.CANCELLED
        for person in (cast.claire, cast.odile):
            _first, last = written_to(session, person)
            assert calendar_in(last)["METHOD"] == "CANCEL"
            assert str(event_in(last)["STATUS"]) == "CANCELLED"
            assert lint_invitation(last.content) == []
            assert invitation_of(session, person).state is InvitationState.CANCELLED
        assert tell(session, meeting, cast, LATER) == 0


class TestAnswering:
    def test_is_kept_with_its_moment_and_its_way(self, session, cast, meeting):
        assert answer(session, cast.odile, Answer.TENTATIVE)
        invitation = invitation_of(session, cast.odile)
        told = (invitation.answer, invitation.answered_at, invitation.answered_by)
        assert told == (Answer.TENTATIVE, NOW, "link")
        (entry,) = audit.entries_about(session, invitation)
        assert entry.deed == "invitation.answered"

    def test_whoever_declines_is_excused_and_whoever_thinks_better_is_expected(
        self, session, cast, meeting
    ):
        answer(session, cast.odile, Answer.DECLINED)
        assert presence_of(meeting, cast.odile) is Presence.EXCUSED
        answer(session, cast.odile, Answer.ACCEPTED, LATER)
        assert presence_of(meeting, cast.odile) is Presence.EXPECTED
        assert presence_of(meeting, cast.claire) is Presence.EXPECTED

    def test_is_refused_once_the_meeting_is_over(self, session, cast, meeting):
        with pytest.raises(RuleBroken, match="invitation_over"):
            answer(session, cast.odile, Answer.ACCEPTED, meeting.ends_at)

    def test_is_refused_once_withdrawn(self, session, cast, meeting):
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, NOW)
        with pytest.raises(RuleBroken, match="invitation_withdrawn"):
            answer(session, cast.odile, Answer.ACCEPTED)

    def test_saying_nothing_is_no_answer(self, session, cast, meeting):
        with pytest.raises(RuleBroken, match="invitation_answer_unknown"):
            answer(session, cast.odile, Answer.NEEDS_ACTION)


class TestRepliesByMail:
    """They arrive when they like: late, twice, in the wrong order."""

    def test_one_overtaken_by_a_later_one_changes_nothing(self, session, cast, meeting):
        minutes = timedelta(minutes=1)
        answer(session, cast.odile, Answer.DECLINED, LATER, stamp=NOW + 5 * minutes, sequence=0)
        taken = answer(session, cast.odile, Answer.ACCEPTED, LATER, stamp=NOW, sequence=0)
        assert not taken
        assert invitation_of(session, cast.odile).answer is Answer.DECLINED

    def test_one_about_the_former_time_changes_nothing(self, session, cast, meeting):
        moved(session, meeting, cast)
        assert not answer(session, cast.odile, Answer.ACCEPTED, LATER, stamp=LATER, sequence=0)
        assert invitation_of(session, cast.odile).answer is Answer.NEEDS_ACTION
        assert answer(session, cast.odile, Answer.ACCEPTED, LATER, stamp=LATER, sequence=1)

    def test_the_same_one_read_twice_counts_once(self, session, cast, meeting):
        assert answer(session, cast.odile, Answer.ACCEPTED, LATER, stamp=NOW, sequence=0)
        assert not answer(session, cast.odile, Answer.ACCEPTED, LATER, stamp=NOW, sequence=0)

    def test_one_from_a_clock_that_runs_ahead_does_not_bar_later_answers(
        self, session, cast, meeting
    ):
        ahead = NOW + timedelta(days=1)
        answer(session, cast.odile, Answer.ACCEPTED, NOW, stamp=ahead, sequence=0)
        assert answer(session, cast.odile, Answer.DECLINED, LATER)
        assert invitation_of(session, cast.odile).answer is Answer.DECLINED


class TestTheLink:
    def test_opens_one_invitation_and_no_other(self, session, cast, meeting):
        mine, other = (invitation_of(session, one) for one in (cast.odile, cast.claire))
        token = answer_token(mine)
        assert invitations.by_token(session, mine.id, token, NOW) is mine
        for invitation_id, secret in ((other.id, token), (mine.id, token[:-1]), (mine.id, "é")):
            with pytest.raises(NotFound, match="not_here"):
                invitations.by_token(session, invitation_id, secret, NOW)

    def test_serves_no_more_after_the_meeting(self, session, cast, meeting):
        mine = invitation_of(session, cast.odile)
        with pytest.raises(NotFound, match="invitation_over"):
            invitations.by_token(session, mine.id, answer_token(mine), meeting.ends_at)


def presence_of(meeting: Meeting, person: Practitioner) -> Presence:
    found: Iterable[Attendance] = meeting.attendances
    return next(one.presence for one in found if one.practitioner_id == person.id)


def test_a_farewell_says_nothing_to_prepare(session, cast, meeting):
    meeting.video_url = "https://visio.hopital.example/sein"
    tell(session, meeting, cast, LATER)
    meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER)
    last = written_to(session, cast.odile)[-1]
    assert "est annulée" in words_of(last)
    assert "https://" not in words_of(last)
