"""The temporary folder of a run: whatever its libraries leave there goes when the run ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "quorum-run-"


def make() -> Path:
    """A folder for one run, named after this worker; only its user may look inside."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))


def move_into(folder: Path) -> None:
    """From here on this process, and those that it starts, make their temporary files there."""
    tempfile.tempdir = str(folder)
    os.environ["TMPDIR"] = str(folder)


def remove(folder: Path) -> None:
    """Forget a run's folder; what cannot be removed now is left to the next sweep."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of workers that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        worker = folder.name.removeprefix(PREFIX).partition("-")[0]
        if worker.isdigit() and not Path("/proc", worker).exists():
            remove(folder)
