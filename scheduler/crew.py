"""Processes that do our jobs, one for each thread that waits: CP-SAT is best with one worker each.

They are started as programs of their own, never forked, since a planner may run among threads.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, ParamSpec, Self, TypeVar

LENGTH = struct.Struct(">Q")
FRUGAL = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "65536",
}
"""What makes a process give back the memory of a large job before the next (glibc alone)."""
P = ParamSpec("P")
R = TypeVar("R")


class Lost(Exception):
    """The process that had the job is gone: stopped, or out of memory."""


class Crew:
    """Runs jobs side by side, in processes or, for small problems, in this one's threads."""

    def __init__(self, size: int, *, apart: bool) -> None:
        self.size, self.apart = size, apart
        self._threads = ThreadPoolExecutor(size)
        self._free = [_start() for _ in range(size)] if apart else []
        self._all = tuple(self._free)
        self._lock = threading.Lock()

    def here(self, job: Callable[P, R], *given: P.args, **named: P.kwargs) -> Future[R]:
        """The job in a thread of this process."""
        return self._threads.submit(job, *given, **named)

    def submit(self, job: Callable[P, R], *given: P.args, **named: P.kwargs) -> Future[R]:
        """The job, a function of some module, in a process if there are any; may raise Lost."""
        if not self.apart:
            return self.here(job, *given, **named)
        return self._threads.submit(self._ask, job, given, named)

    def _ask(self, job: Callable[..., R], given: object, named: object) -> R:
        with self._lock:
            one = self._free.pop()
        try:
            _write(one.stdin, (job, given, named))
            done, answer = _read(one.stdout)
        except (OSError, EOFError) as gone:
            raise Lost from gone
        finally:
            with self._lock:
                self._free.append(one)
        if not done:
            raise answer
        found: R = answer
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def stop(self) -> None:
        """End every process at once; whoever waits for one gets Lost."""
        for one in self._all:
            one.kill()

    def close(self) -> None:
        """Stop, and leave no thread and no process behind."""
        self.stop()
        self._threads.shutdown(cancel_futures=True)
        for one in self._all:
            one.wait()
            for pipe in (one.stdin, one.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def _start() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **FRUGAL, "PYTHONPATH": paths},
    )


def _write(pipe: IO[bytes] | None, told: object) -> None:
    if pipe is None:
        raise EOFError
    packed = pickle.dumps(told, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def _read(pipe: IO[bytes] | None) -> Any:  # whatever a job returns
    head = b"" if pipe is None else pipe.read(LENGTH.size)
    if pipe is None or len(head) < LENGTH.size:
        raise EOFError
    return pickle.loads(pipe.read(LENGTH.unpack(head)[0]))


def main() -> None:
    """Do jobs from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a solver prints must not fall among the answers
    while True:
        try:
            _write(answers, _done(*_read(sys.stdin.buffer)))
        except EOFError:
            return


def _done(
    job: Callable[..., object], given: tuple[object, ...], named: dict[str, object]
) -> tuple[bool, object]:
    """Whether the job could be done, and its answer or error; nothing of it is kept."""
    try:
        return True, job(*given, **named)
    except Exception as error:  # it travels to whoever asked
        return False, error


if __name__ == "__main__":
    main()
