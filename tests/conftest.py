"""What every test can ask for: both databases, a session that leaves no trace, and the cast."""

from __future__ import annotations

import base64
import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from rcp.db import keyring as keys
from rcp.db import schema
from rcp.db.engine import make_engine
from rcp.jobs import carrier_schema
from tests import factories, postgres
from tests.outside.peer import Peer, a_peer
from tests.outside.radicale import Radicale, a_radicale

TEST_KEY = bytes(range(32))
TEST_KEYS = base64.b64encode(TEST_KEY).decode()
"""The key of the tests as RCP_ENCRYPTION_KEY says it."""
BROWSING = "tests/e2e/"
EVERY_PAGE = "tests/e2e/test_every_page.py"
RARELY = (50_000, 20, 50)
"""Objects made between two collections, then collections between those that look at more."""
_numbers = itertools.count(1)

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Only the main process decides where PostgreSQL lives, and stops it."""
    gc.disable()
    if not hasattr(config, "workerinput"):
        postgres.announce()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector passes over it, a tenth of the tests' work."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(*RARELY)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop PostgreSQL once every worker is done."""
    if not hasattr(config, "workerinput"):
        postgres.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest work first, so that no worker is left alone with it."""
    items.sort(key=lambda item: not item.nodeid.startswith(BROWSING))


class Rooms(LoadScopeScheduling):
    """One worker opens every page while another does the people's work, each on a site of its own;
    the rest goes file by file, one database after the other."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, test = nodeid.partition("::")
        if path.startswith(BROWSING):
            return f"{BROWSING} {'every page' if path == EVERY_PAGE else ''}"
        return f"{path} {'postgresql' if '[postgresql' in test else ''}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Rooms:
    """Who runs what when tests run in parallel."""
    return Rooms(config, log)


@pytest.fixture(scope="session", autouse=True)
def keyring() -> keys.Keyring:
    """The keys of the tests; whatever is sealed is sealed with them."""
    ring = keys.Keyring([TEST_KEY])
    keys.activate(ring)
    return ring


@pytest.fixture(
    scope="session",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of this worker's migrated database, on SQLite then on PostgreSQL.

    Nothing is ever committed to it: it is also the model that `own_database` copies.
    """
    url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'model.db'}"
    if request.param == "postgresql":
        name = f"model_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        postgres.create(name)
        url = postgres.url_of(name)
    engine = make_engine(url)
    schema.upgrade(engine)
    carrier_schema.prepare(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def engine(database: str) -> Iterator[Engine]:
    """An engine on the shared database."""
    made = make_engine(database)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose commits are savepoints; everything is rolled back after the test."""
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as opened:
            yield opened
        transaction.rollback()


@pytest.fixture
def own_database(database: str, engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database for one test alone, where commits are real."""
    engine.dispose()  # PostgreSQL copies only a database that nobody is connected to
    if database.startswith("sqlite"):
        copy = tmp_path / "own.db"
        copy.write_bytes(Path(database.removeprefix("sqlite:///")).read_bytes())
        yield f"sqlite:///{copy}"
        return
    name = f"own_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    model = database.partition("@/")[2].partition("?")[0]
    postgres.create(name, template=model)
    yield postgres.url_of(name)
    postgres.drop(name)


@pytest.fixture
def own_engine(own_database: str) -> Iterator[Engine]:
    """An engine on the test's own database."""
    made = make_engine(own_database)
    yield made
    made.dispose()


@pytest.fixture
def cast(session: Session) -> factories.Cast:
    """Claire chairs, Sami coordinates, Odile is an oncologist; a stranger works elsewhere."""
    return factories.a_cast(session)


@pytest.fixture
def peer() -> Iterator[Peer]:
    """A server elsewhere that answers as the test tells it, also as none should."""
    with a_peer() as made:
        yield made


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """This worker's CalDAV server."""
    with a_radicale(tmp_path_factory.mktemp("radicale")) as made:
        yield made


@pytest.fixture
def radicale(radicale_server: Radicale) -> Radicale:
    """A CalDAV server with one empty account."""
    radicale_server.forget_all()
    return radicale_server
