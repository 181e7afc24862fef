"""A job's own process: with limits, a deadline, and an end no later than its worker's."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from rcp.jobs import scratch
from rcp.jobs.tasks import Limits

DEADLINE_PASSED = "DeadlinePassed"
GRACE_SECONDS = 5.0
_CPU_GRACE = 5
_FAULT_BYTES = 100
_PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended: `fault` is None when the work was done."""

    fault: str | None


class Child:
    """A running child, seen from its worker."""

    def __init__(self, pid: int, words: int, deadline: float, folder: Path) -> None:
        """`words`: the pipe on which it names its fault; `deadline`: on the monotonic clock.

        `folder`: where its temporary files are, removed with it.
        """
        self.pid = pid
        self._folder = folder
        self._words = words
        self._deadline = deadline
        self._is_late = False

    def poll(self) -> Outcome | None:
        """How it ended, or None while it runs; past its deadline it is asked, then made to end."""
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        if ended:
            return self._ended(status)
        late_by = time.monotonic() - self._deadline
        if late_by > GRACE_SECONDS:
            self.kill(signal.SIGKILL)
        elif late_by > 0 and not self._is_late:
            self._is_late = True
            self.kill(signal.SIGTERM)
        return None

    def end(self) -> Outcome:
        """Ask it to end, wait a little, then make it end."""
        self._deadline = min(self._deadline, time.monotonic())
        while (outcome := self.poll()) is None:
            time.sleep(0.02)
        return outcome

    def kill(self, number: signal.Signals) -> None:
        """Signal it, and whatever it started in its own group."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:  # it has not made its group yet
            os.kill(self.pid, number)

    def _ended(self, status: int) -> Outcome:
        said = os.read(self._words, _FAULT_BYTES).decode("ascii", "replace")
        os.close(self._words)
        scratch.remove(self._folder)
        if status == 0:
            return Outcome(None)
        if self._is_late:
            return Outcome(DEADLINE_PASSED)
        if said:
            return Outcome(said)
        if os.WIFSIGNALED(status):
            return Outcome(signal.Signals(os.WTERMSIG(status)).name)
        return Outcome("EndedUnexpectedly")


def start(work: Callable[[], None], limits: Limits) -> Child:
    """Run `work` in a child of this process."""
    reading, writing = os.pipe()
    worker, folder = os.getpid(), scratch.make()
    with _signals_held():
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            scratch.move_into(folder)
            _live(work, limits, worker, writing)
    os.close(writing)
    return Child(pid, reading, time.monotonic() + limits.wall_seconds, folder)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """A signal that comes while forking waits, so that the worker's answer never runs twice."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _live(work: Callable[[], None], limits: Limits, worker: int, writing: int) -> NoReturn:
    """The child's whole life; it never returns into its worker's loop."""
    status = 1
    try:
        _settle(limits, worker)
        work()
        status = 0
    except BaseException as fault:
        os.write(writing, type(fault).__name__.encode("ascii", "replace")[:_FAULT_BYTES])
        _log.warning("a job failed: %s at %s", type(fault).__name__, _place(fault))
    finally:
        os._exit(status)


def _settle(limits: Limits, worker: int) -> None:
    signal.set_wakeup_fd(-1)  # the worker's event loop must not hear this process's signals
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    die_with(worker, signal.SIGKILL)
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold identities
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + _CPU_GRACE))
    memory = _mapped() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.nice(limits.nice)


def _mapped() -> int:
    """Bytes of addresses that came with the fork: the worker's libraries, not the run's work."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def die_with(parent: int, number: signal.Signals) -> None:
    """Have the kernel signal this process when its parent ends (Linux's PR_SET_PDEATHSIG)."""
    if _libc.prctl(_PR_SET_PDEATHSIG, int(number)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it ended before the kernel was asked
        os._exit(1)


def _place(fault: BaseException) -> str:
    """Where it went wrong; never the message, which could name a patient."""
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
