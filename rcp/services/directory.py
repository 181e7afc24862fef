"""Colleagues as the public directory knows them: proposed, so that nobody types a specialty."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import DirectoryEntry
from rcp.domain.names import folded

MOST = 20
FEWEST_LETTERS = 3


def is_known(session: Session) -> bool:
    """Whether an extract was brought in."""
    return session.scalars(select(DirectoryEntry.id).limit(1)).first() is not None


def look_up(session: Session, typed: str) -> list[DirectoryEntry]:
    """Practices by RPPS number, or by the beginning of a name (family name, then given name).

    At most MOST, one for each person and specialty; nothing for fewer than three letters.
    """
    asked = select(DirectoryEntry).order_by(DirectoryEntry.looked_up, DirectoryEntry.place)
    figures, name = typed.replace(" ", ""), folded(typed)
    if figures.isdecimal():
        asked = asked.where(DirectoryEntry.rpps == figures)
    elif len(name) >= FEWEST_LETTERS:
        asked = asked.where(DirectoryEntry.looked_up.startswith(name, autoescape=True))
    else:
        return []
    first: dict[tuple[str, str, str | None], DirectoryEntry] = {}
    for one in session.scalars(asked.limit(10 * MOST)):
        first.setdefault((one.rpps, one.profession, one.specialty), one)
    return list(first.values())[:MOST]


def entry(session: Session, typed: str) -> DirectoryEntry | None:
    """The practice of an id as a page sends it back."""
    try:
        return session.get(DirectoryEntry, uuid.UUID(typed))
    except ValueError:
        return None
