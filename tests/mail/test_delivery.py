"""Messages handed to real servers, good and bad ones, and laid in a folder."""

from __future__ import annotations

import socket
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from rcp.mail.delivery import (
    DelayCode,
    DeliveryDelayed,
    FolderDelivery,
    Security,
    SmtpDelivery,
    Undeliverable,
)
from rcp.mail.message import UnsafeHeader
from tests.mail.servers import Post, a_certificate, a_dripping_server, a_server
from tests.mail.test_message import an_invitation

SENDER = "rcp-thorax@quorum.hopital.test"
ODILE = "odile.martin@hopital.test"


def deliver(port: int, **settings: Any) -> None:  # Any: whichever settings a test names
    usual: dict[str, Any] = {
        "security": Security.NONE,
        "timeout": 5,
        "greeting_name": "quorum.test",
    }
    delivery = SmtpDelivery("127.0.0.1", port, **(usual | settings))
    delivery.deliver(an_invitation(), SENDER, ODILE)


def delay(port: int, **settings: Any) -> DeliveryDelayed:  # Any: as above
    with pytest.raises(DeliveryDelayed) as delayed:
        deliver(port, **settings)
    return delayed.value


class TestAServer:
    def test_takes_a_message_as_it_was_made_for_one_person(self):
        post = Post()
        with a_server(post) as port:
            deliver(port)
        ((sender, recipients, content),) = post.taken
        assert (sender, recipients) == (SENDER, [ODILE])
        assert content == an_invitation()

    @pytest.mark.parametrize(
        "post",
        [Post(to_recipient="550 5.1.1 Unknown"), Post(to_data="554 5.7.1 Refused")],
        ids=["recipient", "content"],
    )
    def test_that_refuses_for_good_makes_a_message_undeliverable(self, post):
        with a_server(post) as port, pytest.raises(Undeliverable) as refused:
            deliver(port)
        assert refused.value.status in {550, 554}

    @pytest.mark.parametrize(
        ("post", "status"),
        [
            (Post(to_recipient="450 4.2.1 Greylisted"), 450),
            (Post(to_data="452 4.3.1 Disk full"), 452),
            (Post(to_data="421 4.3.2 Closing"), 421),
        ],
    )
    def test_that_refuses_for_now_delays_a_message(self, post, status):
        with a_server(post) as port:
            delayed = delay(port)
        assert (delayed.code, delayed.status) == (DelayCode.REFUSED_FOR_NOW, status)

    def test_that_is_not_there_delays_a_message(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        assert delay(port).code is DelayCode.NO_CONNECTION

    def test_that_greets_with_a_refusal_delays_a_message(self):
        with a_dripping_server(b"554 5.3.2 Not today\r\n") as port:
            delayed = delay(port)
        assert (delayed.code, delayed.status) == (DelayCode.NO_CONNECTION, 554)

    @pytest.mark.parametrize(
        "opening",
        [b"", b"220 quorum.test ESMTP\r\n", b"220 quorum.test ESMTP\r\n250 OK\r\n"],
        ids=["greeting", "hello", "sender"],
    )
    def test_that_drips_is_left_at_the_deadline(self, opening):
        with a_dripping_server(opening) as port:
            began = monotonic()
            delayed = delay(port, total_deadline=0.5)
        assert delayed.code is DelayCode.DEADLINE
        assert monotonic() - began < 4


class TestSecurity:
    @pytest.fixture
    def certificate(self, tmp_path):
        return a_certificate(tmp_path)

    def test_starttls_protects_the_message_and_the_password(self, certificate):
        post = Post()
        with a_server(post, certificate=certificate, password="ouvre-toi") as port:
            deliver(
                port,
                security=Security.STARTTLS,
                ca_file=certificate,
                username="rcp",
                password="ouvre-toi",
            )
        assert len(post.taken) == 1

    def test_a_wrong_password_delays_and_loses_nothing(self, certificate):
        post = Post()
        with a_server(post, certificate=certificate, password="ouvre-toi") as port:
            delayed = delay(
                port,
                security=Security.STARTTLS,
                ca_file=certificate,
                username="rcp",
                password="faux",
            )
        assert delayed.code is DelayCode.NO_SIGN_IN
        assert post.taken == []

    def test_a_certificate_that_nobody_vouches_for_is_refused(self, certificate):
        post = Post()
        with a_server(post, certificate=certificate) as port:
            assert delay(port, security=Security.STARTTLS).code is DelayCode.NO_SECURITY
        assert post.taken == []

    def test_a_server_without_starttls_gets_nothing_in_clear(self):
        post = Post()
        with a_server(post) as port:
            assert delay(port, security=Security.STARTTLS).code is DelayCode.NO_SECURITY
        assert post.taken == []

    def test_a_server_that_does_not_speak_tls_gets_nothing_in_clear(self):
        with a_dripping_server(b"220 quorum.test ESMTP\r\n") as port:
            assert delay(port, security=Security.TLS).code is DelayCode.NO_SECURITY

    def test_a_tls_greeting_that_never_ends_is_left_at_the_deadline(self):
        handshake = b"\x16\x03\x03\x40\x00"  # promises a record of 16 KiB
        with a_dripping_server(handshake) as port:
            began = monotonic()
            assert delay(port, security=Security.TLS, total_deadline=0.5).code is DelayCode.DEADLINE
        assert monotonic() - began < 4

    def test_a_password_is_not_shown(self):
        assert "ouvre-toi" not in repr(SmtpDelivery("smtp.test", 587, password="ouvre-toi"))


@pytest.mark.parametrize(
    "address", ["a@b.test>\r\nRCPT TO:<z@y.test", "a@b.test,z@y.test", "Odile <a@b.test>", ""]
)
def test_an_address_that_would_be_more_than_one_never_reaches_the_server(address):
    post = Post()
    with a_server(post) as port:
        delivery = SmtpDelivery("127.0.0.1", port, Security.NONE, greeting_name="quorum.test")
        with pytest.raises(UnsafeHeader, match="recipient"):
            delivery.deliver(b"x", SENDER, address)
    assert post.taken == []


class TestAFolder:
    def test_holds_a_message_once_however_often_it_is_delivered(self, tmp_path):
        delivery = FolderDelivery(tmp_path / "boîte")
        for _ in range(3):
            delivery.deliver(an_invitation(), SENDER, ODILE)
        (file,) = (tmp_path / "boîte").iterdir()
        assert file.suffix == ".eml"
        assert file.read_bytes() == an_invitation()

    def test_holds_each_message_apart(self, tmp_path):
        delivery = FolderDelivery(tmp_path)
        for number in range(3):
            message_id = f"<5d0f6f0e.0.{number}@quorum.hopital.test>"
            delivery.deliver(an_invitation(message_id=message_id), SENDER, ODILE)
        assert len(list(tmp_path.glob("*.eml"))) == 3

    def test_keeps_names_and_addresses_out_of_file_names(self, tmp_path):
        delivery = FolderDelivery(tmp_path)
        path: Path = delivery.path_of(an_invitation())
        assert path.parent == tmp_path
        assert path.stem.isalnum()
        assert "odile" not in path.name

    def test_refuses_a_message_without_an_identifier(self, tmp_path):
        with pytest.raises(ValueError, match="Message-ID"):
            FolderDelivery(tmp_path).deliver(b"Subject: x\r\n\r\ny", SENDER, ODILE)
        assert list(tmp_path.iterdir()) == []
