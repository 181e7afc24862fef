"""Engines and sessions, tuned alike for SQLite and PostgreSQL.

SQLite: write-ahead log, full durability, foreign keys on, and transactions that take the write
lock at once (BEGIN IMMEDIATE). The default deferred BEGIN lets "read then write" transactions
overbook or fail; readers ask for `reading_sessions` instead, which never wait for a writer.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

SQLITE_WAIT_MS = 15_000


def make_engine(url: str, **options: Any) -> Engine:
    """An engine for `url`, with the pragmas that SQLite needs."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url, **options)
    return create_engine(url, pool_pre_ping=True, **options)


def _sqlite_engine(url: str, **options: Any) -> Engine:
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_MS / 1000}, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # so that BEGIN below is the only one
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {SQLITE_WAIT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions that change things."""
    return sessionmaker(engine, expire_on_commit=False)


def reading_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions that only read: they wait for no writer."""
    return sessionmaker(engine.execution_options(reading=True), expire_on_commit=False)
