"""A workshop: a database of its own, real workers, and what they left behind."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions
from rcp.db.models import Job, JobState
from rcp.jobs import carrier
from rcp.services import queue
from tests.conftest import TEST_KEY

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20.0


@dataclass
class Workshop:
    """Queues jobs, starts and kills workers, and reads what happened."""

    folder: Path
    database_url: str
    sessions: sessionmaker[Session]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("RCP_")},
            "RCP_DATA": str(self.folder),
            "RCP_DATABASE_URL": self.database_url,
            "RCP_SECRET_KEY": "for tests alone",
            "RCP_ENCRYPTION_KEY": base64.b64encode(TEST_KEY).decode(),
        }

    def start_worker(self) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.worker_of_tests"],
            cwd=CHECKOUT,
            env=self.environment,
            stderr=(self.folder / "log").open("ab"),
        )
        self.workers.append(worker)
        return worker

    def add(self, task: str, **arguments: str | int) -> uuid.UUID:
        with self.sessions.begin() as session:
            return queue.add(session, task, **arguments).id

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
def workshop(own_database: str, own_engine: Engine, tmp_path: Path) -> Iterator[Workshop]:
    """A workshop on each database; its workers end with the test."""
    folder = tmp_path / "data"
    folder.mkdir()
    made = sessions(own_engine)
    carrier.attend(made)
    opened = Workshop(folder, own_database, made)
    yield opened
    for worker in opened.workers:
        worker.kill()
        worker.wait()
