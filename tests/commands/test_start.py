"""`rcp`, run as an administrator runs it: real processes, really killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rcp.db.keyring import keys_from_text
from rcp.jobs.heartbeat import last_beat

PATIENCE_SECONDS = 60.0


class Installation:
    """A data folder, a port, and the `rcp` command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        others = {name: text for name, text in os.environ.items() if not name.startswith("RCP_")}
        self.environment = {
            **others,
            "RCP_DATA": str(folder),
            "RCP_BIND": f"127.0.0.1:{self.port}",
        }

    def rcp(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rcp.cli", *words],
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )

    @contextlib.contextmanager
    def started(self) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            [sys.executable, "-m", "rcp.cli", "start"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as supervisor:
            patience = threading.Timer(3 * PATIENCE_SECONDS, supervisor.kill)
            patience.start()  # whoever waits for a line it never prints is told by its end
            try:
                yield supervisor
            finally:
                patience.cancel()
                supervisor.kill()

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 0.5).close()
            return True
        return False


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data")


def test_what_dies_is_started_again_and_all_end_together(installation: Installation) -> None:
    with installation.started() as supervisor:
        assert supervisor.stdout is not None
        assert f"http://127.0.0.1:{installation.port}" in supervisor.stdout.readline()
        wait(lambda: last_beat(installation.folder) is not None)
        web, worker = child(supervisor.pid, "web"), child(supervisor.pid, "worker")
        os.kill(web, signal.SIGKILL)
        os.kill(worker, signal.SIGKILL)
        wait(lambda: child(supervisor.pid, "worker") not in (0, worker))
        wait(lambda: child(supervisor.pid, "web") not in (0, web))
        wait(installation.answers)
        assert "✓ Le travail de fond tourne." in installation.rcp("check").stdout
        supervisor.terminate()
        assert supervisor.wait(PATIENCE_SECONDS) == 0
    assert not installation.answers()


def test_nothing_outlives_a_killed_supervisor(installation: Installation) -> None:
    with installation.started() as supervisor:
        wait(installation.answers)
        wait(lambda: last_beat(installation.folder) is not None)
        started = [child(supervisor.pid, name) for name in ("web", "worker")]
        supervisor.kill()
        wait(lambda: not any(is_alive(pid) for pid in started))


def test_check_says_what_to_do_and_fails_until_it_is_done(installation: Installation) -> None:
    before = installation.rcp("check")
    assert before.returncode == 1
    assert "lancer `rcp upgrade`" in before.stdout
    assert installation.rcp("upgrade").returncode == 0
    after = installation.rcp("check")
    assert "✓ La base de données est à jour." in after.stdout
    assert "lancer `rcp start`" in after.stdout
    assert after.returncode == 1


def test_a_senseless_setting_is_one_sentence_and_no_traceback(installation: Installation) -> None:
    refused = installation.rcp("upgrade", RCP_WORKERS="many")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "RCP_WORKERS" in refused.stderr


def test_a_taken_port_is_named(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        refused = installation.rcp("start")
    assert refused.returncode == 2
    assert str(installation.port) in refused.stderr


def test_new_keys_are_good_and_never_the_same(installation: Installation) -> None:
    first, second = (installation.rcp("new-key").stdout for _ in range(2))
    assert len(keys_from_text(first + second)) == 2
    assert first != second


def test_every_command_that_is_listed_can_be_run() -> None:
    import click

    from rcp.cli import COMMANDS, main

    assert isinstance(main, click.Group)
    context = click.Context(main)
    assert set(COMMANDS) >= {"check", "new-key", "start", "upgrade", "web", "worker"}
    for name in COMMANDS:
        assert main.get_command(context, name) is not None


def wait(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def child(parent: int, name: str) -> int:
    """The process id of the supervisor's child that runs `rcp name`, or 0."""
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(f"\0{name}\0".encode()):
                return int(pid)
    return 0


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
