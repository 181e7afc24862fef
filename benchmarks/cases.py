"""Lists, search and triage in a house of 50,000 cases, asked through the site's own doors."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from benchmarks.table import Limit, Row
from rcp.app import create_app
from rcp.commands.upgrade import bring_up_to_date
from rcp.config import Settings, read_settings
from rcp.db import keyring
from rcp.db.base import utc_now
from rcp.db.engine import make_engine, sessions
from rcp.db.models import Board, Case, Patient, PatientNotice, Practitioner
from rcp.demo.doors import bring_in
from rcp.demo.stage import Stage
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.identity import IdentityStatus
from rcp.mail.letterhead import Letterhead
from rcp.services import name_search
from rcp.web.database import KEY
from tests import postgres

CASES, TO_SORT, TIMES, MOST = 50_000, 60, 40, 200
"""Cases in the house, those submitted and not sorted, askings of each page, milliseconds."""
BATCH = 5_000
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
SYLLABLES = ("ba", "che", "dru", "fol", "gar", "hin", "jou", "ker", "lan", "mor", "nie", "pou")
PAGES = {
    "list": lambda site: site.get("/cases"),
    "second page": lambda site: site.get("/cases?page=2"),
    "late": lambda site: site.get("/cases?late=y"),
    "search by name": lambda site: site.post("/cases/search", data={"text": _typed()}),
    "search by reference": lambda site: site.get("/cases?text=C-0412"),
    "triage": lambda site: site.get("/cases/triage"),
}
_chance = random.Random(7)


def rows(limit: Limit) -> list[Row]:
    """One row per database and page, the 95th percentile of TIMES askings."""
    found = []
    if limit.size in (None, SQLITE):
        found += _measured(SQLITE, {})
    if limit.size in (None, POSTGRESQL):
        postgres.announce()
        try:
            postgres.create("cases")
            found += _measured(POSTGRESQL, {"RCP_DATABASE_URL": postgres.url_of("cases")})
        finally:
            postgres.stop()
    return found


def _measured(database: str, told: dict[str, str]) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"RCP_DATA": folder, "RCP_DEMO": "1", **told})
        _fill(settings, Path(folder))
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        site = app.test_client()
        site.post("/demo/sign-in/coordinator")
        found = [_row(site, database, name) for name in PAGES]
        app.extensions[KEY].close()
        return found


def _row(site: FlaskClient, database: str, name: str) -> Row:
    worked = []
    PAGES[name](site)
    for _ in range(TIMES):
        before = time.process_time()
        answer = PAGES[name](site)
        worked.append(1000 * (time.process_time() - before))
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {answer.status}")
    busy = statistics.quantiles(worked, n=20)[-1]
    return Row(
        f"{CASES:,} cases on {database}, {name}",
        f"p95 < {MOST} ms of the site's processor",
        f"{busy:.0f} ms",
        busy < MOST,
    )


def _typed() -> str:
    return _name()[: _chance.randint(3, 6)]


def _name() -> str:
    return "".join(_chance.choices(SYLLABLES, k=3))


def _fill(settings: Settings, folder: Path) -> None:
    bring_up_to_date(settings)
    keyring.activate(settings.keyring)
    engine = make_engine(settings.database_url)
    letterhead = Letterhead(settings.mail_from, settings.base_url)
    bring_in(Stage(sessions(engine), folder, letterhead, utc_now().date(), lambda _line: None))
    with sessions(engine).begin() as session:
        boards = session.scalars(select(Board)).all()
        people = session.scalars(select(Practitioner)).all()
        for first in range(0, CASES, BATCH):
            _add(session, range(first, first + BATCH), boards, people)
        name_search.index_missing(session)
    if not settings.is_sqlite:
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))  # as it does by itself in service
    engine.dispose()


def _add(session: Session, numbers: range, boards: list[Board], people: list[Practitioner]) -> None:
    patients = list(_patients(numbers))
    session.execute(insert(Patient), patients)
    today = utc_now().date()
    cases = [
        _case(number, patient["id"], _chance.choice(boards), _chance.choice(people), today)
        for number, patient in zip(numbers, patients, strict=True)
    ]
    session.execute(insert(Case), cases)


def _patients(numbers: range) -> Iterator[dict[str, object]]:
    for number in numbers:
        traits = {"birth_name": _name(), "given_names": _name(), "local_patient_id": f"N{number}"}
        yield {
            "id": uuid.uuid4(),
            "traits": traits,
            "identity_status": IdentityStatus.PROVISIONAL,
            "traits_index": str(number),
        }


def _case(
    number: int, patient: object, board: Board, referrer: Practitioner, today: date
) -> dict[str, object]:
    """Most were settled long ago, as in a house that has used the product for years."""
    waits = _chance.random() < 0.02
    state = CaseState.TO_DISCUSS if waits else CaseState.SENT_OUT
    return {
        "id": uuid.uuid4(),
        "reference": f"C-{number:07}",
        "patient_id": patient,
        "board_id": board.id,
        "referrer_id": referrer.id,
        "state": CaseState.SUBMITTED if number < TO_SORT else state,
        "case_class": CaseClass.STANDARD,
        "ready_on": today,
        "due_on": today + timedelta(days=_chance.randint(-5, 20)),
        "notice": PatientNotice.NO_OBJECTION,
        "question": "Quelle suite ?",
        "summary": "",
        "fields": {},
        "form_id": board.form.id,
        "to_complete": None,
        "notice_told": None,
        "version": 1,
    }
