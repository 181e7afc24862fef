"""A connection to one checked machine, with a deadline for everything that passes over it."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from typing import Any

from rcp.outside.address import Address
from rcp.outside.faults import FetchFault, NotFetched

CONNECT_SECONDS = 5.0


class Deadline:
    """The moment by which everything must be over."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that remain; raises NotFetched (slow) when none do."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise NotFetched(FetchFault.SLOW)
        return left


class Connection(http.client.HTTPConnection):
    """HTTP to the machines given, never to what a name means a moment later."""

    def __init__(
        self, address: Address, machines: list[str], deadline: Deadline, tls: ssl.SSLContext
    ) -> None:
        super().__init__(address.host, address.port)
        self._address, self._machines = address, machines
        self._deadline, self._tls = deadline, tls
        self._opened: socket.socket | None = None

    def connect(self) -> None:
        """Try the machines one after the other; raises NotFetched or OSError."""
        fault: OSError | None = None
        for machine in self._machines:
            try:
                self._opened = self._connected(machine)
                self.sock = _Wire(self._opened, self._deadline)
            except ssl.SSLCertVerificationError:
                raise NotFetched(FetchFault.NOT_TRUSTED) from None
            except OSError as error:
                fault = error
            else:
                return
        raise fault or OSError("no machine to ask")

    def hang_up(self) -> None:
        """Let the machine go: http.client closes by itself, before the body is read."""
        if self._opened:
            self._opened.close()

    def _connected(self, machine: str) -> socket.socket:
        patience = min(CONNECT_SECONDS, self._deadline.left())
        plain = socket.create_connection((machine, self._address.port), timeout=patience)
        if self._address.scheme == "http":
            return plain
        try:
            plain.settimeout(self._deadline.left())
            return self._tls.wrap_socket(plain, server_hostname=self._address.host)
        except BaseException:
            plain.close()
            raise


class _Wire:
    """What http.client needs of a socket; the time that remains shrinks with each read."""

    def __init__(self, opened: socket.socket, deadline: Deadline) -> None:
        self._opened, self._deadline = opened, deadline

    def sendall(self, content: bytes) -> None:
        self._opened.settimeout(self._deadline.left())
        self._opened.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._opened, self._deadline))

    def close(self) -> None:
        """Nothing: see `hang_up`."""


class _Incoming(io.RawIOBase):
    def __init__(self, opened: socket.socket, deadline: Deadline) -> None:
        self._opened, self._deadline = opened, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:  # Any: typeshed's WriteableBuffer
        self._opened.settimeout(self._deadline.left())
        return self._opened.recv_into(room)
