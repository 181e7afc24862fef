"""Whoever has not answered is reminded: once each time, by day, and only while it matters."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import (
    Answer,
    Invitation,
    Meeting,
    MessageKind,
    Organization,
    OutboxMessage,
    OutboxState,
    Practitioner,
)
from rcp.domain.reminders import ReminderChoice
from rcp.mail.delivery import FolderDelivery
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meeting_moves, outbox, reminders
from tests import factories
from tests.factories import NOW

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
STARTS = NOW + timedelta(days=24, hours=2, minutes=30)  # a Thursday, 12:30 in Paris
FORTNIGHT, THREE_DAYS, THE_DAY = (STARTS - timedelta(days=days, hours=3) for days in (15, 3, 0))


@pytest.fixture
def house(own_engine) -> sessionmaker[Session]:
    """Claire and Odile are invited to a meeting in 24 days; the messages have left."""
    made = sessions_of(own_engine)
    with made.begin() as session:
        cast = factories.a_cast(session)
        meeting = factories.a_meeting(session, cast.board, starts_at=STARTS)
        invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
        for row in session.scalars(select(OutboxMessage)):
            row.state = OutboxState.SENT
    return made


def remind(house: sessionmaker[Session], now: datetime) -> int:
    return reminders.remind(house, LETTERHEAD, now)


def written(house: sessionmaker[Session]) -> list[OutboxMessage]:
    with house() as session:
        asked = select(OutboxMessage).where(OutboxMessage.kind == MessageKind.REMINDER)
        return list(session.scalars(asked.order_by(OutboxMessage.created_at)))


def change(house: sessionmaker[Session], do: Callable[[Session], None]) -> None:
    with house.begin() as session:
        do(session)


def answer_of(name: str, given: Answer, at: datetime = NOW) -> Callable[[Session], None]:
    def do(session: Session) -> None:
        person = session.scalars(select(Practitioner).where(Practitioner.family_name == name)).one()
        mine = session.scalars(
            select(Invitation).where(Invitation.practitioner_id == person.id)
        ).one()
        invitations.answer(session, mine, given, by=None, channel="link", now=at)

    return do


def choose(choice: ReminderChoice) -> Callable[[Session], None]:
    def do(session: Session) -> None:
        for person in session.scalars(select(Practitioner)):
            reminders.choose(session, person, choice)

    return do


def words_of(row: OutboxMessage) -> str:
    message = message_from_bytes(row.content, _class=EmailMessage, policy=SMTP)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


class TestReminding:
    def test_a_fortnight_then_three_days_then_the_day_itself_each_once(self, house):
        told = []
        for moment in (NOW, FORTNIGHT, THREE_DAYS, THE_DAY):
            told.append([remind(house, moment) for _ in range(3)])
        assert told == [[0, 0, 0], [2, 0, 0], [2, 0, 0], [2, 0, 0]]

    def test_only_who_has_not_answered(self, house):
        change(house, answer_of("Marchal", Answer.DECLINED))
        assert remind(house, FORTNIGHT) == 1
        (row,) = written(house)
        assert row.recipient_id != row.invitation_id
        assert row.subject.startswith("Rappel : RCP Sein")
        assert "jeudi 17 décembre 2026" in words_of(row)
        assert "/answer/" in words_of(row)

    def test_never_at_night_nor_on_a_sunday(self, house):
        night = FORTNIGHT.replace(hour=20)
        sunday = datetime(2026, 12, 6, 11, tzinfo=UTC)
        assert [remind(house, moment) for moment in (night, sunday)] == [0, 0]
        assert remind(house, FORTNIGHT + timedelta(days=1)) == 2

    def test_as_the_structure_wishes(self, house):
        def wish(session: Session) -> None:
            place = session.scalars(
                select(Organization).where(Organization.name == "Hôpital des Deux-Rives")
            ).one()
            place.reminder_days, place.quiet_from = [7], time(23)

        change(house, wish)
        late = (STARTS - timedelta(days=7)).replace(hour=20)
        assert [remind(house, moment) for moment in (FORTNIGHT, late, THE_DAY)] == [0, 2, 0]

    def test_nobody_about_a_meeting_that_is_cancelled_or_past(self, house):
        assert remind(house, STARTS + timedelta(minutes=1)) == 0

        def cancel(session: Session) -> None:
            meeting = session.scalars(select(Meeting)).one()
            sami = session.get_one(Practitioner, meeting.board.coordinator_id)
            meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, sami, NOW)

        change(house, cancel)
        assert [remind(house, moment) for moment in (FORTNIGHT, THE_DAY)] == [0, 0]

    def test_nobody_whose_invitation_came_back(self, house):
        def bounce(session: Session) -> None:
            for row in session.scalars(select(OutboxMessage)):
                row.state = OutboxState.BOUNCED

        change(house, bounce)
        assert remind(house, FORTNIGHT) == 0

    def test_a_meeting_that_was_moved_is_reminded_of_anew(self, house):
        remind(house, THREE_DAYS)

        def move(session: Session) -> None:
            meeting = session.scalars(select(Meeting)).one()
            sami = session.get_one(Practitioner, meeting.board.coordinator_id)
            later = STARTS + timedelta(days=14)
            meeting_moves.move_meeting(session, meeting, later, None, LETTERHEAD, sami, THREE_DAYS)
            for row in session.scalars(select(OutboxMessage)):
                row.state = OutboxState.SENT

        change(house, move)
        assert remind(house, THREE_DAYS) == 0
        assert remind(house, THREE_DAYS + timedelta(days=14)) == 2

    def test_two_workers_at_once_remind_once(self, house):
        start, told = threading.Barrier(2), []

        def work() -> None:
            start.wait()
            told.append(remind(house, FORTNIGHT))

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(told) == len(written(house)) == 2

    def test_does_not_hold_back_the_invitation_itself(self, house, tmp_path):
        remind(house, FORTNIGHT)
        sent = outbox.send_waiting(
            house, FolderDelivery(tmp_path), LETTERHEAD.sender_email, lambda: FORTNIGHT
        )
        assert sent == 2

    def test_is_not_sent_once_the_answer_came(self, house, tmp_path):
        remind(house, FORTNIGHT)
        change(house, answer_of("Marchal", Answer.ACCEPTED, FORTNIGHT))
        folder = FolderDelivery(tmp_path)
        assert outbox.send_waiting(house, folder, "rcp@quorum.example", lambda: FORTNIGHT) == 1
        faults = {row.fault for row in written(house) if row.state is OutboxState.REFUSED}
        assert faults == {"answered"}


class TestADigest:
    @pytest.fixture
    def many(self, house) -> sessionmaker[Session]:
        """A second meeting a week later; everybody wants one message a week."""

        def add(session: Session) -> None:
            board = session.scalars(select(Meeting)).one().board
            second = factories.a_meeting(session, board, starts_at=STARTS + timedelta(days=7))
            sami = session.get_one(Practitioner, board.coordinator_id)
            invitations.tell(session, second, LETTERHEAD, sami, NOW)
            for row in session.scalars(select(OutboxMessage)):
                row.state = OutboxState.SENT

        change(house, add)
        change(house, choose(ReminderChoice.WEEKLY))
        return house

    def test_takes_the_place_of_single_reminders_once_a_week(self, many):
        assert [remind(many, FORTNIGHT + timedelta(hours=h)) for h in (0, 1, 24)] == [2, 0, 0]
        assert remind(many, FORTNIGHT + timedelta(days=7)) == 2
        row = written(many)[0]
        assert row.subject == "2 séances attendent votre réponse"
        assert words_of(row).count("/answer/") == 2

    def test_leaves_every_day_if_that_is_the_wish(self, many):
        change(many, choose(ReminderChoice.DAILY))
        days = [FORTNIGHT + timedelta(days=day) for day in range(3)]
        assert [remind(many, day) for day in days] == [2, 2, 2]

    def test_is_silent_at_night_and_when_all_is_answered(self, many):
        assert remind(many, FORTNIGHT.replace(hour=22)) == 0

        def answer_all(session: Session) -> None:
            for one in session.scalars(select(Invitation)):
                one.answer = Answer.ACCEPTED

        change(many, answer_all)
        assert remind(many, FORTNIGHT) == 0
