"""The worker that suits the database."""

from __future__ import annotations

from collections.abc import Mapping

from rcp.config import Settings
from rcp.jobs import scratch
from rcp.jobs.pace import Pace
from rcp.jobs.tasks import TASKS, Task


def work(settings: Settings, tasks: Mapping[str, Task] = TASKS, pace: Pace | None = None) -> None:
    """Run jobs until told to stop: alone on SQLite, among others on PostgreSQL."""
    scratch.sweep()
    if settings.is_sqlite:
        from rcp.jobs import embedded

        embedded.work(settings, tasks, pace)
        return
    from rcp.jobs import shared

    shared.work(settings, tasks, pace)
