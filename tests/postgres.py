"""A PostgreSQL of the tests' own: made in a temporary folder, shared by xdist's workers.

It listens on a Unix socket only. The first test that asks starts it; pytest's main process stops
it at the end, and a guard stops it should pytest itself be killed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

FOLDER_VARIABLE = "QUORUM_TESTS_POSTGRES"
_SYSTEM_USER = "postgres"
_GUARD = """
while kill -0 "$1" 2>/dev/null; do sleep 1; done
kill -QUIT "$(head -n 1 "$2/cluster/postmaster.pid")" 2>/dev/null
sleep 1
rm -rf "$2"
"""


def announce() -> None:
    """Decide, in pytest's main process, where the server will live; workers inherit the choice."""
    folder = Path(tempfile.gettempdir()) / f"quorum-postgres-{os.getpid()}"
    os.environ[FOLDER_VARIABLE] = str(folder)


def server() -> Path:
    """The folder of the running server's socket; starts it when nobody has yet."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    folder.mkdir(mode=0o755, exist_ok=True)
    folder.chmod(0o755)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "started").exists():
            _start(folder)
            (folder / "started").touch()
    return folder


def stop() -> None:
    """Stop the server if it was started, and remove its folder."""
    folder = Path(os.environ.pop(FOLDER_VARIABLE))
    if (folder / "started").exists():
        _run("pg_ctl", "-D", str(folder / "cluster"), "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def url_of(database: str) -> str:
    """The address of one database, as SQLAlchemy reads it."""
    return f"postgresql+psycopg://{_SYSTEM_USER}@/{database}?host={server()}"


def create(database: str, template: str = "template0") -> None:
    """Make a database, empty or as a copy of another; an older one of that name goes first."""
    drop(database)
    with _administrator() as connection:
        connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')


def drop(database: str) -> None:
    """Remove a database, whoever is still connected."""
    with _administrator() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _administrator() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(server()), user=_SYSTEM_USER, dbname="postgres", autocommit=True
    )


def _start(folder: Path) -> None:
    cluster = folder / "cluster"
    cluster.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(cluster, _SYSTEM_USER)
        shutil.chown(folder, _SYSTEM_USER)
    _run(
        "initdb", "-D", str(cluster), "-U", _SYSTEM_USER, "-A", "trust", "-E", "UTF8",
        "--no-locale", "--no-sync",
    )  # fmt: skip
    options = f"-c listen_addresses= -c unix_socket_directories={folder} {_FAST}"
    log = str(cluster / "server.log")
    _run("pg_ctl", "-D", str(cluster), "-l", log, "-o", options, "-w", "start")
    subprocess.run(
        ["setsid", "--fork", "/bin/sh", "-c", _GUARD, "guard", _main_process(folder), str(folder)],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


_FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c max_connections=200 -c shared_buffers=64MB -c autovacuum=off"
)


def _main_process(folder: Path) -> str:
    return folder.name.rpartition("-")[2]


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as its system user when the tests run as root."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    command = [str(found[-1]) if found else program, *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _SYSTEM_USER, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
