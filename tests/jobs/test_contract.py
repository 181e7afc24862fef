"""What every engine promises about jobs; run on the embedded one and on the distributed one."""

from __future__ import annotations

import os
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from rcp.db.base import utc_now
from rcp.db.models import Job, JobState
from rcp.services import queue
from tests.jobs.conftest import Workshop
from tests.jobs.worker_of_tests import PACE, PATIENT_NAME


def test_the_same_work_asked_for_fifty_times_is_done_once(workshop: Workshop) -> None:
    def ask(_number: int) -> object:
        with workshop.sessions.begin() as session:
            return queue.add(session, "quick", unique_key="the same", label="once").id

    with ThreadPoolExecutor(8) as askers:
        asked = set(askers.map(ask, range(50)))
    assert len(asked) == 1
    workshop.start_worker()
    last = workshop.add("quick", label="last")
    workshop.wait_until(last, JobState.DONE)
    assert workshop.notes("ran once") == ["ran once"]


def test_work_queued_by_a_transaction_that_fails_is_never_done(workshop: Workshop) -> None:
    with workshop.sessions() as session:
        queue.add(session, "quick", label="rolled back")
        session.rollback()
    workshop.start_worker()
    workshop.wait_until(workshop.add("quick", label="kept"), JobState.DONE)
    time.sleep(2 * PACE.upkeep)
    assert workshop.notes() == ["ran kept"]


def test_work_that_always_fails_is_tried_again_then_given_up(workshop: Workshop) -> None:
    failing, recovering = workshop.add("refuses"), workshop.add("recovers")
    unknown = workshop.add("a_task_of_another_version")
    workshop.start_worker()
    dead = workshop.wait_until(failing, JobState.DEAD)
    assert dead.attempt == 1 + len(PACE.retry_after)
    assert dead.fault == "ValueError"
    assert dead.finished_at is not None
    assert len(workshop.notes("attempt")) == dead.attempt
    assert workshop.wait_until(recovering, JobState.DONE).attempt == 2
    assert workshop.wait_until(unknown, JobState.DEAD).fault == "UnknownTask"
    assert PATIENT_NAME not in (workshop.folder / "log").read_text()


def test_two_workers_share_sixty_jobs_and_run_each_once(workshop: Workshop) -> None:
    with workshop.sessions.begin() as session:
        for number in range(60):
            queue.add(session, "quick", label=str(number))
    workshop.start_worker()
    workshop.start_worker()
    workshop.wait(lambda: _left(workshop) == 0)
    ran = workshop.notes("ran")
    assert sorted(ran) == sorted(f"ran {number}" for number in range(60))


def test_killing_worker_and_child_in_the_middle_loses_nothing(workshop: Workshop) -> None:
    job_id = workshop.add("slow_at_first", label="cut")
    worker = workshop.start_worker()
    workshop.wait(lambda: bool(workshop.notes("start cut")))
    child = int(workshop.notes("start cut")[0].split()[-1])
    os.killpg(child, signal.SIGKILL)
    worker.kill()
    workshop.start_worker()
    done = workshop.wait_until(job_id, JobState.DONE)
    assert done.attempt == 2
    assert workshop.notes("end") == ["end cut"]


def test_temporary_files_of_a_run_go_with_it_and_those_of_a_killed_worker_at_the_next_start(
    workshop: Workshop,
) -> None:
    workshop.add("slow_at_first", label="cut")
    worker = workshop.start_worker()
    workshop.wait(lambda: bool(workshop.notes("start cut")))
    cut = _left_behind(workshop)[0]
    worker.kill()
    assert cut.exists()
    workshop.start_worker()
    workshop.wait(lambda: _left(workshop) == 0)
    assert len(_left_behind(workshop)) == 2
    assert not any(file.parent.exists() for file in _left_behind(workshop))


def test_a_child_never_outlives_a_killed_worker(workshop: Workshop) -> None:
    job_id = workshop.add("slow_at_first", label="orphan")
    worker = workshop.start_worker()
    workshop.wait(lambda: bool(workshop.notes("start orphan")))
    child = int(workshop.notes("start orphan")[0].split()[-1])
    worker.kill()
    workshop.wait(lambda: not _is_alive(child))
    workshop.start_worker()
    assert workshop.wait_until(job_id, JobState.DONE).attempt == 2


def test_work_for_later_waits_for_its_time(workshop: Workshop) -> None:
    at = utc_now() + timedelta(seconds=2.5)
    with workshop.sessions.begin() as session:
        later = queue.add(session, "quick", run_at=at, label="later").id
    workshop.start_worker()
    workshop.wait_until(workshop.add("quick", label="now"), JobState.DONE)
    assert workshop.job(later).state is JobState.QUEUED
    done = workshop.wait_until(later, JobState.DONE)
    assert done.finished_at is not None
    assert done.finished_at >= at
    assert workshop.notes() == ["ran now", "ran later"]


def test_a_run_beyond_its_limits_is_ended_and_tried_again(workshop: Workshop) -> None:
    overdue = workshop.add("overdue", label="late")
    greedy, busy = workshop.add("greedy"), workshop.add("busy")
    workshop.start_worker()
    for job_id in (overdue, greedy, busy):
        assert workshop.wait_until(job_id, JobState.DONE).attempt == 2
    log = (workshop.folder / "log").read_text()
    assert "MemoryError" in log


def test_slow_work_is_not_run_twice_while_its_worker_lives(workshop: Workshop) -> None:
    tenths = round(PACE.lease.total_seconds() * 15) + 10
    job_id = workshop.add("slow", label="patient", tenths=tenths)
    workshop.start_worker()
    assert workshop.wait_until(job_id, JobState.DONE).attempt == 1
    assert workshop.notes("end") == ["end patient"]


def test_a_stopped_worker_finishes_what_is_short_and_hands_back_the_rest(
    workshop: Workshop,
) -> None:
    short = workshop.add("slow", label="short", tenths=6)
    long = workshop.add("slow_at_first", label="long")
    worker = workshop.start_worker()
    workshop.wait(lambda: len(workshop.notes("start")) == 2)
    waiting = workshop.add("quick", label="not taken any more")
    worker.terminate()
    assert worker.wait() == 0
    assert workshop.job(short).state is JobState.DONE
    assert workshop.job(long).state is JobState.QUEUED
    assert workshop.job(waiting).attempt == 0
    workshop.start_worker()
    assert workshop.wait_until(long, JobState.DONE).attempt == 2


def test_work_that_ends_politely_is_done_when_the_worker_stops(workshop: Workshop) -> None:
    polite = workshop.add("polite")
    worker = workshop.start_worker()
    workshop.wait(lambda: bool(workshop.notes("polite start")))
    worker.terminate()
    assert worker.wait() == 0
    assert workshop.job(polite).state is JobState.DONE
    assert workshop.notes("polite end") == ["polite end"]


def test_work_asked_for_again_and_sooner_is_brought_forward(workshop: Workshop) -> None:
    def ask(seconds: int) -> uuid.UUID:
        at = utc_now() + timedelta(seconds=seconds)
        with workshop.sessions.begin() as session:
            return queue.add(session, "quick", unique_key="k", run_at=at, label="sooner").id

    later = ask(3600)
    workshop.start_worker()
    workshop.wait_until(workshop.add("quick", label="other"), JobState.DONE)
    assert ask(0) == later
    workshop.wait_until(later, JobState.DONE)
    assert workshop.notes("ran sooner") == ["ran sooner"]


def test_work_may_queue_more_work(workshop: Workshop) -> None:
    workshop.add("queues_more", label="more")
    workshop.start_worker()
    workshop.wait(lambda: workshop.notes("ran") == ["ran more"])


def _left_behind(workshop: Workshop) -> list[Path]:
    """The temporary files that runs made and did not remove."""
    return [Path(line.removeprefix("left ")) for line in workshop.notes("left")]


def _left(workshop: Workshop) -> int:
    with workshop.sessions() as session:
        open_states = (JobState.QUEUED, JobState.RUNNING)
        return len(session.scalars(select(Job.id).where(Job.state.in_(open_states))).all())


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
