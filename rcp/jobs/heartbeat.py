"""The sign of life that a worker leaves in the data folder."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from rcp.db.base import utc_now

_FILE = "worker.heartbeat"


def beat(data_folder: Path) -> None:
    """Leave a sign of life now; never half a file."""
    fresh = data_folder / f"{_FILE}.{os.getpid()}"
    fresh.write_text(utc_now().isoformat(), encoding="ascii")
    fresh.replace(data_folder / _FILE)


def last_beat(data_folder: Path) -> datetime | None:
    """When the worker last gave a sign of life, if ever."""
    try:
        return datetime.fromisoformat((data_folder / _FILE).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
