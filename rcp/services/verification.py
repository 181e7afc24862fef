"""Whether what was validated is still what it was: texts, documents, and the traces of both.

Each validation and each printing left a SHA-256 in the chained traces. Whoever alters a version or
a document would have to alter every trace since, and break the seal of the document.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from rcp.db.keyring import UnreadableSecret
from rcp.db.models import (
    AuditEntry,
    Case,
    Document,
    DocumentKind,
    Job,
    JobState,
    Meeting,
    Minutes,
    MinutesVersion,
)
from rcp.documents.digest import content_digest
from rcp.services import audit, documents
from rcp.services.frozen import PRINTED, SIGNED, Frozen, from_json

_VersionRow: TypeAlias = "Row[uuid.UUID, uuid.UUID, int, str, uuid.UUID, datetime, str]"
_DocumentRow: TypeAlias = "Row[uuid.UUID, DocumentKind, uuid.UUID | None, str, str]"


class BreachCode(StrEnum):
    """What is wrong with something validated."""

    VERSION_MISSING = "version_missing"
    VERSION_UNTRACED = "version_untraced"
    VERSION_UNREADABLE = "version_unreadable"
    VERSION_ALTERED = "version_altered"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_UNTRACED = "document_untraced"
    DOCUMENT_UNREADABLE = "document_unreadable"
    DOCUMENT_ALTERED = "document_altered"
    SEAL_ABSENT = "seal_absent"
    SEAL_BROKEN = "seal_broken"
    SEAL_FOREIGN = "seal_foreign"
    FILE_ALTERED = "file_altered"
    TRACES_BROKEN = "traces_broken"


@dataclass(frozen=True, slots=True)
class Breach:
    """Something validated that does not hold, by references that name no patient.

    `number` is that of a version, or of the first broken trace.
    """

    code: BreachCode
    meeting: str = ""
    number: int = 0
    kind: DocumentKind | None = None
    case: str = ""
    file: str = ""


@dataclass(slots=True)
class Seen:
    """What was gone through; `awaited` documents are still being printed.

    `seals` counts the documents under each certificate, known by its holder and fingerprint: one
    that nobody knows is a forger's, who can rewrite every trace but not the structure's seal.
    """

    versions: int = 0
    documents: int = 0
    awaited: int = 0
    unsealed: int = 0
    files: int = 0
    seals: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the traces and the queue say, read once."""

    signed: Mapping[tuple[uuid.UUID, int], AuditEntry]
    printed: Mapping[uuid.UUID, AuditEntry]
    awaited: frozenset[str]


def breaches(session: Session, seen: Seen) -> Iterator[Breach]:
    """Everything validated that is altered, missing or unreadable; `seen` is counted up."""
    broken = audit.first_broken_entry(session)
    if broken is not None:
        yield Breach(BreachCode.TRACES_BROKEN, number=broken)
    evidence = _evidence(session)
    there = set()
    for version in session.execute(_versions()).all():
        there.add((version.minutes_id, version.number))
        seen.versions += 1
        yield from _of_version(session, version, evidence, seen)
    for minutes_id, number in sorted(evidence.signed.keys() - there):
        of_it = select(Meeting.reference).join(Minutes).where(Minutes.id == minutes_id)
        yield Breach(BreachCode.VERSION_MISSING, session.scalar(of_it) or "", number)


def altered_files(session: Session, paths: Iterator[Path], seen: Seen) -> Iterator[Breach]:
    """The PDF files that are no document of ours, to the byte; raises OSError."""
    ours = set(session.scalars(select(Document.digest)))
    for path in paths:
        seen.files += 1
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        if digest not in ours:
            yield Breach(BreachCode.FILE_ALTERED, file=str(path))


def _evidence(session: Session) -> _Evidence:
    traced = session.scalars(select(AuditEntry).where(AuditEntry.deed.in_((SIGNED, PRINTED)))).all()
    pending = session.scalars(
        select(Job.arguments).where(
            Job.task == "make_documents", Job.state.in_((JobState.QUEUED, JobState.RUNNING))
        )
    )
    return _Evidence(
        {
            (one.subject_id, one.facts["version"]): one
            for one in traced
            if one.deed == SIGNED and one.subject_id
        },
        {one.subject_id: one for one in traced if one.deed == PRINTED and one.subject_id},
        frozenset(arguments["minutes_version_id"] for arguments in pending),
    )


def _versions() -> Select[uuid.UUID, uuid.UUID, int, str, uuid.UUID, datetime, str]:
    """The versions without what is sealed in them, which may not open."""
    return (
        select(
            MinutesVersion.id,
            MinutesVersion.minutes_id,
            MinutesVersion.number,
            MinutesVersion.digest,
            MinutesVersion.signed_by_id,
            MinutesVersion.signed_at,
            Meeting.reference,
        )
        .join(Minutes, Minutes.id == MinutesVersion.minutes_id)
        .join(Meeting)
        .order_by(MinutesVersion.signed_at, MinutesVersion.id)
    )


def _of_version(
    session: Session, version: _VersionRow, evidence: _Evidence, seen: Seen
) -> Iterator[Breach]:
    trace = evidence.signed.get((version.minutes_id, version.number))
    frozen: Frozen | None = None
    try:
        frozen = _whole(session, version, trace)
    except _Found as found:
        yield Breach(found.code, version.reference, version.number)
    yield from _of_documents(session, version, frozen, evidence, seen)


class _Found(Exception):
    """What is wrong with a version."""

    def __init__(self, code: BreachCode) -> None:
        super().__init__(code)
        self.code = code


def _whole(session: Session, version: _VersionRow, trace: AuditEntry | None) -> Frozen:
    """What the version froze; raises _Found unless it is, word for word, what was validated."""
    sealed = select(MinutesVersion.content, MinutesVersion.reason)
    try:
        content, reason = session.execute(sealed.where(MinutesVersion.id == version.id)).one()
    except (UnreadableSecret, TypeError, ValueError):
        raise _Found(BreachCode.VERSION_UNREADABLE) from None
    if trace is None or "content" not in trace.facts:
        raise _Found(BreachCode.VERSION_UNTRACED)
    if content_digest(content) != trace.facts["content"]:
        raise _Found(BreachCode.VERSION_ALTERED)
    frozen = from_json(content)
    validation = frozen.minutes.validation
    told = (version.digest, version.signed_by_id, version.signed_at, reason or "")
    was = (content_digest(frozen.minutes), trace.by_id)
    if validation is None or told != (*was, validation.at, validation.amendment):
        raise _Found(BreachCode.VERSION_ALTERED)
    return frozen


def _of_documents(
    session: Session,
    version: _VersionRow,
    frozen: Frozen | None,
    evidence: _Evidence,
    seen: Seen,
) -> Iterator[Breach]:
    rows = session.execute(_documents(version.id)).all()
    for row in rows:
        seen.documents += 1
        code = _fault(session, row, evidence.printed.get(row.id), seen)
        if code is not None:
            yield Breach(code, version.reference, version.number, row.kind, row.reference or "")
    missing = set(documents.wanted(frozen)) if frozen else set()
    missing -= {(row.kind, row.case_id) for row in rows}
    if str(version.id) in evidence.awaited:
        seen.awaited += len(missing)
        return
    for kind, case_id in sorted(missing, key=str):
        case = session.scalar(select(Case.reference).where(Case.id == case_id)) if case_id else ""
        code = BreachCode.DOCUMENT_MISSING
        yield Breach(code, version.reference, version.number, kind, case or "")


def _documents(
    version_id: uuid.UUID,
) -> Select[uuid.UUID, DocumentKind, uuid.UUID | None, str, str]:
    return (
        select(Document.id, Document.kind, Document.case_id, Document.digest, Case.reference)
        .outerjoin(Case, Case.id == Document.case_id)
        .where(Document.minutes_version_id == version_id)
        .order_by(Case.reference, Document.kind)
    )


def _fault(
    session: Session, row: _DocumentRow, trace: AuditEntry | None, seen: Seen
) -> BreachCode | None:
    try:
        content = session.scalars(select(Document.content).where(Document.id == row.id)).one()
    except (UnreadableSecret, TypeError):
        return BreachCode.DOCUMENT_UNREADABLE
    if trace is None:
        return BreachCode.DOCUMENT_UNTRACED
    if {hashlib.sha256(content).hexdigest(), row.digest} != {trace.facts["digest"]}:
        return BreachCode.DOCUMENT_ALTERED
    return _fault_of_seal(content, trace.facts.get("seal"), seen)


def _fault_of_seal(content: bytes, fingerprint: str | None, seen: Seen) -> BreachCode | None:
    """Whether the seal that was set holds, by the certificate that set it."""
    from rcp.documents import pades  # pyHanko takes a second

    found = pades.read(content)
    if found.state is pades.SealState.BROKEN:
        return BreachCode.SEAL_BROKEN
    if found.state is pades.SealState.ABSENT:
        seen.unsealed += 1
        return BreachCode.SEAL_ABSENT if fingerprint else None
    seen.seals[found.holder, found.fingerprint] += 1
    return None if found.fingerprint == fingerprint else BreachCode.SEAL_FOREIGN
