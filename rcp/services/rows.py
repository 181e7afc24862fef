"""Writing rows: only what differs."""

from __future__ import annotations

from rcp.db.base import Base


def assign(row: Base, **values: object) -> bool:
    """Set the attributes that differ; whether any did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
