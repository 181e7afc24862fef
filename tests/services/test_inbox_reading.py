"""The house's mailbox, on a real IMAP server: every message taken once, whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import (
    Answer,
    AuditEntry,
    InboxMessage,
    InboxState,
    Invitation,
    OutboxMessage,
    OutboxState,
    Proposal,
)
from rcp.mail.imap import BoxFault, BoxUnreadable, ImapBox, OpenBox
from rcp.mail.letterhead import Letterhead
from rcp.services import inbox, inbox_reading, inbox_standing, invitations
from tests import factories
from tests.factories import NOW
from tests.mail import arrivals
from tests.mail.arrivals import a_letter, a_reply, calendar
from tests.mail.imap_server import ImapServer, an_imap_server

LETTERHEAD = Letterhead(arrivals.HOUSE, "https://rcp.quorum.example")
LATER = NOW + timedelta(hours=1)
TAKEN, IGNORED, TO_SEE = (inbox_reading.FOLDERS[one] for one in list(InboxState)[:3])


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with an_imap_server() as running:
        yield running


@pytest.fixture
def house(own_engine) -> sessionmaker[Session]:
    """Five people are invited to a meeting, and what invites them has left."""
    return _inviting(sessions_of(own_engine), 5)


@pytest.fixture
def large_house(own_engine) -> sessionmaker[Session]:
    """Forty people are invited."""
    return _inviting(sessions_of(own_engine), 40)


def _inviting(made: sessionmaker[Session], count: int) -> sessionmaker[Session]:
    with made.begin() as session:
        cast = factories.a_cast(session)
        people = [
            factories.a_practitioner(session, f"Invité Numéro{number}") for number in range(count)
        ]
        meeting = factories.a_meeting(session, cast.board, expected=people)
        invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
        for row in session.scalars(select(OutboxMessage)):
            row.state = OutboxState.SENT
    return made


def read(house: sessionmaker[Session], box: ImapBox) -> Counter[InboxState]:
    return inbox_reading.read_box(house, box, LETTERHEAD, lambda: LATER)


def invited(house: sessionmaker[Session]) -> list[tuple[str, str, str]]:
    """UID, address and Message-ID of each invitation, in the order of the list."""
    with house() as session:
        rows = session.execute(
            select(Invitation.uid, OutboxMessage.address, OutboxMessage.message_id)
            .join(OutboxMessage, OutboxMessage.invitation_id == Invitation.id)
            .order_by(OutboxMessage.address)
        )
        return [tuple(row) for row in rows]


@dataclass
class Mixed:
    """Two hundred messages, and what should come of them."""

    messages: list[bytes]
    answers: Counter[Answer]


def two_hundred(people: list[tuple[str, str, str]]) -> Mixed:
    """Answers, some twice, rewritten or overtaken; then all that is none."""
    one = iter(people)
    messages, answers = [], Counter[Answer]()
    for answer, count in ((Answer.ACCEPTED, 12), (Answer.TENTATIVE, 4), (Answer.DECLINED, 6)):
        for _ in range(count):
            uid, address, _id = next(one)
            messages.append(a_reply(address, calendar(uid, address, answer.value)))
            answers[answer] += 1
    messages += messages[:10]  # delivered twice
    for _ in range(4):
        uid, address, _id = next(one)
        messages.append(arrivals.rewritten(address, calendar(uid, address)))
        answers[Answer.ACCEPTED] += 1
    for _ in range(3):  # accepted, and an older refusal that arrives after it
        uid, address, _id = next(one)
        late = calendar(uid, address, "ACCEPTED", at=NOW + timedelta(minutes=20))
        early = calendar(uid, address, "DECLINED", at=NOW + timedelta(minutes=5))
        messages += [a_reply(address, late), a_reply(address, early)]
        answers[Answer.ACCEPTED] += 1
    for _ in range(3):
        uid, address, _id = next(one)
        more = "DTSTART:20261127T120000Z\nDTEND:20261127T130000Z\n"
        told = calendar(uid, address, "TENTATIVE", method="COUNTER", more=more)
        messages.append(a_reply(address, told, method="COUNTER"))
        answers[Answer.TENTATIVE] += 1
    for _ in range(3):
        _uid, address, message_id = next(one)
        messages.append(arrivals.a_report(message_id, address))
    uid, address, _id = next(one)
    for stranger in range(6):
        told = calendar(uid, address, "DECLINED")
        messages.append(a_reply(f"inconnu{stranger}@ailleurs.example", told))
    messages += [a_letter(address, f"Je viendrai, {n}").as_bytes() for n in range(4)]
    messages += [arrivals.out_of_office(address) for _ in range(40)]
    messages += [arrivals.spam() for _ in range(60)]
    messages += list(arrivals.MALFORMED[1:]) * 3  # an empty message is not taken by any server
    rest = 200 - len(messages)
    messages += [a_letter(f"ami{n}@ailleurs.example", "Bonjour").as_bytes() for n in range(rest)]
    answers[Answer.NEEDS_ACTION] = len(people) - sum(answers.values())
    return Mixed(messages, answers)


def standing(house: sessionmaker[Session]) -> tuple[bool, str | None]:
    """Whether the last reading succeeded, and else why not."""
    with house() as session:
        row = inbox_standing.standing(session)
        assert row is not None
        return row.failing_since is None, row.fault


def given(house: sessionmaker[Session]) -> Counter[Answer]:
    with house() as session:
        return Counter(session.scalars(select(Invitation.answer)))


def times_answered(house: sessionmaker[Session]) -> int:
    with house() as session:
        noted = select(AuditEntry).where(AuditEntry.deed == "invitation.answered")
        return len(session.scalars(noted).all())


def test_of_200_mixed_messages_the_right_answers_are_noted_and_nothing_else(large_house, server):
    mixed = two_hundred(invited(large_house))
    assert len(mixed.messages) == 200
    server.bring(mixed.messages)
    found = read(large_house, server.box())
    assert given(large_house) == mixed.answers
    assert times_answered(large_house) == 40 - mixed.answers[Answer.NEEDS_ACTION]
    assert found[InboxState.TO_SEE] == 6 + 4
    assert server.held("INBOX") == []
    assert [len(server.held(one)) for one in (TAKEN, TO_SEE)] == [found[InboxState.TAKEN], 10]
    assert sum(found.values()) == 200
    with large_house() as session:
        assert len(session.scalars(select(Proposal)).all()) == 3
        states = Counter(session.scalars(select(OutboxMessage.state)))
        assert states == {OutboxState.SENT: 37, OutboxState.BOUNCED: 3}
        shown = session.scalars(select(InboxMessage).where(InboxMessage.state == InboxState.TO_SEE))
        assert Counter(row.reason for row in shown) == {"reply_stranger": 6, "mail_written": 4}
    server.bring(mixed.messages[:30])
    read(large_house, server.box())
    assert times_answered(large_house) == 40 - mixed.answers[Answer.NEEDS_ACTION]


class Killed(BaseException):
    """The process ends here, as with kill -9: nothing after this line runs."""


class KilledBox(ImapBox):
    """The real mailbox; the process dies at its third message, noted and not yet moved."""

    @contextmanager
    def opened(self) -> Iterator[OpenBox]:
        with super().opened() as box:
            settle, settled = box.settle, []

            def settle_or_die(uid: int, folder: str) -> None:
                if len(settled) == 2:
                    raise Killed
                settled.append(uid)
                settle(uid, folder)

            box.settle = settle_or_die  # type: ignore[method-assign]  # where the process ends
            yield box


def test_killed_half_way_it_takes_each_message_once_all_the_same(house, server):
    people = invited(house)[:5]
    server.bring(a_reply(address, calendar(uid, address)) for uid, address, _ in people)
    plain = server.box()
    box = KilledBox(plain.host, plain.port, plain.username, plain.password, plain.security)
    with pytest.raises(Killed):
        read(house, box)
    assert times_answered(house) == 3
    assert len(server.held("INBOX")) == 3
    read(house, plain)
    assert times_answered(house) == 5
    assert server.held("INBOX") == []
    assert len(server.held(TAKEN)) == 5


def test_a_message_that_breaks_the_reader_is_shown_and_the_others_are_taken(
    house, server, monkeypatch
):
    first, second = invited(house)[:2]

    def break_at_the_first(message: bytes, **told: object) -> object:
        if first[1].encode() in message:
            raise RecursionError
        return answer_in(message, **told)

    answer_in: Callable[..., object] = inbox.answer_in
    monkeypatch.setattr(inbox, "answer_in", break_at_the_first)
    server.bring(a_reply(address, calendar(uid, address)) for uid, address, _ in (first, second))
    found = read(house, server.box())
    assert found == {InboxState.TO_SEE: 1, InboxState.TAKEN: 1}
    assert given(house)[Answer.ACCEPTED] == 1
    assert len(server.held(TO_SEE)) == 1


def test_a_message_that_is_too_long_is_not_fetched_whole(house, server):
    uid, address, _id = invited(house)[0]
    letter = a_letter(address, "Voici")
    letter.add_attachment(b"0" * 6_000_000, maintype="application", subtype="zip")
    server.bring([letter.as_bytes(), a_reply(address, calendar(uid, address))])
    assert read(house, server.box()) == {InboxState.TO_SEE: 1, InboxState.TAKEN: 1}
    with house() as session:
        asked = select(InboxMessage.reason).where(InboxMessage.state == InboxState.TO_SEE)
        assert session.scalars(asked).all() == ["mail_too_large"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "faux"}, BoxFault.NO_SIGN_IN),
        ({"folder": "Absent"}, BoxFault.NO_FOLDER),
        ({"port": 1}, BoxFault.NO_CONNECTION),
    ],
)
def test_what_keeps_the_box_shut_is_said(house, server, change, code):
    plain = server.box()
    told = {
        "host": plain.host, "port": plain.port, "username": plain.username,
        "password": plain.password, "security": plain.security, **change,
    }  # fmt: skip
    with pytest.raises(BoxUnreadable) as refused:
        read(house, ImapBox(**told))
    assert refused.value.code is code
    assert standing(house) == (False, code.value)
    read(house, server.box())
    assert standing(house) == (True, None)


def test_two_readings_at_once_take_each_message_once(house, server):
    people = invited(house)[:3]
    server.bring(a_reply(address, calendar(uid, address)) for uid, address, _ in people)
    box = server.box()
    with box.opened() as one:
        uids = one.uids()
        read(house, box)  # the other reader, meanwhile
        reader = inbox_reading._Reader(house, LETTERHEAD, LATER, "")
        assert [reader.noted(one, uid) for uid in uids] == [InboxState.TAKEN] * 3
    assert times_answered(house) == 3
