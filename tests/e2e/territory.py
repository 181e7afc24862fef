"""The invented territory, loaded once for all who browse it."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

LOADED = "demo.json"


def loaded(shared: Path) -> Path:
    """The folder that `rcp demo --load-only` fills, once for all the workers of a test run."""
    folder = shared / "territory"
    with (shared / "territory.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_loaded(folder):
            command(folder, "demo", "--load-only")
            _leave_nothing_to_print(folder)
    return folder


def command(folder: Path, *words: str, **settings: str) -> str:
    """Run `rcp` on a data folder; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "rcp.cli", *words],
        env=environment(folder, **settings),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"rcp {words[0]}: {done.stdout}\n{done.stderr}"
    return done.stdout


def environment(folder: Path, **settings: str) -> Mapping[str, str]:
    """This process's environment with the settings of an installation, and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RCP_")}
    return {**kept, "RCP_DATA": str(folder), **settings}


def _leave_nothing_to_print(folder: Path) -> None:
    """Take back the printing that the demonstration leaves to its worker: a minute of work, which
    every copy of the territory would do again before what a test asks for."""
    with closing(sqlite3.connect(folder / "quorum.db")) as database, database:
        database.execute("DELETE FROM job WHERE task = 'make_documents'")


def _is_loaded(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / LOADED).read_text(encoding="utf-8"))["complete"])
    except FileNotFoundError:
        return False
