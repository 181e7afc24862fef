"""Several programs run as one: whichever dies is started again, and all end together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from rcp.jobs.child import die_with

REFUSED = 2  # the exit status of a program that will never start with these settings
_LOOK_SECONDS = 0.1
_STABLE_SECONDS = 10.0
_LONGEST_PAUSE = 30.0
_END_SECONDS = 45.0  # longer than a worker gives its children


@dataclass
class _Program:
    command: Sequence[str]
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.0
    start_at: float = 0.0


class Supervisor:
    """Keeps programs running until SIGTERM or SIGINT."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self._programs = [_Program(command) for command in commands.values()]
        self._is_stopping = False

    def listen(self) -> None:
        """From now on SIGTERM and SIGINT ask for the end of all."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def turn(self) -> int | None:
        """Start what should run; the exit status once it is time to go, else None."""
        for program in self._programs:
            status = self._look_after(program)
            if status == REFUSED:
                return REFUSED
        time.sleep(_LOOK_SECONDS)
        return 0 if self._is_stopping else None

    def end(self) -> None:
        """Ask every program to end, wait, then make those end that did not."""
        alive = [program.running for program in self._programs if program.running is not None]
        for running in alive:
            running.terminate()
        until = time.monotonic() + _END_SECONDS
        for running in alive:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(max(0.1, until - time.monotonic()))
            running.kill()
            running.wait()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _look_after(self, program: _Program) -> int | None:
        now = time.monotonic()
        if program.running is None:
            if now >= program.start_at and not self._is_stopping:
                program.running, program.started_at = _start(program.command), now
            return None
        status = program.running.poll()
        if status is not None:
            program.running = None
            lasted = now - program.started_at > _STABLE_SECONDS
            program.pause = 0.0 if lasted else min(_LONGEST_PAUSE, program.pause * 2 + 0.5)
            program.start_at = now + program.pause
        return status


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches it through the supervisor alone."""
    supervisor = os.getpid()
    return subprocess.Popen(
        command,
        start_new_session=True,
        preexec_fn=lambda: die_with(supervisor, signal.SIGTERM),
    )
