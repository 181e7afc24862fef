"""The life of a `job` row, as conditional updates: only who holds a run may end it.

A run is known by the job's id and its attempt number. Should a worker vanish, another one claims
the job under the next number, and whatever the first one still says is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Update, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from rcp.db.models import Job, JobState

KEEP_DONE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Claim:
    """One run of a job, held by this worker."""

    job_id: uuid.UUID
    attempt: int
    task: str
    arguments: dict[str, Any]


def due(session: Session, now: datetime, limit: int) -> Sequence[uuid.UUID]:
    """The queued jobs whose time has come, the oldest first."""
    asked = (
        select(Job.id)
        .where(Job.state == JobState.QUEUED, Job.run_at <= now)
        .order_by(Job.run_at, Job.created_at)
        .limit(limit)
    )
    return session.scalars(asked).all()


def claim(session: Session, job_id: uuid.UUID, now: datetime, lease: timedelta) -> Claim | None:
    """Take the next run of a job, or None if it is not due or another worker holds it.

    Its `unique_key` is freed: what changes from now on may queue the same work again.
    """
    asked = (
        _changing(Job.id == job_id, _is_free(now))
        .values(
            state=JobState.RUNNING,
            attempt=Job.attempt + 1,
            lease_until=now + lease,
            unique_key=None,
        )
        .returning(Job.id, Job.attempt, Job.task, Job.arguments)
    )
    taken = session.execute(asked).one_or_none()
    return None if taken is None else Claim(*taken)


def prolong(session: Session, held: Claim, until: datetime) -> bool:
    """Keep the run for longer; False if it was lost."""
    return _changed(session, _changing(*_held(held)).values(lease_until=until))


def finish(session: Session, held: Claim, now: datetime) -> bool:
    """Record the work as done; False if the run was lost, and then nothing changes."""
    ended = _changing(*_held(held)).values(
        state=JobState.DONE, finished_at=now, lease_until=None, fault=None
    )
    return _changed(session, ended)


def put_back(session: Session, held: Claim, run_at: datetime, fault: str | None = None) -> bool:
    """Queue the job again from `run_at` on; False if the run was lost."""
    queued = _changing(*_held(held)).values(
        state=JobState.QUEUED, run_at=run_at, lease_until=None, fault=fault
    )
    return _changed(session, queued)


def bury(session: Session, held: Claim, now: datetime, fault: str) -> bool:
    """Give the job up; `fault` is the kind of error alone, for messages could name a patient."""
    dead = _changing(*_held(held)).values(
        state=JobState.DEAD, finished_at=now, lease_until=None, fault=fault
    )
    return _changed(session, dead)


def recover(session: Session) -> int:
    """Queue every running job again: for a worker that knows it is alone. Returns how many."""
    orphans = _changing(Job.state == JobState.RUNNING).values(
        state=JobState.QUEUED, lease_until=None
    )
    return _count(session, orphans)


def abandoned(session: Session, now: datetime, late_since: datetime) -> Sequence[uuid.UUID]:
    """Jobs that nobody prolongs, and queued ones that nobody has taken since `late_since`."""
    late = and_(Job.state == JobState.QUEUED, Job.run_at < late_since)
    return session.scalars(select(Job.id).where(or_(late, _is_expired(now)))).all()


def forget_old(session: Session, now: datetime) -> None:
    """Delete jobs that were done a week ago or more."""
    session.execute(
        delete(Job)
        .where(Job.state == JobState.DONE, Job.finished_at < now - KEEP_DONE)
        .execution_options(synchronize_session=False)
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(and_(Job.state == JobState.QUEUED, Job.run_at <= now), _is_expired(now))


def _is_expired(now: datetime) -> ColumnElement[bool]:
    return and_(Job.state == JobState.RUNNING, Job.lease_until < now)


def _held(held: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        Job.id == held.job_id,
        Job.attempt == held.attempt,
        Job.state == JobState.RUNNING,
    )


def _changing(*conditions: ColumnElement[bool]) -> Update:
    return update(Job).where(*conditions).execution_options(synchronize_session=False)


def _changed(session: Session, statement: Update) -> bool:
    return _count(session, statement) == 1


def _count(session: Session, statement: Update) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)  # an UPDATE without RETURNING
    return result.rowcount
