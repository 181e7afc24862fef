"""Procrastinate's own tables on PostgreSQL: made once, then kept to the installed version.

The version that the tables follow is noted as the comment of procrastinate's main table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from rcp.jobs.carrier import is_shared

_MAIN_TABLE = "procrastinate_jobs"
_LOCK = 7_203_115  # an arbitrary number that only this module uses
_Version = tuple[int, ...]


def prepare(engine: Engine) -> None:
    """Bring procrastinate's tables to the installed version; nothing to do on SQLite."""
    if not is_shared(engine):
        return
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        for script in _missing(connection):
            connection.connection.cursor().execute(script)
        connection.exec_driver_sql(
            f"COMMENT ON TABLE {_MAIN_TABLE} IS '{version('procrastinate')}'"
        )


def is_ready(engine: Engine) -> bool:
    """Whether jobs can be carried: always on SQLite, once prepared on PostgreSQL."""
    if not is_shared(engine):
        return True
    with engine.connect() as connection:
        return _noted_version(connection) == _parts(version("procrastinate"))


def _missing(connection: Connection) -> Iterator[str]:
    from procrastinate.schema import SchemaManager

    if not _exists(connection):
        yield SchemaManager.get_schema()
        return
    noted = _noted_version(connection)
    for script in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql")):
        if noted is not None and _parts(script.name) > noted:
            yield script.read_text(encoding="utf-8")


def _exists(connection: Connection) -> bool:
    asked = text("SELECT to_regclass(:name) IS NOT NULL")
    return bool(connection.scalar(asked, {"name": _MAIN_TABLE}))


def _noted_version(connection: Connection) -> _Version | None:
    asked = text("SELECT obj_description(to_regclass(:name))")
    noted = connection.scalar(asked, {"name": _MAIN_TABLE})
    return _parts(noted) if noted else None


def _parts(name: str) -> _Version:
    """The three numbers that a version, or the name of a migration, starts with."""
    return tuple(int(number) for number in re.findall(r"\d+", name)[:3])
