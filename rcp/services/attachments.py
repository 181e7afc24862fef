"""Files of a case: looked at, scanned, sealed part by part, read again, removed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from rcp.db import keyring
from rcp.db.file_seal import PART_BYTES, FileSeal, new_file_key, parts_in
from rcp.db.keyring import UnreadableSecret
from rcp.db.models import Attachment, AttachmentPart, Case, Practitioner
from rcp.domain.case import CaseState
from rcp.domain.errors import RuleBroken
from rcp.domain.file_type import HEAD_BYTES, FileType, file_type
from rcp.domain.readiness import PieceKind
from rcp.outside import clamav
from rcp.outside.clamav import ScannerAddress, Verdict
from rcp.services import audit, case_pieces, cases

MEBIBYTE = 1024 * 1024
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes a file may have, and the files of a case together."""

    a_file: int
    a_case: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that passed: what it is, its size in bytes, and when it was scanned if it was."""

    name: str
    content: BinaryIO
    kind: FileType
    size: int
    digest: str
    scanned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reception:
    """How files are let in: how much room there is, and who scans them if anybody."""

    room: Room
    scanner: ScannerAddress | None

    @classmethod
    def of(cls, a_file: int, a_case: int, scanner: ScannerAddress | None) -> Reception:
        """From mebibytes a file and a case."""
        return cls(Room(a_file * MEBIBYTE, a_case * MEBIBYTE), scanner)


def received(
    name: str, content: BinaryIO, room: Room, scanner: ScannerAddress | None, now: datetime
) -> Arrival:
    """Look at a file that somebody sends, before anything is written; it may take a minute.

    Raises RuleBroken `attachment_empty`, `attachment_large`, `attachment_type`,
    `attachment_infected`, `attachment_not_scanned` or `attachment_scanner_silent`.
    """
    size, digest = _measured(content, room.a_file)
    kind = _kind(content)
    if scanner:
        _require_clean(clamav.scan(scanner, _parts(content)))
    return Arrival(name[-LONGEST_NAME:], content, kind, size, digest, now if scanner else None)


def attach(
    session: Session,
    case: Case,
    arrival: Arrival,
    piece: PieceKind | None,
    room: Room,
    by: Practitioner,
) -> Attachment:
    """Keep a file with its case, sealed; the piece that it is waited for no longer.

    Raises RuleBroken `attachment_case_closed`, `attachment_known` or `attachment_case_full`.
    """
    session.refresh(case, with_for_update={"of": Case})
    if case.is_objected or case.state is CaseState.WITHDRAWN:
        raise RuleBroken("attachment_case_closed")
    _refuse_twice(session, case, arrival)
    if _taken(session, case) + arrival.size > room.a_case:
        raise RuleBroken("attachment_case_full", megabytes=room.a_case // MEBIBYTE)
    kept = Attachment(
        id=uuid.uuid4(),
        case=case,
        kind=arrival.kind,
        piece=piece,
        name=arrival.name,
        key=new_file_key(),
        digest=keyring.active().blind_index(arrival.digest),
        size=arrival.size,
        added_by=by,
        scanned_at=arrival.scanned_at,
    )
    session.add(kept)
    session.flush()
    _seal(session, kept, arrival.content)
    _receive(session, kept, by)
    audit.record(session, by, "attachment.added", kept, kind=kept.kind.value, size=kept.size)
    return kept


def remove(session: Session, attachment: Attachment, by: Practitioner, now: datetime) -> None:
    """Take a file away for good; what remains is who removed what kind of file, and when.

    Raises RuleBroken `attachment_gone` the second time.
    """
    session.refresh(attachment, with_for_update={"of": Attachment})
    if attachment.removed_at:
        raise RuleBroken("attachment_gone")
    session.execute(delete(AttachmentPart).where(AttachmentPart.attachment_id == attachment.id))
    attachment.name = attachment.key = attachment.digest = None
    attachment.removed_at, attachment.removed_by = now, by
    audit.record(session, by, "attachment.removed", attachment, kind=attachment.kind.value)


def of_case(session: Session, case: Case) -> list[Attachment]:
    """The case's files, removed ones too, in the order in which they came."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.case_id == case.id)
            .options(selectinload(Attachment.added_by), selectinload(Attachment.removed_by))
            .order_by(Attachment.created_at)
        )
    )


def content_of(session: Session, attachment: Attachment) -> Iterator[bytes]:
    """The file in clear, one part in memory at a time.

    Raises RuleBroken `attachment_gone` if it was removed, UnreadableSecret if a part is missing or
    was altered.
    """
    if attachment.key is None:
        raise RuleBroken("attachment_gone")
    parts = parts_in(attachment.size)
    seal = FileSeal(attachment.key, attachment.id, parts)
    asked = select(AttachmentPart.content).where(AttachmentPart.attachment_id == attachment.id)
    for number in range(parts):
        sealed = session.scalars(asked.where(AttachmentPart.number == number)).one_or_none()
        if sealed is None:
            raise UnreadableSecret("a part of a file is missing")
        yield seal.open(number, sealed)


def _receive(session: Session, kept: Attachment, by: Practitioner) -> None:
    """Note that the piece is there, if the case waits for it."""
    case, today = kept.case, cases.today_at(kept.case.board, kept.created_at)
    awaited = {one.kind for one in case.pieces if not one.state.is_settled}
    if kept.piece and kept.piece in awaited:
        case_pieces.receive(session, case, kept.piece, by, today)


def _measured(content: BinaryIO, most: int) -> tuple[int, str]:
    """Its size and the SHA-256 of what it holds."""
    size, digest = 0, hashlib.sha256()
    for part in _parts(content):
        size += len(part)
        digest.update(part)
        if size > most:
            raise RuleBroken("attachment_large", megabytes=most // MEBIBYTE)
    if not size:
        raise RuleBroken("attachment_empty")
    return size, digest.hexdigest()


def _kind(content: BinaryIO) -> FileType:
    content.seek(0)
    kind = file_type(content.read(HEAD_BYTES))
    if kind is None:
        raise RuleBroken("attachment_type")
    return kind


def _require_clean(verdict: Verdict) -> None:
    if verdict is Verdict.INFECTED:
        raise RuleBroken("attachment_infected")
    if verdict is Verdict.TOO_LARGE:
        raise RuleBroken("attachment_not_scanned")
    if verdict is Verdict.SILENT:
        raise RuleBroken("attachment_scanner_silent")


def _parts(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while part := content.read(PART_BYTES):
        yield part


def _refuse_twice(session: Session, case: Case, arrival: Arrival) -> None:
    """The same file sent again, as a second click does."""
    known = select(Attachment.id).where(
        Attachment.case_id == case.id,
        Attachment.digest.in_(keyring.active().blind_indexes(arrival.digest)),
    )
    if session.scalars(known).first():
        raise RuleBroken("attachment_known")


def _taken(session: Session, case: Case) -> int:
    there = select(func.coalesce(func.sum(Attachment.size), 0)).where(
        Attachment.case_id == case.id, Attachment.removed_at.is_(None)
    )
    return int(session.scalars(there).one())


def _seal(session: Session, kept: Attachment, content: BinaryIO) -> None:
    """Write the parts one by one, so that a large file never stands whole in memory."""
    assert kept.key is not None  # given two lines above
    seal = FileSeal(kept.key, kept.id, parts_in(kept.size))
    for number, part in enumerate(_parts(content)):
        sealed = AttachmentPart(
            attachment_id=kept.id, number=number, content=seal.seal(number, part)
        )
        session.add(sealed)
        session.flush()
        session.expunge(sealed)
