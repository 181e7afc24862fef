"""Messages leave once, come back when a server says wait, and are never lost."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import Invitation, Job, Meeting, OutboxMessage, OutboxState, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.mail.delivery import Delivery, FolderDelivery, Security, SmtpDelivery
from rcp.mail.letterhead import Letterhead
from rcp.services import audit, invitations, meeting_moves, outbox
from tests import factories
from tests.factories import NOW
from tests.mail.servers import Post, a_server

SENDER = "rcp@quorum.example"
LETTERHEAD = Letterhead(SENDER, "https://rcp.quorum.example")


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(own_engine) -> sessionmaker[Session]:
    """A database where Claire and Odile are invited to Thursday's meeting; both messages wait."""
    made = sessions_of(own_engine)
    with made.begin() as session:
        cast = factories.a_cast(session)
        meeting = factories.a_meeting(session, cast.board)
        invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    return made


def send(house: sessionmaker[Session], delivery: Delivery, clock: Clock) -> int:
    return outbox.send_waiting(house, delivery, SENDER, clock)


def smtp(port: int) -> SmtpDelivery:
    return SmtpDelivery("127.0.0.1", port, security=Security.NONE, greeting_name="quorum.test")


def rows(house: sessionmaker[Session]) -> list[OutboxMessage]:
    with house() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)))


def states(house: sessionmaker[Session]) -> set[OutboxState]:
    return {row.state for row in rows(house)}


def ids_of(contents: list[bytes]) -> list[str]:
    return [str(message_from_bytes(content)["Message-ID"]) for content in contents]


class TestSending:
    def test_brings_each_message_to_a_real_server_once(self, house, clock):
        post = Post()
        with a_server(post) as port:
            assert send(house, smtp(port), clock) == 2
            assert send(house, smtp(port), clock) == 0
        assert sorted(to for _, (to,), _ in post.taken) == sorted(
            row.address for row in rows(house)
        )
        assert {sender for sender, _, _ in post.taken} == {SENDER}
        assert {(row.state, row.sent_at) for row in rows(house)} == {(OutboxState.SENT, NOW)}

    def test_lays_one_file_a_message_in_a_folder(self, house, clock, tmp_path: Path):
        assert send(house, FolderDelivery(tmp_path), clock) == 2
        contents = [path.read_bytes() for path in tmp_path.glob("*.eml")]
        assert sorted(ids_of(contents)) == sorted(row.message_id for row in rows(house))

    def test_leaves_nothing_of_a_change_that_was_undone(self, house, clock, tmp_path: Path):
        with house() as session:
            meeting = session.scalars(select(Meeting)).one()
            sami = session.get_one(Practitioner, meeting.board.coordinator_id)
            meeting.starts_at += timedelta(days=1)
            meeting.ends_at += timedelta(days=1)
            assert invitations.tell(session, meeting, LETTERHEAD, sami, NOW) == 2
            session.rollback()
        assert send(house, FolderDelivery(tmp_path), clock) == 2


class TestADelay:
    def test_waits_and_comes_back(self, house, clock):
        post = Post(to_recipient="450 4.2.1 Greylisted")
        with a_server(post) as port:
            assert send(house, smtp(port), clock) == 0
            row = rows(house)[0]
            assert (row.state, row.fault) == (OutboxState.WAITING, "refused_for_now")
            assert row.next_try_at == NOW + timedelta(minutes=1)
            post.to_recipient = "250 OK"
            assert send(house, smtp(port), clock) == 0
            clock.later(minutes=1)
            assert send(house, smtp(port), clock) == 2
        assert {(one.state, one.fault) for one in rows(house)} == {(OutboxState.SENT, None)}

    def test_queues_the_next_try_by_itself(self, house, clock):
        post = Post(to_recipient="450 4.2.1 Greylisted")
        with a_server(post) as port:
            send(house, smtp(port), clock)
        with house() as session:
            jobs = session.scalars(select(Job).where(Job.task == "send_outbox")).all()
        assert jobs

    def test_that_lasts_for_days_ends_and_says_so(self, house, clock):
        post = Post(to_recipient="450 4.2.1 Mailbox full")
        with house.begin() as session:
            for invitation in session.scalars(select(Invitation)):
                invitation.told_ends_at += timedelta(days=30)
        with a_server(post) as port:
            for _ in range(outbox.MOST_TRIES):
                send(house, smtp(port), clock)
                clock.later(days=1)
        assert {(row.state, row.fault) for row in rows(house)} == {(OutboxState.REFUSED, "gave_up")}


class TestARefusal:
    def test_is_final_and_keeps_its_reason(self, house, clock):
        post = Post(to_recipient="550 5.1.1 Unknown")
        with a_server(post) as port:
            assert send(house, smtp(port), clock) == 0
        assert {(row.state, row.fault) for row in rows(house)} == {
            (OutboxState.REFUSED, "smtp_550")
        }

    def test_of_one_address_does_not_hold_the_others_up(self, house, clock, tmp_path: Path):
        with house.begin() as session:
            first = session.scalars(select(OutboxMessage).limit(1)).one()
            first.address = "odile@hôpital.example"
        post = Post()
        with a_server(post) as port:
            assert send(house, smtp(port), clock) == 1
        assert states(house) == {OutboxState.SENT, OutboxState.REFUSED}

    def test_is_sent_again_to_a_corrected_address_as_the_same_message(self, house, clock):
        post = Post(to_recipient="550 5.1.1 Unknown")
        with a_server(post) as port:
            send(house, smtp(port), clock)
            post.to_recipient = "250 OK"
            sent_again(house, clock, address="odile@new.example")
            assert send(house, smtp(port), clock) == 1
        ((_, recipients, content),) = post.taken
        assert recipients == ["odile@new.example"]
        assert ids_of([content])[0] in {row.message_id for row in rows(house)}

    @pytest.mark.parametrize("address", ["a@b.example, c@d.example", "x@y\r\nBcc: z@t.example"])
    def test_is_not_sent_to_two_addresses(self, house, clock, address):
        with pytest.raises(RuleBroken, match="message_address"):
            sent_again(house, clock, address=address)

    def test_of_a_message_that_a_later_one_replaces_is_left_alone(self, house, clock):
        with house.begin() as session:
            meeting = session.scalars(select(Meeting)).one()
            sami = session.get_one(Practitioner, meeting.board.coordinator_id)
            meeting.video_url = "https://visio.hopital.example/sein"
            invitations.tell(session, meeting, LETTERHEAD, sami, NOW + timedelta(minutes=5))
        with pytest.raises(RuleBroken, match="message_superseded"):
            sent_again(house, clock)

    def test_is_not_sent_again_once_the_meeting_is_over(self, house, clock):
        clock.later(days=10)
        with pytest.raises(RuleBroken, match="message_over"):
            sent_again(house, clock)


def sent_again(house: sessionmaker[Session], clock: Clock, address: str = "") -> None:
    with house.begin() as session:
        row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)).first()
        assert row is not None
        outbox.send_again(session, row, by=row.recipient, now=clock(), address=address)
        assert audit.entries_about(session, row)[-1].deed == "message.sent_again"


class TestThePast:
    def test_a_message_still_waiting_when_its_meeting_is_over_does_not_leave(
        self, house, clock, tmp_path: Path
    ):
        clock.later(days=4)
        assert send(house, FolderDelivery(tmp_path), clock) == 0
        assert list(tmp_path.glob("*.eml")) == []
        assert {(row.state, row.fault) for row in rows(house)} == {
            (OutboxState.REFUSED, "meeting_over")
        }


class Killed(BaseException):
    """The process ends here, as with kill -9: nothing after this line runs."""


@dataclass
class KilledAfterDelivery:
    """Brings a message for real; then the process dies before it can write that down."""

    delivery: Delivery

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        self.delivery.deliver(message, sender, recipient)
        raise Killed


class TestASenderKilledBetweenSendingAndMarking:
    def test_leaves_the_message_reserved_then_it_goes_again_as_the_same_message(self, house, clock):
        post = Post()
        with a_server(post) as port:
            with pytest.raises(Killed):
                send(house, KilledAfterDelivery(smtp(port)), clock)
            assert OutboxState.SENDING in states(house)
            assert send(house, smtp(port), clock) == 1
            clock.later(minutes=3)
            assert send(house, smtp(port), clock) == 1
        brought = ids_of([content for _, _, content in post.taken])
        assert len(brought) == 3
        assert len(set(brought)) == 2
        assert states(house) == {OutboxState.SENT}

    def test_leaves_one_file_in_a_folder(self, house, clock, tmp_path: Path):
        folder = FolderDelivery(tmp_path)
        with pytest.raises(Killed):
            send(house, KilledAfterDelivery(folder), clock)
        clock.later(minutes=3)
        send(house, folder, clock)
        assert len(list(tmp_path.glob("*.eml"))) == 2


@dataclass
class Counting:
    """Counts what is brought, from any thread."""

    brought: list[str] = field(default_factory=list)

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        self.brought += ids_of([message])


def test_two_senders_at_once_send_each_message_once(house, clock):
    delivery, start = Counting(), threading.Barrier(2)
    faults: list[BaseException] = []

    def sender() -> None:
        try:
            start.wait()
            send(house, delivery, clock)
        except BaseException as fault:  # told to the test below
            faults.append(fault)

    threads = [threading.Thread(target=sender) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(delivery.brought) == sorted(row.message_id for row in rows(house))


def test_an_invitation_held_up_on_its_way_never_arrives_after_its_cancellation(
    house, clock, tmp_path: Path
):
    with house.begin() as session:
        for row in session.scalars(select(OutboxMessage)):
            row.next_try_at = NOW + timedelta(minutes=15)  # the server asked to wait
        meeting = session.scalars(select(Meeting)).one()
        by = session.get_one(Practitioner, meeting.board.coordinator_id or meeting.board.chair_id)
        later = NOW + timedelta(minutes=1)
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, by, later)
    clock.later(minutes=2)
    folder = FolderDelivery(tmp_path)
    assert send(house, folder, clock) == 2
    clock.later(minutes=30)
    assert send(house, folder, clock) == 0
    held_back = [row for row in rows(house) if row.state is OutboxState.REFUSED]
    assert [row.fault for row in held_back] == ["superseded", "superseded"]
