"""Opaque references such as R-2026-041307: spoken on the telephone, they reveal nothing."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

_POSSIBLE = 1_000_000


def new_reference(
    session: Session, column: InstrumentedAttribute[str], letter: str, now: datetime
) -> str:
    """A reference that no row has yet: letter, year, six random digits (they are read aloud)."""
    while True:
        reference = f"{letter}-{now.year}-{secrets.randbelow(_POSSIBLE):06d}"
        if not session.scalar(select(exists().where(column == reference))):
            return reference
