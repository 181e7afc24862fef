"""A real worker with tasks that misbehave; the tests start it as a process of its own.

Each task leaves a line in the data folder when it starts and when it ends.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from rcp.config import read_settings
from rcp.db.models import Organization
from rcp.jobs.embedded import AlreadyWorking
from rcp.jobs.pace import Pace
from rcp.jobs.tasks import MEBIBYTE, JobContext, Limits, Task
from rcp.jobs.worker import work
from rcp.services import queue
from tests.factories import an_organization

PACE = Pace(
    look=0.05,
    lease=timedelta(seconds=1.5),
    heartbeat=0.3,
    silence=1.5,
    upkeep=0.3,
    drain=1.0,
    lock_wait=0.5,
    retry_after=(timedelta(seconds=0.05),) * 2,
)
PATIENT_NAME = "INVENTEE-Solange"


def note(folder: Path, line: str) -> None:
    """One line, whole, whoever else writes."""
    descriptor = os.open(folder / "notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def quick(context: JobContext, label: str) -> None:
    note(context.settings.data_folder, f"ran {label}")


def slow(context: JobContext, label: str, tenths: int) -> None:
    descriptor, left = tempfile.mkstemp()
    os.close(descriptor)
    note(context.settings.data_folder, f"left {left}")
    note(context.settings.data_folder, f"start {label} {os.getpid()}")
    time.sleep(tenths / 10)
    note(context.settings.data_folder, f"end {label}")


def slow_at_first(context: JobContext, label: str) -> None:
    slow(context, label, 600 if context.attempt == 1 else 0)


def refuses(context: JobContext) -> None:
    note(context.settings.data_folder, f"attempt {context.attempt} {time.time()}")
    raise ValueError(f"nothing may repeat {PATIENT_NAME}")


def recovers(context: JobContext) -> None:
    if context.attempt == 1:
        raise ValueError("not yet")
    note(context.settings.data_folder, "recovered")


def greedy(context: JobContext) -> None:
    if context.attempt == 1:
        bytearray(2048 * MEBIBYTE)
    note(context.settings.data_folder, "modest")


def busy(context: JobContext) -> None:
    while context.attempt == 1:
        pass
    note(context.settings.data_folder, "at ease")


def polite(context: JobContext) -> None:
    context.stop_politely()
    note(context.settings.data_folder, "polite start")
    while not context.should_stop():
        time.sleep(0.02)
    note(context.settings.data_folder, "polite end")


def queues_more(context: JobContext, label: str) -> None:
    with context.sessions.begin() as session:
        an_organization(session, code=label)
        queue.add(session, "quick", label=label)
    with context.reading() as session:
        assert session.query(Organization).count() == 1


TASKS = {
    task.name: task
    for task in (
        Task("quick", quick),
        Task("slow", slow),
        Task("slow_at_first", slow_at_first),
        Task("refuses", refuses),
        Task("recovers", recovers),
        Task("overdue", slow_at_first, Limits(wall_seconds=0.3)),
        Task("greedy", greedy, Limits(memory_bytes=1024 * MEBIBYTE)),
        Task("busy", busy, Limits(cpu_seconds=1)),
        Task("polite", polite),
        Task("queues_more", queues_more),
    )
}


def main(environment: Mapping[str, str], tasks: Mapping[str, Task] = TASKS) -> int:
    """Work until told to stop; 3 if another worker does."""
    try:
        work(read_settings(environment), tasks, PACE)
    except AlreadyWorking:
        return 3
    return 0
