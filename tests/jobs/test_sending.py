"""Messages leave the house once, however often the worker is killed while it sends."""

from __future__ import annotations

import time
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select, update

from rcp.config import read_settings
from rcp.db.base import utc_now
from rcp.db.models import OutboxMessage, OutboxState
from rcp.jobs.tasks import TASKS, delivery_from
from rcp.mail.delivery import FolderDelivery, Security, SmtpDelivery
from rcp.services import outbox
from tests.factories import a_practitioner
from tests.jobs.conftest import Workshop

MESSAGES = 30
KILLS = 3


def test_every_message_arrives_once_though_the_worker_is_killed_while_sending(
    workshop: Workshop,
) -> None:
    post_messages(workshop)
    mailbox = workshop.folder / "mail"
    for kill in range(1, KILLS + 1):
        worker = workshop.start_worker(TASKS)
        wait_for_letters(workshop, 2 * kill)
        worker.kill()
        assert kill > 1 or OutboxState.WAITING in states(workshop)
        time.sleep(0.1)
        let_claims_expire(workshop)
    workshop.start_worker(TASKS)
    workshop.wait(lambda: states(workshop) == {OutboxState.SENT})
    subjects = sorted(letter.read_bytes().count(b"Subject: ") for letter in letters(mailbox))
    assert subjects == [1] * MESSAGES


def test_a_message_whose_time_comes_is_sent_without_being_asked_for(workshop: Workshop) -> None:
    with workshop.sessions.begin() as session:
        row = outbox.post(session, a_practitioner(session), a_message(0), utc_now())
        row.next_try_at = utc_now() + timedelta(seconds=1)
    workshop.start_worker(TASKS)
    workshop.wait(lambda: states(workshop) == {OutboxState.SENT})


def test_without_a_relay_messages_are_laid_in_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings({"RCP_DATA": str(tmp_path)})
    assert delivery_from(settings) == FolderDelivery(tmp_path / "mail")


def test_a_named_relay_is_used_as_the_settings_say(tmp_path: Path) -> None:
    named = {"RCP_SMTP_HOST": "relais.example", "RCP_SMTP_SECURITY": "tls"}
    delivery = delivery_from(read_settings({"RCP_DATA": str(tmp_path), **named}))
    assert delivery == SmtpDelivery("relais.example", 465, Security.TLS)


def post_messages(workshop: Workshop) -> None:
    with workshop.sessions.begin() as session:
        recipient = a_practitioner(session)
        for number in range(MESSAGES):
            outbox.post(session, recipient, a_message(number), utc_now())


def a_message(number: int) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = f"Convocation {number}"
    message["Message-ID"] = f"<{number}@quorum.example>"
    message.set_content("Vous êtes attendu.")
    return message


def letters(mailbox: Path) -> list[Path]:
    """The messages that arrived; a file being written starts with a dot."""
    return [path for path in mailbox.glob("*") if not path.name.startswith(".")]


def wait_for_letters(workshop: Workshop, enough: int) -> None:
    workshop.wait(lambda: len(letters(workshop.folder / "mail")) >= enough)


def let_claims_expire(workshop: Workshop) -> None:
    """Time passes for the message that was cut off."""
    past = utc_now() - timedelta(seconds=1)
    with workshop.sessions.begin() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.state == OutboxState.SENDING)
            .values(claimed_until=past, next_try_at=past)
        )


def states(workshop: Workshop) -> set[OutboxState]:
    with workshop.sessions() as session:
        return set(session.scalars(select(OutboxMessage.state)))
