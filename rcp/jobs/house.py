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
    """Connect; no connection stays open between transactions, for none may cross a fork."""
    keyring.activate(settings.keyring)
    engine = make_engine(settings.database_url, poolclass=NullPool)
    changing = sessions(engine)
    carrier.attend(changing)
    return House(settings, changing, reading_sessions(engine), tasks, pace or Pace())
