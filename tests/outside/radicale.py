"""A real CalDAV server in a process of its own, with one account."""

from __future__ import annotations

import base64
import contextlib
import http.client
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME, PASSWORD = "odile", "motdepasse-de-la-messagerie"
PATIENCE_SECONDS = 30.0
_SETTINGS = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/calendars
[logging]
level = critical
"""
_MAKE = (
    '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>{name}</d:displayname><c:supported-calendar-component-set>"
    '<c:comp name="{kind}"/></c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>'
)


@dataclass(frozen=True, slots=True)
class Radicale:
    """Where it listens, and the folder of its files."""

    port: int
    folder: Path

    @property
    def allowed(self) -> str:
        """What an administrator writes to let it through."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def forget_all(self) -> None:
        """Leave the account without a calendar."""
        shutil.rmtree(self.folder / "calendars/collection-root" / NAME, ignore_errors=True)

    def make(self, calendar: str, name: str, kind: str = "VEVENT") -> str:
        """A calendar of the account; its address."""
        path = f"/{NAME}/{calendar}/"
        assert self.ask("MKCALENDAR", path, _MAKE.format(name=name, kind=kind).encode()) == 201
        return self.url(path)

    def put(self, calendar: str, uid: str, *lines: str) -> None:
        """An event in it, new or in place of the former one."""
        body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", "BEGIN:VEVENT"]
        body += [f"UID:{uid}", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT", "END:VCALENDAR"]
        content = "\r\n".join([*body, ""]).encode()
        assert self.ask("PUT", f"/{NAME}/{calendar}/{uid}.ics", content) == 201

    def ask(self, method: str, path: str, body: bytes = b"") -> int:
        """The status that the account gets."""
        login = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Authorization": f"Basic {login}"})
            answer = connection.getresponse()
            answer.read()
            return answer.status


@contextlib.contextmanager
def a_radicale(folder: Path) -> Iterator[Radicale]:
    """The server, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "users").write_text(f"{NAME}:{PASSWORD}\n")
    settings = folder / "settings"
    settings.write_text(_SETTINGS.format(port=port, folder=folder))
    running = subprocess.Popen(
        [sys.executable, "-m", "radicale", "--config", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield Radicale(port, folder)
    finally:
        running.terminate()
        running.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "Radicale did not start"
            time.sleep(0.05)
        else:
            return
