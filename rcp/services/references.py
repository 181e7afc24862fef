"""Opaque references such as R-2026-0413: spoken on the telephone, they reveal nothing."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: they are read aloud
_LENGTH = 6


def new_reference(
    session: Session, column: InstrumentedAttribute[str], letter: str, now: datetime
) -> str:
    """A reference that no row has yet: letter, year, six random characters."""
    while True:
        drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        reference = f"{letter}-{now.year}-{drawn}"
        if not session.scalar(select(exists().where(column == reference))):
            return reference
