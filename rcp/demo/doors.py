"""The invented territory comes in through the application's own imports, file by file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from rcp.demo.stage import DemoFailed, Stage
from rcp.demo.territory import write_territory
from rcp.services.imports import ImportReport
from rcp.services.imports.agendas import import_agendas
from rcp.services.imports.boards import import_boards
from rcp.services.imports.cases import import_cases
from rcp.services.imports.practitioners import import_practitioners
from rcp.services.imports.structures import import_structures

FRESH = 14
"""Cases that come in last, after the plan: somebody must still sort them."""
Door = Callable[[Session], ImportReport]


def bring_in(stage: Stage) -> None:
    """Write the territory's files and import everything but the freshest cases."""
    files = stage.folder / "territory"
    write_territory(files, stage.begins.date())
    _take(stage, "structures", import_structures, _read(files, "structures.yaml"))
    _take(stage, "professionnels", import_practitioners, _read(files, "professionnels.csv"))
    _take(stage, "réunions", import_boards, _read(files, "rcp.yaml"))
    _take(stage, "dossiers", import_cases, _cases(files)[0])
    agendas = [(path.name, path.read_bytes()) for path in sorted((files / "agendas").iterdir())]
    _through(stage, "agendas", lambda s: import_agendas(s, agendas, by=None, now=stage.begins))


def bring_in_fresh_cases(stage: Stage) -> None:
    """Import the cases that clinicians submitted this morning."""
    content = _cases(stage.folder / "territory")[1]
    _through(stage, "dossiers du jour", lambda s: import_cases(s, content, by=None, now=stage.now))


def _take(stage: Stage, name: str, take: Callable[..., ImportReport], content: bytes) -> None:
    _through(stage, name, lambda session: take(session, content, by=None, now=stage.begins))


def _through(stage: Stage, name: str, door: Door) -> None:
    with stage.sessions.begin() as session:
        report = door(session)
    if report.is_unreadable or not report.kept:
        raise DemoFailed(f"{name} : {[fault.code for fault in report.faults][:3]}")
    stage.say(f"{name} : {report.kept}")


def _read(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def _cases(folder: Path) -> tuple[bytes, bytes]:
    """The cases of the first days, and the freshest, as two files of the same form."""
    text = _read(folder, "dossiers.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    newest = sorted(range(len(rows)), key=lambda rank: _day(rows[rank]["pret_le"]))[-FRESH:]
    first = [row for rank, row in enumerate(rows) if rank not in newest]
    return _written(first), _written([rows[rank] for rank in sorted(newest)])


def _day(text: str) -> tuple[str, ...]:
    """A day written JJ/MM/AAAA or AAAA-MM-JJ, as something that sorts."""
    return tuple(reversed(text.split("/"))) if "/" in text else tuple(text.split("-"))


def _written(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
