"""Handing work to the background, in the same transaction as the change that calls for it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
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

    Asked for sooner than it was, it is brought forward. A job that already runs does not count as
    queued: it may have read what just changed.
    """
    job = Job(
        task=task,
        arguments=dict(arguments),
        unique_key=unique_key,
        run_at=run_at or utc_now(),
    )
    return _insert(session, job) if unique_key is None else _insert_once(session, job)


def _insert_once(session: Session, job: Job) -> Job:
    """The job, or the one that another transaction queued first under its key."""
    same = (
        select(Job)
        .where(Job.unique_key == job.unique_key, Job.state == JobState.QUEUED)
        .with_for_update()  # it must not start before what changes here can be seen
    )
    while (waiting := session.scalars(same).first()) is None:
        session.flush()  # so that only the job itself can fail below
        with suppress(IntegrityError), session.begin_nested():
            return _insert(session, job)
    if job.run_at < waiting.run_at:
        waiting.run_at = job.run_at
        session.flush()
    return waiting


def _insert(session: Session, job: Job) -> Job:
    session.add(job)
    session.flush()
    return job
