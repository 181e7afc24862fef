"""Background work: one row per job, whichever engine runs it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from rcp.db.base import Base, Code, Dated, enum_column


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(Dated, Base):
    """A task's name and the ids it works on; never health data.

    `attempt` numbers the runs: the late result of an earlier run is refused. While a job with a
    `unique_key` is queued or running, the same work is not queued again.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_at"),)

    task: Mapped[str] = mapped_column(Code)
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unique_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[JobState] = enum_column(JobState, default=JobState.QUEUED)
    run_at: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    fault: Mapped[str | None]
