"""A running installation: the site and its worker, on a copy of the territory."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.territory import environment
from tests.e2e.waiting import until


class Installation:
    """`rcp start` on a data folder of its own, with one-click sign-in."""

    def __init__(self, territory: Path, folder: Path) -> None:
        shutil.copytree(territory, folder)
        self.folder = folder
        self.address = f"127.0.0.1:{_free_port()}"
        self.url = f"http://{self.address}"
        self.mail = folder / "mail"
        self._log = folder / "start.log"
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything, and wait until the site answers and the worker works."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "rcp.cli", "start"],
                env=environment(self.folder, RCP_DEMO="1", RCP_BIND=self.address),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(self._answers, f"the site at {self.url}; {self._log}")
        until(self.worker, "a worker")

    def stop(self) -> None:
        """Ask everything to end, as Ctrl-C does."""
        if self._running is not None:
            self._running.terminate()
            self._running.wait(timeout=60)

    def kill(self) -> None:
        """A power cut: supervisor, site, worker and its children at once."""
        assert self._running is not None
        _kill([self._running.pid, *_descendants(self._running.pid)])
        self._running.wait(timeout=10)
        until(lambda: not _is_worked_on(self.folder), "the end of every process")
        # SQLite's memory of its journal goes with the power: what was written last is found again.
        (self.folder / "quorum.db-shm").unlink(missing_ok=True)

    def kill_worker(self) -> None:
        """Kill the worker and what it was doing; the supervisor stays."""
        pid = self.worker()
        assert pid, "no worker to kill"
        _kill([pid, *_descendants(pid)])
        until(lambda: self.worker() not in (None, pid), "another worker")

    def worker(self) -> int | None:
        """The process that does the background work."""
        assert self._running is not None
        assert self._running.poll() is None, self.log
        mine = [pid for pid in _descendants(self._running.pid) if _words(pid)[-1:] == ["worker"]]
        return min(mine, default=None)

    def is_at_work(self) -> bool:
        """Whether a job is being done at this moment."""
        pid = self.worker()
        return pid is not None and bool(_descendants(pid))

    @property
    def log(self) -> str:
        """What the installation printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        assert self._running is not None
        assert self._running.poll() is None, self.log
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{self.url}/ping", timeout=5) as answer,
        ):
            return bool(answer.status == 200)
        return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _descendants(parent: int) -> list[int]:
    """The processes started by a process, and by those, as Linux tells them."""
    return [found for child in _children(parent) for found in (child, *_descendants(child))]


def _children(parent: int) -> Iterator[int]:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for told in Path(f"/proc/{parent}/task").glob("*/children"):
            yield from map(int, told.read_text(encoding="ascii").split())


def _is_worked_on(folder: Path) -> bool:
    """Whether any process still has this data folder; one forked at the last moment too."""
    mark = f"RCP_DATA={folder}\0".encode()
    for told in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in told.read_bytes():
                return True
    return False


def _words(pid: int) -> list[str]:
    """The command line of a process."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        told = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
        return told.strip("\0").split("\0")
    return []


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
