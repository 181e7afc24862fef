"""Bringing a database to the schema of this version, and asking where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

_JOB_ENGINE = "procrastinate_"
_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations that are missing, in one transaction."""
    with _altering(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an earlier revision ("base" for an empty database)."""
    with _altering(engine) as connection:
        command.downgrade(_config(connection), revision)


def write_revision(engine: Engine, message: str, number: str) -> None:
    """Draft a migration from the difference between the models and the database."""
    with engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        heads = ScriptDirectory.from_config(_config(connection)).get_heads()
        return set(context.get_current_heads()) == set(heads)


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether something in the database is described by the models (Alembic's `include_name`).

    The job engine keeps tables of its own beside ours on PostgreSQL.
    """
    return kind != "table" or name is None or not name.startswith(_JOB_ENGINE)


@contextmanager
def _altering(engine: Engine) -> Iterator[Connection]:
    """A transaction in which SQLite may rebuild a table.

    SQLite alters most things by copying a table and dropping the old one, and dropping deletes,
    with what refers to it (ON DELETE CASCADE), unless foreign keys are off since before BEGIN.
    """
    with engine.connect() as connection:
        on_sqlite = engine.dialect.name == "sqlite"
        enforce = connection.connection.cursor().execute if on_sqlite else None
        if enforce:
            enforce("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("a migration leaves rows that refer to nothing")
        finally:
            if enforce:
                enforce("PRAGMA foreign_keys = ON")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
