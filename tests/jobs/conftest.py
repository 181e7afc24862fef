"""A workshop: a database of its own, real workers, and what they left behind."""

from __future__ import annotations

import base64
import logging
import os
import signal
import time
import traceback
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from rcp.db.engine import make_engine, sessions
from rcp.db.models import Job, JobState
from rcp.jobs import carrier
from rcp.jobs.tasks import Task
from rcp.services import queue
from tests.conftest import TEST_KEY
from tests.jobs import worker_of_tests

PATIENCE_SECONDS = 60.0  # on a machine that has much else to do


@dataclass
class Worker:
    """A worker's process."""

    pid: int
    status: int | None = None

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, and wait for the end."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """The exit status, negative for a signal."""
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status


@dataclass
class Workshop:
    """Queues jobs, starts and kills workers, and reads what happened."""

    folder: Path
    database_url: str
    sessions: sessionmaker[Session]
    workers: list[Worker] = field(default_factory=list)
    allowed_hosts: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "RCP_DATA": str(self.folder),
            "RCP_DATABASE_URL": self.database_url,
            "RCP_SECRET_KEY": "for tests alone",
            "RCP_ENCRYPTION_KEY": base64.b64encode(TEST_KEY).decode(),
            "RCP_ALLOWED_HOSTS": self.allowed_hosts,
        }

    def start_worker(self, tasks: Mapping[str, Task] = worker_of_tests.TASKS) -> Worker:
        """A worker in a process of its own; forked, to spare each test the imports."""
        pid = os.fork()
        if pid == 0:
            _become_a_worker(self.environment, tasks, self.folder / "log")
        self.workers.append(Worker(pid))
        return self.workers[-1]

    def add(self, task: str, **arguments: str | int) -> uuid.UUID:
        with self.sessions.begin() as session:
            return queue.add(session, task, unique_key=None, run_at=None, **arguments).id

    def job(self, job_id: uuid.UUID) -> Job:
        with self.sessions() as session:
            return session.get_one(Job, job_id)

    def notes(self, beginning: str = "") -> list[str]:
        file = self.folder / "notes"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line for line in lines if line.startswith(beginning)]

    def wait(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.03)

    def wait_until(self, job_id: uuid.UUID, state: JobState) -> Job:
        self.wait(lambda: self.job(job_id).state is state)
        return self.job(job_id)


@pytest.fixture
def workshop(own_database: str, tmp_path: Path) -> Iterator[Workshop]:
    """A workshop on each database; its workers end with the test."""
    folder = tmp_path / "data"
    folder.mkdir()
    made = sessions(make_engine(own_database, poolclass=NullPool))  # nothing open when forking
    carrier.attend(made)
    opened = Workshop(folder, own_database, made)
    yield opened
    for worker in opened.workers:
        worker.kill()


def _become_a_worker(
    environment: Mapping[str, str], tasks: Mapping[str, Task], log: Path
) -> NoReturn:
    status = 70
    try:
        written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(written, 1)
        os.dup2(written, 2)
        warnings.resetwarnings()
        logging.basicConfig(stream=os.fdopen(2, "w", buffering=1), force=True)
        status = worker_of_tests.main(environment, tasks)
    except BaseException:
        traceback.print_exc(file=os.fdopen(2, "w", buffering=1))
    finally:
        os._exit(status)
