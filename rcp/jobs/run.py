"""One run of a job, from claim to record, whichever engine brought it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.jobs import carrier, child, ledger
from rcp.jobs.house import House, open_house
from rcp.jobs.ledger import Claim
from rcp.jobs.tasks import JobContext, Limits

_log = logging.getLogger(__name__)


class UnknownTask(Exception):
    """A job of another version, whose task this one does not have."""


class Run:
    """A claimed job and the child that does it."""

    def __init__(self, house: House, held: Claim) -> None:
        self.claim = held
        self._house = house
        task = house.tasks.get(held.task)
        limits = task.limits if task else Limits()
        self._child = child.start(lambda: _work(house, held), limits)
        self._prolong_at = utc_now() + house.pace.lease / 3

    def step(self) -> bool:
        """Look after the child; True once it ended and that was recorded."""
        outcome = self._child.poll()
        if outcome is not None:
            self._record(outcome.fault)
            return True
        now = utc_now()
        return now >= self._prolong_at and not self._prolonged(now)

    def hand_back(self) -> None:
        """End the child; queue the job again unless it managed to finish."""
        if self._child.end().fault is None:
            self._record(None)
            return
        with self._house.sessions.begin() as session:
            self._put_back(session, utc_now())

    def _prolonged(self, now: datetime) -> bool:
        self._prolong_at = now + self._house.pace.lease / 3
        with self._house.sessions.begin() as session:
            is_ours = ledger.prolong(session, self.claim, now + self._house.pace.lease)
        if not is_ours:
            _log.warning("job %s was taken over by another worker", self.claim.job_id)
            self._child.end()
        return is_ours

    def _record(self, fault: str | None) -> None:
        now = utc_now()
        with self._house.sessions.begin() as session:
            if fault is None:
                is_ours = ledger.finish(session, self.claim, now)
            elif self.claim.attempt > len(self._house.pace.retry_after):
                is_ours = self._bury(session, now, fault)
            else:
                wait = self._house.pace.retry_after[self.claim.attempt - 1]
                is_ours = self._put_back(session, now + wait, fault)
        if not is_ours:
            _log.warning("the late result of job %s was refused", self.claim.job_id)

    def _bury(self, session: Session, now: datetime, fault: str) -> bool:
        task = self._house.tasks.get(self.claim.task)
        is_ours = ledger.bury(session, self.claim, now, fault)
        if is_ours and task is not None and task.give_up is not None:
            task.give_up(session, fault, **self.claim.arguments)
        _log.error("job %s (%s) is dead: %s", self.claim.job_id, self.claim.task, fault)
        return is_ours

    def _put_back(self, session: Session, run_at: datetime, fault: str | None = None) -> bool:
        is_ours = ledger.put_back(session, self.claim, run_at, fault)
        if is_ours:
            carrier.carry_again(session, [self.claim.job_id], run_at)
        return is_ours


def begin(house: House, job_ids: Iterable[uuid.UUID]) -> list[Run]:
    """Claim those of the jobs that are to be had, and start a child for each."""
    now, lease = utc_now(), house.pace.lease
    with house.sessions.begin() as session:
        held = [ledger.claim(session, job_id, now, lease) for job_id in job_ids]
    return [Run(house, claim) for claim in held if claim is not None]


def _work(parents: House, held: Claim) -> None:
    """In the child: call the task with connections of its own."""
    task = parents.tasks.get(held.task)
    if task is None:
        raise UnknownTask
    house = open_house(parents.settings, parents.tasks, parents.pace)
    context = JobContext(house.settings, house.sessions, house.reading, held.job_id, held.attempt)
    task.run(context, **held.arguments)
