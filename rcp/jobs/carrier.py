"""With PostgreSQL, procrastinate carries each job row to whichever worker is free.

The row stays the truth. A carrier is one procrastinate job that holds a row's id; it is made in
the transaction that makes the row, so neither exists without the other. On SQLite everything here
does nothing: the embedded worker reads the rows itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.models import Job

if TYPE_CHECKING:
    from procrastinate import App

QUEUE = "quorum"
TASK = "run_job"

_LATER_OR_SOONER = sa.text(
    "UPDATE procrastinate_jobs SET scheduled_at = :at WHERE status = 'todo' AND queueing_lock = :id"
)
_WAITING = sa.text(
    "SELECT queueing_lock FROM procrastinate_jobs"
    " WHERE status = 'todo' AND queueing_lock = ANY(:ids)"
)


def attend(sessions: sessionmaker[Session]) -> None:
    """Give every job row that these sessions make its carrier, in the same transaction."""
    if is_shared(sessions.kw["bind"]):
        event.listen(sessions, "after_flush", _follow)


def is_shared(engine: Engine | sa.Connection) -> bool:
    """Whether jobs are carried on this database."""
    return engine.dialect.name == "postgresql"


def carry_again(
    session: Session, job_ids: Sequence[uuid.UUID], run_at: datetime | None = None
) -> None:
    """Make a carrier for each of the jobs that none waits for, within the session's transaction.

    Raises procrastinate's AlreadyEnqueued, and the transaction is lost, when another worker does
    so at the same moment.
    """
    if not is_shared(session.connection()):
        return
    carried = set(session.scalars(_WAITING, {"ids": [str(job_id) for job_id in job_ids]}))
    for job_id in job_ids:
        if str(job_id) not in carried:
            _carry(session, job_id, run_at)


def _carry(session: Session, job_id: uuid.UUID, run_at: datetime | None) -> None:
    connection: Any = session.connection().connection.driver_connection  # psycopg's own
    _app().configure_task(
        TASK,
        queue=QUEUE,
        queueing_lock=str(job_id),
        schedule_at=run_at,
        connection=connection,
    ).defer(job_id=str(job_id))


@cache
def _app() -> App:
    """Never opened, for it borrows its callers' connections; imported only where it is used."""
    from procrastinate import App, SyncPsycopgConnector

    return App(connector=SyncPsycopgConnector())


def _follow(session: Session, _context: object) -> None:
    for row in session.new:
        if isinstance(row, Job):
            _carry(session, row.id, row.run_at)
    for row in session.dirty:
        if isinstance(row, Job) and sa.inspect(row).attrs.run_at.history.has_changes():
            session.execute(_LATER_OR_SOONER, {"id": str(row.id), "at": row.run_at})
