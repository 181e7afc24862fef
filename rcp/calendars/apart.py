"""Agendas read in a child process, so that a hostile one costs seconds and nothing else.

The child (`python -m rcp.calendars.apart`) gets no setting and no secret of ours, at most 5 s of
processor time per file and 1 GiB of memory; the parent ends it after 10 s. It reads file after
file, so that a folder of agendas pays one start-up. A file that kills it is reported, and the
next ones are read by a new child.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import Queue
from threading import Timer
from typing import IO, Any
from zoneinfo import ZoneInfo

from rcp.calendars.busy import (
    AgendaFault,
    AgendaReading,
    AgendaUnreadable,
    BusyInterval,
    BusyKind,
    FaultCode,
    UnreadableCode,
)
from rcp.calendars.decode import refuse_too_large
from rcp.calendars.freebusy import read_agenda

CPU_SECONDS = 5
WALL_SECONDS = 10
MEMORY_BYTES = 1024**3
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class AgendaRequest:
    """One agenda to read: the arguments of `read_agenda`."""

    content: bytes
    zone: ZoneInfo
    start: datetime
    end: datetime
    tentative_is_busy: bool = True
    own_domain: str | None = None
    owner: str | None = None


def read_agenda_apart(
    content: bytes,
    *,
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    tentative_is_busy: bool = True,
    own_domain: str | None = None,
    owner: str | None = None,
) -> AgendaReading:
    """Like `read_agenda`, in a child process; raises AgendaUnreadable, also when too costly."""
    request = AgendaRequest(content, zone, start, end, tentative_is_busy, own_domain, owner)
    (answer,) = read_agendas_apart([request])
    if isinstance(answer, AgendaUnreadable):
        raise answer
    return answer


def read_agendas_apart(
    requests: Iterable[AgendaRequest],
    *,
    cpu_seconds: int = CPU_SECONDS,
    wall_seconds: float = WALL_SECONDS,
) -> list[AgendaReading | AgendaUnreadable]:
    """The readings of many agendas in their order, by one child, refusals in their place.

    The limits are for each agenda.
    """
    readers = _Children(cpu_seconds, wall_seconds)
    try:
        return [readers.answer(request) for request in requests]
    finally:
        readers.end()


class Readers:
    """A few reading processes for many threads, until the end of a `with` block."""

    def __init__(self, count: int) -> None:
        self._all = [_Children(CPU_SECONDS, WALL_SECONDS) for _ in range(count)]
        self._idle: Queue[_Children] = Queue()
        for children in self._all:
            self._idle.put(children)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_fault: object) -> None:
        for children in self._all:
            children.end()

    def answer(self, request: AgendaRequest) -> AgendaReading | AgendaUnreadable:
        """The reading of one agenda, or why there is none; waits until a process is idle."""
        children = self._idle.get()
        try:
            return children.answer(request)
        finally:
            self._idle.put(children)


class _Children:
    """One reading process at a time; a new one after a file was too much for the last."""

    def __init__(self, cpu_seconds: int, wall_seconds: float) -> None:
        self._limits = cpu_seconds, wall_seconds
        self._child: _Child | None = None

    def answer(self, request: AgendaRequest) -> AgendaReading | AgendaUnreadable:
        """The reading of one agenda, or why there is none."""
        try:
            refuse_too_large(request.content)
        except AgendaUnreadable as refused:
            return refused
        self._child = self._child or _Child(*self._limits)
        answer = self._child.ask(request)
        if answer is None:
            self.end()
            return AgendaUnreadable(UnreadableCode.TOO_COSTLY)
        return answer

    def end(self) -> None:
        """Stop the process that is still there."""
        if self._child:
            self._child.end()
        self._child = None


class _Child:
    """A reading process, good until a file is too much for it."""

    def __init__(self, cpu_seconds: int, wall_seconds: float) -> None:
        self._wall_seconds = wall_seconds
        self._run = subprocess.Popen(
            [sys.executable, "-m", "rcp.calendars.apart", str(cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )

    def ask(self, request: AgendaRequest) -> AgendaReading | AgendaUnreadable | None:
        """What the child answers, or None when it died of the file or took too long."""
        assert self._run.stdin
        assert self._run.stdout
        watchdog = Timer(self._wall_seconds, self._run.kill)
        watchdog.start()
        try:
            self._run.stdin.write(_request_line(request) + request.content)
            self._run.stdin.flush()
            line = self._run.stdout.readline()
        except BrokenPipeError:
            return None
        finally:
            watchdog.cancel()
            watchdog.join()
        return _answer(json.loads(line)) if line.endswith(b"\n") else None

    def end(self) -> None:
        """Stop the child and forget its pipes."""
        self._run.kill()
        for pipe in (self._run.stdin, self._run.stdout):
            if pipe:
                _close_quietly(pipe)
        self._run.wait()


def _close_quietly(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be written is for a process that is gone


def _request_line(request: AgendaRequest) -> bytes:
    facts = {
        "size": len(request.content),
        "zone": request.zone.key,
        "start": request.start.isoformat(),
        "end": request.end.isoformat(),
        "tentative_is_busy": request.tentative_is_busy,
        "own_domain": request.own_domain,
        "owner": request.owner,
    }
    return json.dumps(facts).encode() + b"\n"


def _answer(said: dict[str, Any]) -> AgendaReading | AgendaUnreadable:  # Any: parsed JSON
    if "refused" in said:
        return AgendaUnreadable(UnreadableCode(said["refused"]), **said["facts"])
    return AgendaReading(
        intervals=tuple(
            BusyInterval(datetime.fromisoformat(a), datetime.fromisoformat(b), BusyKind(kind))
            for a, b, kind in said["intervals"]
        ),
        events_read=said["events_read"],
        faults=tuple(AgendaFault(FaultCode(code), facts) for code, facts in said["faults"]),
        calendar_zone=said["calendar_zone"],
    )


def _said(reading: AgendaReading) -> dict[str, Any]:  # Any: JSON to be
    return {
        "intervals": [
            (interval.starts.isoformat(), interval.ends.isoformat(), interval.kind)
            for interval in reading.intervals
        ],
        "events_read": reading.events_read,
        "faults": [(fault.code, dict(fault.facts)) for fault in reading.faults],
        "calendar_zone": reading.calendar_zone,
    }


def _refused(code: UnreadableCode, **facts: int | str) -> dict[str, Any]:  # Any: JSON to be
    return {"refused": code, "facts": facts}


def _read(asked: dict[str, Any], content: bytes) -> dict[str, Any]:  # Any: parsed JSON
    try:
        reading = read_agenda(
            content,
            zone=ZoneInfo(asked["zone"]),
            start=datetime.fromisoformat(asked["start"]),
            end=datetime.fromisoformat(asked["end"]),
            tentative_is_busy=asked["tentative_is_busy"],
            own_domain=asked["own_domain"],
            owner=asked["owner"],
        )
    except AgendaUnreadable as refused:
        return _refused(refused.code, **refused.facts)
    except MemoryError:
        return _refused(UnreadableCode.TOO_COSTLY)
    except Exception as error:  # the words of an error may quote the agenda: only its type leaves
        return _refused(UnreadableCode.UNEXPECTED, error=type(error).__name__)
    return _said(reading)


def main() -> None:
    """Read agendas from standard input until it ends, one answer a line.

    The argument is how many seconds of processor time each may take.
    """
    cpu_seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        content = sys.stdin.buffer.read(asked["size"])
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + cpu_seconds + 1, hard))
        sys.stdout.write(json.dumps(_read(asked, content)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
