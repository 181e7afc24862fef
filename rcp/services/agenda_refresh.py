"""Reading again all calendars whose time has come: a few at once, never many in memory."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, selectinload, sessionmaker

from rcp.calendars.apart import Readers
from rcp.calendars.busy import UnreadableCode
from rcp.db.models import AgendaSource, Practitioner, PractitionerRole
from rcp.services import queue
from rcp.services.agenda_errands import Errand, Outcome, Outside, errand_for, run, settle

_log = logging.getLogger(__name__)

TASK = "refresh_agendas"
AT_ONCE = 12
READERS = 2
LEASE = timedelta(minutes=10)
"""Longer than a run may take; after it, calendars whose reader was killed are taken up again."""
MOST = timedelta(minutes=1)
"""A run leaves its place to other work after this, and comes back."""


def refresh_due(
    sessions: sessionmaker[Session],
    outside: Outside,
    now: Callable[[], datetime],
    most: timedelta = MOST,
) -> int:
    """Read calendars again until none is due or `most` has passed; returns how many.

    What is still due then is queued again, behind the work that waits.
    """
    until, count = now() + most, 0
    under_way: set[Future[Outcome]] = set()
    with Readers(READERS) as readers, ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            if now() < until and len(under_way) <= AT_ONCE:
                taken = _taken(sessions, outside, now())
                under_way |= {pool.submit(_run, errand, outside, readers) for errand in taken}
                count += len(taken)
            if not under_way:
                break
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            with sessions.begin() as session:
                settle(session, [one.result() for one in done], now())
    with sessions.begin() as session:
        if session.scalar(select(exists().where(AgendaSource.next_read_at <= now()))):
            queue.add(session, TASK, unique_key=TASK)
    return count


def _run(errand: Errand, outside: Outside, readers: Readers) -> Outcome:
    """The outcome, also of what should never happen: one calendar must not stop the others."""
    try:
        return run(errand, outside, readers)
    except Exception as fault:
        _log.warning("a calendar could not be read: %s", type(fault).__name__)
        return Outcome(errand, UnreadableCode.UNEXPECTED.value)


def _taken(sessions: sessionmaker[Session], outside: Outside, now: datetime) -> list[Errand]:
    """The next calendars, reserved: nobody else reads them meanwhile."""
    with sessions.begin() as session:
        ids = _reserve(session, now)
        rows = session.scalars(
            select(AgendaSource)
            .where(AgendaSource.id.in_(ids))
            .options(
                selectinload(AgendaSource.practitioner)
                .selectinload(Practitioner.roles)
                .selectinload(PractitionerRole.organization)
            )
        )
        return [errand_for(source, outside, now) for source in rows]


def _reserve(session: Session, now: datetime) -> list[uuid.UUID]:
    waiting = session.scalars(
        select(AgendaSource.id)
        .where(AgendaSource.next_read_at <= now)
        .order_by(AgendaSource.next_read_at)
        .limit(AT_ONCE)
    ).all()
    return list(
        session.scalars(
            update(AgendaSource)
            .where(AgendaSource.id.in_(waiting), AgendaSource.next_read_at <= now)
            .values(next_read_at=now + LEASE)
            .returning(AgendaSource.id)
            .execution_options(synchronize_session=False)
        )
    )
