"""Handing work to the background, in the same transaction as the change that calls for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Job, JobState


def add(
    session: Session,
    task: str,
    *,
    unique_key: str | None = None,
    run_at: datetime | None = None,
    **arguments: str | int,
) -> Job:
    """Queue `task`; with a `unique_key`, the same work still queued is returned instead.

    A job that already runs does not count as queued: it may have read what just changed.
    """
    if unique_key is not None:
        waiting = session.scalars(
            select(Job).where(Job.unique_key == unique_key, Job.state == JobState.QUEUED)
        ).first()
        if waiting is not None:
            return waiting
    job = Job(
        task=task,
        arguments=dict(arguments),
        unique_key=unique_key,
        run_at=run_at or utc_now(),
    )
    session.add(job)
    session.flush()
    return job
