"""Opaque references such as R-2026-041307: spoken on the telephone, they reveal nothing."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

_POSSIBLE = 1_000_000


def new_reference(
    session: Session, column: InstrumentedAttribute[str], letter: str, now: datetime
) -> str:
    """A reference that no row has yet: letter, year, six random digits (they are read aloud)."""
    return new_references(session, column, letter, now, 1)[0]


def new_references(
    session: Session, column: InstrumentedAttribute[str], letter: str, now: datetime, count: int
) -> list[str]:
    """As many different references that no row has yet."""
    free: set[str] = set()
    while len(free) < count:
        drawn = {
            f"{letter}-{now.year}-{secrets.randbelow(_POSSIBLE):06d}"
            for _ in range(count - len(free))
        }
        free |= drawn - set(session.scalars(select(column).where(column.in_(drawn))))
    return list(free)
