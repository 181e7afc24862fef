"""Cases imported from a table of 10,000 invented rows, 3 % of them wrong in known ways."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.table import Limit, Row
from rcp.db import keyring, schema
from rcp.db.engine import make_engine, sessions
from rcp.services import catalogue
from rcp.services.imports import ImportReport
from rcp.services.imports.boards import import_boards
from rcp.services.imports.cases import import_cases
from rcp.services.imports.practitioners import import_practitioners
from rcp.services.imports.structures import import_structures

ROWS = 10_000
FAULTY = 0.03
SECONDS = 30.0
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
COLUMNS = (
    *("rcp", "nom_naissance", "prenoms", "sexe", "date_naissance", "demandeur", "question"),
    *("synthese", "information_patient", "champ:cote", "champ:type_histologique"),
)
WRONG = (
    ("rcp", "INCONNUE"),
    ("sexe", "X"),
    ("date_naissance", "31/02/1961"),
    ("demandeur", "nul@chu.example"),
    ("question", ""),
    ("information_patient", "opposition"),
    ("champ:cote", "milieu"),
)
STRUCTURES = b"organizations: [{code: chu, name: Centre hospitalier, kind: hospital}]"
PEOPLE = b"""nom;prenom;email;structure;profession;qualification;roles
Montbrun;Claire;c.montbrun@chu.example;chu;G15_10;SM51;clinician"""
BOARDS = b"""boards: [{code: SEIN, template: ONCO_SEIN, organization: chu, name: RCP Sein,
  cadence: weekly, weekday: tuesday}]"""


def rows(limit: Limit) -> list[Row]:
    """On SQLite, durable as in service, while somebody else writes."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'benchmark.db'}")
        try:
            return list(_measured(engine, int(limit.size or ROWS)))
        finally:
            engine.dispose()


def _measured(engine: Engine, count: int) -> Iterator[Row]:
    keyring.activate(keyring.Keyring([bytes(range(32))]))
    schema.upgrade(engine)
    _furnish(engine)
    content, wrong = _table(count)
    seconds, report, waited = _imported(engine, content)
    named = {(fault.line, fault.column) for fault in report.faults}
    is_whole = named == wrong and report.changed == count - len(wrong)
    yield Row(
        f"Import of {count} cases, {len(wrong)} rows wrong",
        f"all faults named, the rest in, < {SECONDS:.0f} s of one processor",
        f"{len(named & wrong)} named, {report.changed} in, {seconds:.1f} s",
        is_whole and seconds < SECONDS,
    )
    yield Row("Another writer during that import", "", f"waited {waited * 1000:.0f} ms at most")
    seconds, report, _ = _imported(engine, content)
    yield Row(
        "The same file again",
        f"nothing changed, < {SECONDS:.0f} s of one processor",
        f"{report.changed} changed, {seconds:.1f} s",
        report.changed == 0 and seconds < SECONDS,
    )


def _furnish(engine: Engine) -> None:
    with sessions(engine).begin() as session:
        catalogue.seed_catalogue(session)
        for take, content in (
            (import_structures, STRUCTURES),
            (import_practitioners, PEOPLE),
            (import_boards, BOARDS),
        ):
            take(session, content, by=None, now=NOW)


def _table(count: int) -> tuple[bytes, set[tuple[int | None, str | None]]]:
    """The file, and the (line, column) of each fault put into it."""
    draw = random.Random(count)
    faulty = set(draw.sample(range(count), round(count * FAULTY)))
    wrong: set[tuple[int | None, str | None]] = set()
    lines = [";".join(COLUMNS)]
    for rank in range(count):
        told = _case(rank)
        if rank in faulty:
            column, value = draw.choice(WRONG)
            told[column] = value
            wrong.add((rank + 2, column))
        lines.append(";".join(told[column] for column in COLUMNS))
    return "\n".join(lines).encode(), wrong


def _case(rank: int) -> dict[str, str]:
    return {
        "rcp": "SEIN",
        "nom_naissance": f"FICTIVE{rank}",
        "prenoms": "Marie",
        "sexe": "F",
        "date_naissance": "17/04/1961",
        "demandeur": "c.montbrun@chu.example",
        "question": "Quelle chirurgie ?",
        "synthese": "Tumeur de 21 mm découverte au dépistage. " * 10,
        "information_patient": "informé",
        "champ:cote": "Gauche",
        "champ:type_histologique": "canalaire",
    }


def _imported(engine: Engine, content: bytes) -> tuple[float, ImportReport, float]:
    """(seconds of a processor, report, the longest that another writer waited in seconds)."""
    done, waits = threading.Event(), [0.0]
    other = threading.Thread(target=_write_beside, args=(engine, done, waits))
    other.start()
    begun = time.process_time()
    try:
        with sessions(engine)() as session:
            report = import_cases(session, content, by=None, now=NOW, let_go=session.commit)
            session.commit()
        return time.process_time() - begun, report, max(waits)
    finally:
        done.set()
        other.join()


def _write_beside(engine: Engine, done: threading.Event, waits: list[float]) -> None:
    """Somebody who writes twice a second."""
    while not done.wait(0.5):
        begun = time.perf_counter()
        with engine.begin() as connection:
            connection.execute(text("UPDATE organization SET name = name"))
        waits.append(time.perf_counter() - begun)
