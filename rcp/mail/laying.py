"""A file laid in a folder that others watch: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def lay(path: Path, content: bytes) -> None:
    """Write the file under another name, then rename it; raises OSError.

    Until then its name starts with a dot and ends with `.part`: whoever watches leaves it alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
