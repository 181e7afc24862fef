"""The trace of who did or read what; entries are chained so that none can vanish unseen."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from rcp.db.base import Base, utc_now
from rcp.db.models import AuditEntry, Practitioner

GENESIS = "0" * 64
_LOCK = 7_203_114  # an arbitrary number that only the audit chain uses


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to something; `facts` never hold health data."""

    by: Practitioner | None
    name: str
    subject: Base | str
    facts: Mapping[str, str | int | bool | None] = field(default_factory=dict)


def record(
    session: Session,
    by: Practitioner | None,
    deed: str,
    subject: Base | str,
    **facts: str | int | bool | None,
) -> AuditEntry:
    """Add one entry at the end of the chain; `facts` never hold health data."""
    return record_all(session, [Deed(by, deed, subject, facts)])[0]


def record_all(session: Session, deeds: Iterable[Deed]) -> list[AuditEntry]:
    """Add entries at the end of the chain, in this order."""
    _hold_the_chain(session)
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).first()
    entries = []
    for deed in deeds:
        last = _entry_after(last, deed)
        entries.append(last)
    session.add_all(entries)
    session.flush()
    return entries


def _entry_after(last: AuditEntry | None, deed: Deed) -> AuditEntry:
    subject = deed.subject
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=utc_now(),
        by_id=deed.by.id if deed.by else None,
        deed=deed.name,
        subject_kind=subject if isinstance(subject, str) else subject.__tablename__,
        subject_id=None if isinstance(subject, str) else subject.id,
        facts=dict(deed.facts),
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = entry_hash(entry)
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and everything the entry says."""
    told = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": _hex(entry.by_id),
        "deed": entry.deed,
        "subject": [entry.subject_kind, _hex(entry.subject_id)],
        "facts": entry.facts,
        "previous": entry.previous_hash,
    }
    canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken_entry(session: Session) -> int | None:
    """The number of the first entry that was altered, or whose predecessor is gone; else None."""
    previous, expected = GENESIS, 1
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.number)):
        is_sound = entry.hash == entry_hash(entry) and entry.previous_hash == previous
        if not is_sound or entry.number != expected:
            return entry.number
        previous, expected = entry.hash, entry.number + 1
    return None


def entries_about(session: Session, subject: Base) -> list[AuditEntry]:
    """The traces about one thing, oldest first."""
    return list(
        session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject_id == subject.id)
            .order_by(AuditEntry.number)
        )
    )


def moment(instant: datetime) -> str:
    """An instant as a fact."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def _hex(identifier: uuid.UUID | None) -> str | None:
    return identifier.hex if identifier else None


def _hold_the_chain(session: Session) -> None:
    """On PostgreSQL one writer at a time; SQLite's transactions already are."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
