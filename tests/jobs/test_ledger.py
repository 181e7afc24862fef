"""Who holds a run, and who may end it."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Job, JobState, Plan, PlanState
from rcp.jobs import ledger
from rcp.jobs.ledger import Claim
from rcp.jobs.tasks import TASKS
from rcp.services import queue
from tests.factories import TODAY, a_practitioner
from tests.jobs.conftest import Workshop
from tests.jobs.worker_of_tests import PACE

LEASE = timedelta(seconds=30)


def a_claim(session: Session, job: Job, after: timedelta = timedelta()) -> Claim:
    held = ledger.claim(session, job.id, utc_now() + after, LEASE)
    assert held is not None
    return held


def test_a_job_is_held_by_one_worker_at_a_time(session: Session) -> None:
    job = queue.add(session, "quick")
    assert a_claim(session, job).attempt == 1
    assert ledger.claim(session, job.id, utc_now(), LEASE) is None


def test_a_run_that_was_given_up_for_lost_cannot_end_the_job(session: Session) -> None:
    job = queue.add(session, "quick")
    lost = a_claim(session, job)
    taken_over = a_claim(session, job, after=2 * LEASE)
    assert taken_over.attempt == 2
    assert not ledger.prolong(session, lost, utc_now())
    assert not ledger.finish(session, lost, utc_now())
    assert not ledger.put_back(session, lost, utc_now())
    assert not ledger.bury(session, lost, utc_now(), "ValueError")
    session.refresh(job)
    assert job.state is JobState.RUNNING
    assert ledger.finish(session, taken_over, utc_now())
    assert not ledger.finish(session, taken_over, utc_now())


def test_the_same_work_may_be_queued_again_while_it_runs(session: Session) -> None:
    first = queue.add(session, "quick", unique_key="plan")
    assert queue.add(session, "quick", unique_key="plan") is first
    a_claim(session, first)
    second = queue.add(session, "quick", unique_key="plan")
    assert second.id != first.id


def test_an_abandoned_run_and_an_overlooked_job_are_found(session: Session) -> None:
    abandoned, overlooked = queue.add(session, "quick"), queue.add(session, "quick")
    a_claim(session, abandoned)
    soon, late = utc_now(), utc_now() + 2 * LEASE
    assert set(ledger.abandoned(session, soon, soon - LEASE)) == set()
    assert set(ledger.abandoned(session, late, late - LEASE)) == {abandoned.id, overlooked.id}


def test_only_work_done_long_ago_is_forgotten(session: Session) -> None:
    old, recent, dead = (queue.add(session, "quick") for _ in range(3))
    long_ago = utc_now() - ledger.KEEP_DONE - timedelta(hours=1)
    ledger.finish(session, a_claim(session, old), long_ago)
    ledger.finish(session, a_claim(session, recent), utc_now())
    ledger.bury(session, a_claim(session, dead), long_ago, "ValueError")
    ledger.forget_old(session, utc_now())
    left = {job.id for job in session.query(Job)}
    assert left == {recent.id, dead.id}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.postgresql
def test_the_late_result_of_a_worker_that_was_frozen_is_refused(workshop: Workshop) -> None:
    job_id = workshop.add("slow", label="frozen", tenths=4)
    frozen = workshop.start_worker()
    workshop.wait(lambda: len(workshop.notes("start frozen")) == 1)
    os.kill(frozen.pid, signal.SIGSTOP)
    workshop.start_worker()
    done = workshop.wait_until(job_id, JobState.DONE)
    assert done.attempt == 2
    os.kill(frozen.pid, signal.SIGCONT)
    log = workshop.folder / "log"
    workshop.wait(lambda: "was refused" in log.read_text() or "taken over" in log.read_text())
    assert workshop.job(job_id).attempt == 2
    assert workshop.job(job_id).finished_at == done.finished_at


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_second_embedded_worker_is_refused(workshop: Workshop) -> None:
    workshop.start_worker()
    workshop.wait_until(workshop.add("quick", label="mine"), JobState.DONE)
    assert workshop.start_worker().wait() == 3


def test_a_worker_gives_signs_of_life(workshop: Workshop) -> None:
    from rcp.jobs.heartbeat import last_beat

    before = utc_now()
    assert last_beat(workshop.folder) is None
    workshop.start_worker()
    workshop.wait(lambda: last_beat(workshop.folder) is not None)
    first = last_beat(workshop.folder)
    workshop.wait(lambda: last_beat(workshop.folder) != first)
    assert before < (last_beat(workshop.folder) or before) < before + timedelta(seconds=20)
    assert PACE.heartbeat < 1


def test_a_plan_that_can_never_be_solved_is_told_as_failed(session: Session) -> None:
    plan = Plan(
        first_day=TODAY,
        weeks=1,
        state=PlanState.RUNNING,
        asked_by_id=a_practitioner(session).id,
    )
    session.add(plan)
    session.flush()
    give_up = TASKS["solve_plan"].give_up
    assert give_up is not None
    give_up(session, "MemoryError", plan_id=str(plan.id))
    assert (plan.state, plan.fault) == (PlanState.FAILED, "MemoryError")
    plan.state = PlanState.ACCEPTED
    give_up(session, "MemoryError", plan_id=str(plan.id))
    assert plan.state is PlanState.ACCEPTED
