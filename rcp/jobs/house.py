"""What a worker works with: settings, sessions, tasks and pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from rcp.config import Settings
from rcp.db import keyring
from rcp.db.engine import make_engine, reading_sessions, sessions
from rcp.jobs import carrier
from rcp.jobs.pace import Pace
from rcp.jobs.tasks import TASKS, Task


@dataclass(frozen=True, slots=True)
class House:
    """One process's view of the installation."""

    settings: Settings
    sessions: sessionmaker[Session]
    reading: sessionmaker[Session]
    tasks: Mapping[str, Task]
    pace: Pace


def open_house(
    settings: Settings, tasks: Mapping[str, Task] = TASKS, pace: Pace | None = None
) -> House:
    """Connect. SQLite's connections must not cross a fork, so none outlives its transaction.

    A child opens a house of its own and never touches its worker's.
    """
    keyring.activate(settings.keyring)
    options = {"poolclass": NullPool} if settings.is_sqlite else {}
    engine = make_engine(settings.database_url, **options)
    changing = sessions(engine)
    carrier.attend(changing)
    return House(settings, changing, reading_sessions(engine), tasks, pace or Pace())
