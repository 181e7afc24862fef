"""Messages brought to an SMTP server, or laid in a folder that a person can open."""

from __future__ import annotations

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from enum import StrEnum
from pathlib import Path
from threading import Event, Timer
from typing import Protocol

from rcp.mail.laying import lay
from rcp.mail.message import refuse_unsafe_address

_SIGN_IN_STATUSES = frozenset({530, 534, 535, 538})


class Security(StrEnum):
    """How the connection to the mail server is protected; nothing falls back to a weaker one."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class DelayCode(StrEnum):
    """Why a message waits."""

    REFUSED_FOR_NOW = "refused_for_now"
    DEADLINE = "deadline"
    CONNECTION_LOST = "connection_lost"
    NO_CONNECTION = "no_connection"
    NO_SECURITY = "no_security"
    NO_SIGN_IN = "no_sign_in"


class Undeliverable(Exception):
    """The server refused the message for good: another attempt would change nothing."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class DeliveryDelayed(Exception):
    """The message was not taken this time; it may be tried again."""

    def __init__(self, code: DelayCode, status: int | None = None) -> None:
        super().__init__(str(code) if status is None else f"{code} ({status})")
        self.code = code
        self.status = status


class Delivery(Protocol):
    """A way for messages to leave the house."""

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        """Bring one message to one recipient; raises Undeliverable or DeliveryDelayed."""


@dataclass(frozen=True, slots=True)
class FolderDelivery:
    """Each message as a file named after its Message-ID: delivered twice, it is there once."""

    folder: Path

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        """Write the file whole or not at all; raises ValueError without a Message-ID."""
        lay(self.path_of(message), message)

    def path_of(self, message: bytes) -> Path:
        """Where a message is, or would be, laid."""
        message_id = BytesHeaderParser().parsebytes(message).get("Message-ID")
        if not message_id:
            raise ValueError("a message has a Message-ID")
        name = hashlib.sha256(str(message_id).strip().encode()).hexdigest()[:32]
        return self.folder / f"{name}.eml"


@dataclass(frozen=True, slots=True)
class SmtpDelivery:
    """An SMTP server that takes our messages.

    `timeout` bounds each answer of the server, `total_deadline` all of a delivery, both in
    seconds: a server that sends one byte now and then never runs into the first. `ca_file` holds
    the authorities to trust beside the system's, `greeting_name` is the name we say in EHLO.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    total_deadline: float = 60.0
    ca_file: Path | None = None
    greeting_name: str = ""

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        """Hand one message to the server; raises Undeliverable or DeliveryDelayed.

        Raises UnsafeHeader for an address that smtplib would quietly cut or the server misread.
        """
        refuse_unsafe_address(sender, field="sender")
        refuse_unsafe_address(recipient, field="recipient")
        over = Event()
        try:
            with self._conversation(over) as server:
                server.sendmail(sender, [recipient], message)
        except (DeliveryDelayed, smtplib.SMTPException, OSError) as failure:
            if over.is_set():
                raise DeliveryDelayed(DelayCode.DEADLINE) from failure
            raise _meaning(failure) from failure

    @contextmanager
    def _conversation(self, over: Event) -> Iterator[_Server]:
        server = _Server(self)
        watchdog = Timer(self.total_deadline, server.cut, [over])
        watchdog.daemon = True
        watchdog.start()
        try:
            server.open()
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # the message is taken: a clumsy farewell changes nothing
        finally:
            watchdog.cancel()
            server.leave()


class _Server(smtplib.SMTP):
    """A conversation that another thread can cut, even in the middle of a TLS handshake."""

    def __init__(self, delivery: SmtpDelivery) -> None:
        super().__init__(
            local_hostname=delivery.greeting_name or None,
            timeout=min(delivery.timeout, delivery.total_deadline),
        )
        self._delivery = delivery
        self._host = delivery.host  # what the certificate must be for
        self._line: socket.socket | None = None
        self._is_over = False

    def open(self) -> None:
        """Connect, protect the line and sign in, as the settings say."""
        delivery = self._delivery
        with _delayed_as(DelayCode.NO_CONNECTION):
            status, _ = self.connect(delivery.host, delivery.port)
            if status != 220:
                raise smtplib.SMTPConnectError(status, b"")
        if delivery.security is Security.STARTTLS:
            with _delayed_as(DelayCode.NO_SECURITY):
                self.starttls(context=self._trust())
        if delivery.username:
            with _delayed_as(DelayCode.NO_SIGN_IN):
                self.login(delivery.username, delivery.password)

    def cut(self, over: Event) -> None:
        """End the conversation now: whatever is being read or written fails at once."""
        over.set()
        self._is_over = True
        if self._line:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def leave(self) -> None:
        """Close the line and what watches it."""
        self.close()
        if self._line:
            self._line.close()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect, keeping a second hold on the line: TLS takes the first one away."""
        bare = socket.create_connection((host, port), timeout)
        self._line = bare.dup()
        if self._is_over:
            bare.close()
            raise TimeoutError
        if self._delivery.security is Security.TLS:
            return self._trust().wrap_socket(bare, server_hostname=host)
        return bare

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._delivery.ca_file:
            context.load_verify_locations(self._delivery.ca_file)
        return context


@contextmanager
def _delayed_as(code: DelayCode) -> Iterator[None]:
    """Before the message is offered no failure is its own: it only waits."""
    try:
        yield
    except ssl.SSLError as failure:
        raise DeliveryDelayed(DelayCode.NO_SECURITY) from failure
    except (smtplib.SMTPException, OSError) as failure:
        raise DeliveryDelayed(code, _status(failure)) from failure


def _meaning(
    failure: DeliveryDelayed | smtplib.SMTPException | OSError,
) -> Undeliverable | DeliveryDelayed:
    """What a failure means for the message: gone for good, or to be tried again."""
    if isinstance(failure, DeliveryDelayed):
        return failure
    status = _status(failure)
    if status is None:
        return DeliveryDelayed(DelayCode.CONNECTION_LOST)
    if status in _SIGN_IN_STATUSES:
        return DeliveryDelayed(DelayCode.NO_SIGN_IN, status)
    if 500 <= status < 600:
        return Undeliverable(status)
    return DeliveryDelayed(DelayCode.REFUSED_FOR_NOW, status)


def _status(failure: smtplib.SMTPException | OSError) -> int | None:
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return max((status for status, _ in failure.recipients.values()), default=None)
    if isinstance(failure, smtplib.SMTPResponseException) and failure.smtp_code > 0:
        return int(failure.smtp_code)
    return None
