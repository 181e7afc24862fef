"""Local hours in files that people write."""

from __future__ import annotations

from datetime import time

from rcp.domain.entries import Entries
from rcp.services.imports.report import RowRefused


def hour(entries: Entries, name: str, default: time) -> time:
    """A local hour such as "12:30"; bare YAML turns 12:30 into 750, so quotes are asked for."""
    value = entries.mapping.get(name)
    if value is None:
        return default
    try:
        found = time.fromisoformat(value.strip().zfill(5)) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise RowRefused(entries.where(name), "hour_format")
    return found
