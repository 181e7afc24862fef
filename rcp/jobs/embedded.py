"""The embedded worker: alone on its data folder, it takes rows of the `job` table by itself."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from rcp.config import Settings
from rcp.db.base import utc_now
from rcp.jobs import heartbeat, ledger, run, schedule
from rcp.jobs.house import House, open_house
from rcp.jobs.pace import Pace
from rcp.jobs.tasks import TASKS, Task

_LOCK = "worker.lock"
_BUSY_LOOK_SECONDS = 0.02

_log = logging.getLogger(__name__)


class AlreadyWorking(Exception):
    """Another worker holds this data folder."""


def work(settings: Settings, tasks: Mapping[str, Task] = TASKS, pace: Pace | None = None) -> None:
    """Run jobs until SIGTERM or SIGINT; raises AlreadyWorking if another worker does."""
    house = open_house(settings, tasks, pace)
    with _alone(settings.data_folder, house.pace.lock_wait):
        Worker(house).work()


class Worker:
    """A single-threaded loop: reap, claim, wait."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._runs: list[run.Run] = []
        self._is_stopping = False
        self._beat_at = self._upkeep_at = 0.0

    def work(self) -> None:
        """Until asked to stop; then children get a while to finish before jobs are handed back."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        with self._house.sessions.begin() as session:
            recovered = ledger.recover(session)
        _log.info("worker started, %s interrupted jobs queued again", recovered)
        while not self._is_stopping:
            self._turn()
        self._drain()
        _log.info("worker stopped")

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _turn(self) -> None:
        self._reap()
        self._look_around()
        started = self._start_due()
        if not started:
            time.sleep(_BUSY_LOOK_SECONDS if self._runs else self._house.pace.look)

    def _reap(self) -> None:
        self._runs = [running for running in self._runs if not running.step()]

    def _start_due(self) -> int:
        room = self._house.settings.workers - len(self._runs)
        if room <= 0:
            return 0
        with self._house.reading() as session:
            waiting = ledger.due(session, utc_now(), room)
        if waiting:
            self._runs.extend(run.begin(self._house, waiting))
        return len(waiting)

    def _look_around(self) -> None:
        now, pace = time.monotonic(), self._house.pace
        if now >= self._beat_at:
            self._beat_at = now + pace.heartbeat
            heartbeat.beat(self._house.settings.data_folder)
        if now >= self._upkeep_at:
            self._upkeep_at = now + pace.upkeep
            with self._house.sessions.begin() as session:
                schedule.look_around(session, utc_now(), self._house.settings)

    def _drain(self) -> None:
        until = time.monotonic() + self._house.pace.drain
        while self._runs and time.monotonic() < until:
            self._reap()
            time.sleep(_BUSY_LOOK_SECONDS)
        for running in self._runs:
            running.hand_back()


@contextlib.contextmanager
def _alone(data_folder: Path, wait_seconds: float) -> Iterator[None]:
    data_folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, wait_seconds: float) -> None:
    until = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise AlreadyWorking from None
            time.sleep(0.1)
        else:
            return
