"""One session per request: a view that returns commits, an exception rolls back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.base import Base
from rcp.db.models import Practitioner
from rcp.services import audit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
KEY = "rcp.database"


class Database:
    """The application's two kinds of sessions."""

    def __init__(self, writing: sessionmaker[Session], reading: sessionmaker[Session]) -> None:
        self.writing = writing
        self.reading = reading

    def close(self) -> None:
        """Give every connection back; for those who start and stop a site in one process."""
        for sessions in (self.writing, self.reading):
            engine = sessions.kw["bind"]
            if isinstance(engine, Engine):
                engine.dispose()


def of_app() -> Database:
    """The running application's database."""
    return cast(Database, current_app.extensions[KEY])  # extensions are untyped


def db() -> Session:
    """This request's session; one that only reads for GET and HEAD."""
    if "db_session" not in g:
        sessions = of_app()
        maker = sessions.reading if request.method in SAFE_METHODS else sessions.writing
        g.db_session = maker()
    return cast(Session, g.db_session)


def commit() -> None:
    """Keep what this request changed."""
    if "db_session" in g and request.method not in SAFE_METHODS:
        db().commit()


def roll_back() -> None:
    """Forget what this request changed."""
    if "db_session" in g:
        db().rollback()


def trace_reading(by: Practitioner, deed: str, subject: Base, **facts: str | int) -> None:
    """Record that somebody read something; a reading request has no transaction to do it in."""
    trace_readings([audit.Deed(by, deed, subject, facts)])


def trace_readings(deeds: Sequence[audit.Deed]) -> None:
    """Record several readings at once; see `trace_reading`."""
    if request.method not in SAFE_METHODS:
        audit.record_all(db(), deeds)
        return
    with of_app().writing.begin() as session:
        audit.record_all(session, deeds)


def init_app(app: Flask) -> None:
    """Close the session when the request is over."""

    @app.teardown_request
    def close(_fault: BaseException | None) -> None:
        session = g.pop("db_session", None)
        if session is not None:
            session.close()
