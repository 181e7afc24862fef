"""Agendas: a long one read, and those of a region read again from a server that knows no ETag."""

from __future__ import annotations

import contextlib
import http.server
import random
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.table import Limit, Row
from rcp.calendars.freebusy import read_agenda
from rcp.config import read_settings
from rcp.db import keyring, schema
from rcp.db.engine import make_engine, sessions
from rcp.db.models import (
    AgendaSource,
    AgendaState,
    BusyInterval,
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerRole,
    SourceKind,
)
from rcp.outside.client import Client
from rcp.outside.gate import Gate, allowed_from
from rcp.services import agenda_refresh
from rcp.services.agenda_errands import Outside

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2024, 1, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIVE_YEARS, TWELVE_WEEKS = 5 * 365, timedelta(weeks=12)
PEOPLE, KINDS, TIMES = 1_500, 25, 7
MEBIBYTE = 1024


def rows(limit: Limit) -> list[Row]:
    """A long agenda and many ordinary ones; `--size long` or `region` for one."""
    works = {"long": _long, "region": _region}
    return [work() for name, work in works.items() if limit.size in (None, name)]


def an_agenda(events: int, days: int, seed: int) -> bytes:
    """An invented agenda: one event in twenty is a series, a few are all day, most have a title."""
    chance = random.Random(seed)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Quorum//Mesure//FR"]
    for number in range(events):
        lines += _event(number, days, chance)
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _event(number: int, days: int, chance: random.Random) -> Iterator[str]:
    at = FIRST + timedelta(days=chance.randrange(days), minutes=15 * chance.randrange(40))
    yield from ("BEGIN:VEVENT", f"UID:{number}@agenda.example", "DTSTAMP:20240101T000000Z")
    if number % 40 == 1:
        yield f"DTSTART;VALUE=DATE:{at:%Y%m%d}"
    else:
        yield f"DTSTART;TZID=Europe/Paris:{at:%Y%m%dT%H%M%S}"
        yield f"DURATION:PT{15 * chance.randint(1, 8)}M"
    if number % 20 == 0:
        yield f"RRULE:FREQ=WEEKLY;COUNT={chance.randint(10, 200)}"
        yield f"EXDATE;TZID=Europe/Paris:{at + timedelta(weeks=3):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:Consultation inventée numéro {number}"
    yield "DESCRIPTION:" + "Texte inventé que personne ne garde. " * 12
    yield f"LOCATION:Salle {number % 12}"
    yield "ATTENDEE;CN=Personne Inventée;PARTSTAT=ACCEPTED:mailto:personne@agenda.example"
    yield "END:VEVENT"


def _long() -> Row:
    content = an_agenda(5_000, FIVE_YEARS, seed=1)

    def work() -> object:
        return read_agenda(content, zone=PARIS, start=NOW, end=NOW + TWELVE_WEEKS)

    work()
    begun = time.process_time()
    for _ in range(TIMES):
        work()
    seconds = (time.process_time() - begun) / TIMES
    size = len(content) / 1024 / 1024
    return Row(
        f"12 weeks of busy time out of five years, 5,000 events, {size:.1f} MB",
        "0.8 s, better 0.3 s",
        f"{seconds:.2f} s of one processor (mean of {TIMES})",
        seconds < 0.8,
    )


def _region() -> Row:
    """Every agenda is fetched and read: nothing is answered by 304, nothing was read before."""
    with tempfile.TemporaryDirectory() as folder, _server() as port:
        house, outside = _house(folder, port)
        begun = time.monotonic()
        count, peaks = 0, []
        while done := agenda_refresh.refresh_due(house, outside, lambda: datetime.now(UTC)):
            count += done
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE)
        seconds = time.monotonic() - begun
        with house() as session:
            read = session.scalar(
                select(func.count()).where(AgendaSource.state == AgendaState.READ)
            )
            kept = session.scalar(select(func.count()).select_from(BusyInterval))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEBIBYTE
    return Row(
        f"{PEOPLE:,} agendas of 500 events fetched, read and kept",
        "5 min, memory flat",
        f"{seconds:.0f} s; {read:,} read, {kept:,} busy times; {peaks[-1]:.0f} MB "
        f"({peaks[0]:.0f} MB after the first), readers {child:.0f} MB",
        seconds < 300 and count == read == PEOPLE,
    )


def _house(folder: str, port: int) -> tuple[sessionmaker[Session], Outside]:
    """A new database with everybody's address, all due."""
    settings = read_settings({"RCP_DATA": folder})
    keyring.activate(settings.keyring)
    engine = make_engine(settings.database_url)
    schema.upgrade(engine)
    house = sessions(engine)
    with house.begin() as session:
        hospital = Organization(code="h", name="Hôpital", kind=OrganizationKind.HOSPITAL)
        for number in range(PEOPLE):
            session.add(_source(hospital, number, port))
    gate = Gate(allowed_from(f"127.0.0.1:{port}"))
    return house, Outside(Client(gate), "quorum.example")


def _source(hospital: Organization, number: int, port: int) -> AgendaSource:
    person = Practitioner(
        family_name="Inventée", given_name=str(number), email=f"{number}@hopital.example"
    )
    person.roles.append(PractitionerRole(organization=hospital, profession="G15_10"))
    return AgendaSource(
        practitioner=person,
        state=AgendaState.FAILED,
        kind=SourceKind.LINK,
        access={"address": f"http://127.0.0.1:{port}/{number}.ics"},
        next_read_at=NOW - timedelta(days=365),
    )


@contextlib.contextmanager
def _server() -> Iterator[int]:
    """Gives one of a few agendas for any address, on this machine's own time."""
    agendas = [an_agenda(500, 365 * 3, seed=number) for number in range(KINDS)]

    class Answers(http.server.BaseHTTPRequestHandler):
        """Answers every GET."""

        def do_GET(self) -> None:
            content = agendas[int(self.path.strip("/").partition(".")[0]) % KINDS]
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as listening:
        serving = threading.Thread(target=listening.serve_forever, daemon=True)
        serving.start()
        yield listening.server_address[1]
        listening.shutdown()
