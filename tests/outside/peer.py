"""A server that answers as it is told, also as none should; on a loopback port of its own."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Answer = Callable[[socket.socket, str], None]
"""Takes the connection and what was asked (head and body as they came)."""


@dataclass(slots=True)
class Peer:
    """Its port, what it answers by path, and every question it heard."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, answer: Answer) -> str:
        """From now on that path is answered so; its address."""
        self.answers[path] = answer
        return self.url(path)

    @property
    def allowed(self) -> str:
        """What an administrator writes to let it through."""
        return f"127.0.0.1:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            asked = _heard(connection)
            self.heard.append(asked)
            path = asked.split(" ")[1].partition("?")[0] if asked else ""
            self.answers.get(path, says(b"", status="404 Not Found"))(connection, asked)


def says(
    body: bytes, *, status: str = "200 OK", headers: tuple[str, ...] = (), length: int | None = None
) -> Answer:
    """A whole answer, with a Content-Length that may lie."""
    size = len(body) if length is None else length
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {size}", *headers, "", ""])

    def answer(connection: socket.socket, _asked: str) -> None:
        connection.sendall(head.encode() + body)

    return answer


def sends(raw: bytes) -> Answer:
    """These bytes and nothing more."""

    def answer(connection: socket.socket, _asked: str) -> None:
        connection.sendall(raw)

    return answer


def leads_to(target: str, status: str = "302 Found") -> Answer:
    """A redirection."""
    return says(b"", status=status, headers=(f"Location: {target}",))


def drips(beginning: bytes, *, every: float = 0.1, seconds: float = 10) -> Answer:
    """A beginning, then a byte at a time."""

    def answer(connection: socket.socket, _asked: str) -> None:
        connection.sendall(beginning)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.sendall(b"x")
            time.sleep(every)

    return answer


def never_ends(connection: socket.socket, _asked: str) -> None:
    """A body without length, as fast as it is read."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n\r\n")
    while True:
        connection.sendall(b"BEGIN:VCALENDAR\r\n" * 4096)


def bomb(megabytes: int) -> Answer:
    """Zeros that a few kilobytes unpack to."""
    packed = gzip.compress(b"\0" * (megabytes * 1024 * 1024), compresslevel=9)
    return says(packed, headers=("Content-Encoding: gzip",))


@contextlib.contextmanager
def a_peer() -> Iterator[Peer]:
    """A peer that serves each connection in a thread, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        peer = Peer(listening.getsockname()[1])
        listening.settimeout(0.02)
        is_over = threading.Event()
        accepting = threading.Thread(target=_accept, args=(listening, peer, is_over), daemon=True)
        accepting.start()
        yield peer
        is_over.set()
        accepting.join()


def _accept(listening: socket.socket, peer: Peer, is_over: threading.Event) -> None:
    while not is_over.is_set():
        with contextlib.suppress(TimeoutError):
            connection, _ = listening.accept()
            threading.Thread(target=peer.serve, args=(connection,), daemon=True).start()


def _heard(connection: socket.socket) -> str:
    """The head of a question and as much body as it announces."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        if not (chunk := connection.recv(65536)):
            return heard.decode("latin-1")
        heard += chunk
    head, _, body = heard.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    size = next((int(one.split(":")[1]) for one in lines if one.startswith("content-length:")), 0)
    while len(body) < size:
        body += connection.recv(65536)
    return (head + b"\r\n\r\n" + body).decode("utf-8", "replace")
