"""A mailbox read over IMAP (RFC 3501): messages by UID, and moved once they are settled."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from rcp.mail.delivery import Security

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_VALIDITY = re.compile(rb"(\d+)")


class BoxFault(StrEnum):
    """Why a mailbox could not be read."""

    NO_CONNECTION = "no_connection"
    NO_SECURITY = "no_security"
    NO_SIGN_IN = "no_sign_in"
    NO_FOLDER = "no_folder"
    CONNECTION_LOST = "connection_lost"


class BoxUnreadable(Exception):
    """The mailbox could not be read this time; its messages stay where they are."""

    def __init__(self, code: BoxFault) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class ImapBox:
    """Where answers arrive, and how to get in; `timeout` in seconds bounds each step."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    security: Security = Security.TLS
    folder: str = "INBOX"
    timeout: float = 30.0
    ca_file: Path | None = None

    @contextmanager
    def opened(self) -> Iterator[OpenBox]:
        """Sign in and open the folder; raises BoxUnreadable."""
        server = self._connected()
        try:
            self._sign_in(server)
            yield OpenBox(server, self)
        except (imaplib.IMAP4.error, OSError) as failure:
            raise BoxUnreadable(BoxFault.CONNECTION_LOST) from failure
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                server.logout()

    def _connected(self) -> imaplib.IMAP4:
        try:
            if self.security is Security.TLS:
                return imaplib.IMAP4_SSL(
                    self.host, self.port, ssl_context=self._trust(), timeout=self.timeout
                )
            server = imaplib.IMAP4(self.host, self.port, timeout=self.timeout)
        except ssl.SSLError as failure:
            raise BoxUnreadable(BoxFault.NO_SECURITY) from failure
        except (imaplib.IMAP4.error, OSError) as failure:
            raise BoxUnreadable(BoxFault.NO_CONNECTION) from failure
        if self.security is Security.STARTTLS:
            self._secure(server)
        return server

    def _secure(self, server: imaplib.IMAP4) -> None:
        try:
            server.starttls(ssl_context=self._trust())
        except (imaplib.IMAP4.error, OSError) as failure:
            server.shutdown()
            raise BoxUnreadable(BoxFault.NO_SECURITY) from failure

    def _sign_in(self, server: imaplib.IMAP4) -> None:
        try:
            server.login(self.username, self.password)
        except imaplib.IMAP4.error as failure:
            raise BoxUnreadable(BoxFault.NO_SIGN_IN) from failure
        if server.select(_quoted(self.folder))[0] != "OK":
            raise BoxUnreadable(BoxFault.NO_FOLDER)

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        return context


class OpenBox:
    """A folder under one's hand; every method may raise BoxUnreadable through `opened`."""

    def __init__(self, server: imaplib.IMAP4, box: ImapBox) -> None:
        self._server = server
        self._can = set(_first(server.capability()[1]).decode("ascii", "replace").upper().split())
        validity = _VALIDITY.search(_first(server.response("UIDVALIDITY")[1]))
        number = validity[1].decode() if validity else "0"
        self.name = f"{box.username}@{box.host}/{box.folder}/{number}"
        """What tells the UIDs of this folder from any others, also after it was made anew."""
        self._made: set[str] = set()

    def uids(self) -> list[int]:
        """The messages there, the oldest first."""
        _, found = self._server.uid("SEARCH", "UNDELETED")
        return sorted(int(one) for one in _first(found).split())

    def size_of(self, uid: int) -> int:
        """A message's length in bytes; 0 once it is gone."""
        _, found = self._server.uid("FETCH", str(uid), "(RFC822.SIZE)")
        told = _SIZE.search(_first(found))
        return int(told[1]) if told else 0

    def content_of(self, uid: int, *, limit: int) -> bytes:
        """The first `limit` bytes of a message, left unread; empty once it is gone."""
        _, found = self._server.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{limit}>)")
        pairs = [one for one in found or () if isinstance(one, tuple)]
        return bytes(pairs[0][1]) if pairs else b""

    def settle(self, uid: int, folder: str) -> None:
        """Move a message to another folder, made if need be; where that is refused, mark it read.

        A message that stays is known by its UID and is not taken again.
        """
        self._make(folder)
        if self._moved(uid, folder):
            return
        copied, _ = self._server.uid("COPY", str(uid), _quoted(folder))
        flags = r"(\Seen \Deleted)" if copied == "OK" else r"(\Seen)"
        self._server.uid("STORE", str(uid), "+FLAGS", flags)
        if copied == "OK" and "UIDPLUS" in self._can:
            self._server.uid("EXPUNGE", str(uid))

    def _moved(self, uid: int, folder: str) -> bool:
        if "MOVE" not in self._can:
            return False
        return self._server.uid("MOVE", str(uid), _quoted(folder))[0] == "OK"

    def _make(self, folder: str) -> None:
        if folder not in self._made:
            self._server.create(_quoted(folder))  # answers NO where it is already
            self._made.add(folder)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _first(found: object) -> bytes:
    """The first line of an answer; servers may answer nothing."""
    lines = found if isinstance(found, list) else []
    line = next((one for one in lines if one), b"")
    return line[0] if isinstance(line, tuple) else bytes(line)
