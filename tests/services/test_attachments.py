"""Files of a case: kept sealed, scanned, counted, and gone when removed."""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import LargeBinary, select, type_coerce
from sqlalchemy.orm import Session

from rcp.db import keyring
from rcp.db.file_seal import PART_BYTES
from rcp.db.keyring import Keyring, UnreadableSecret
from rcp.db.models import (
    Attachment,
    AttachmentPart,
    AuditEntry,
    Case,
    CasePiece,
    Patient,
    PatientNotice,
)
from rcp.domain.case import CaseState
from rcp.domain.errors import RuleBroken
from rcp.domain.readiness import PieceKind, PieceState
from rcp.outside import clamav
from rcp.outside.clamav import ScannerAddress
from rcp.services import attachments, resealing
from rcp.services.attachments import Arrival, Room
from tests.conftest import TEST_KEY
from tests.factories import NOW, Cast, a_case
from tests.services.scanner import LIMIT, WORM, a_scanner

NAME = "IRM de Zéphyrine FICTIVE.pdf"
PDF = b"%PDF-1.7\n" + NAME.encode()
LONG = b"%PDF-1.7\n" + os.urandom(2 * PART_BYTES)
ROOM = Room(3 * PART_BYTES, 4 * PART_BYTES)


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    return a_case(session, cast.board, referrer=cast.odile)


def arrival(
    content: bytes = PDF, room: Room = ROOM, scanner: ScannerAddress | None = None
) -> Arrival:
    return attachments.received(NAME, io.BytesIO(content), room, scanner, NOW)


def attached(session: Session, case: Case, content: bytes = PDF, room: Room = ROOM) -> Attachment:
    return attachments.attach(
        session, case, arrival(content, room), PieceKind.IMAGING, room, case.referrer
    )


def read(session: Session, kept: Attachment) -> bytes:
    return b"".join(attachments.content_of(session, kept))


def parts(session: Session) -> list[AttachmentPart]:
    return list(session.scalars(select(AttachmentPart).order_by(AttachmentPart.number)))


def refusal(of: pytest.ExceptionInfo[RuleBroken]) -> str:
    return of.value.code


def test_a_file_comes_back_as_it_was_and_lies_sealed_part_by_part(
    session: Session, case: Case
) -> None:
    kept = attached(session, case, LONG)
    session.expire_all()
    assert read(session, kept) == LONG
    assert kept.name == NAME
    lying = parts(session)
    assert [len(part.content) for part in lying] == [
        PART_BYTES + 33,
        PART_BYTES + 33,
        9 + 33,
    ]
    assert LONG[100:140] not in b"".join(part.content for part in lying)
    raw = select(
        type_coerce(Attachment.name, LargeBinary), type_coerce(Attachment.key, LargeBinary)
    )
    name, key = session.execute(raw).one()
    assert NAME.encode() not in bytes(name)
    assert bytes(key).startswith(keyring.active().mark)


def test_a_piece_that_was_awaited_is_there_once_its_file_is(session: Session, case: Case) -> None:
    case.pieces = [
        CasePiece(kind=kind, state=PieceState.TO_ASK)
        for kind in (PieceKind.IMAGING, PieceKind.PATHOLOGY)
    ]
    case.board.pieces = [{"kind": "imaging"}, {"kind": "pathology"}]
    session.flush()
    attached(session, case)
    told = {piece.kind: piece.state for piece in case.pieces}
    assert told == {
        PieceKind.IMAGING: PieceState.RECEIVED,
        PieceKind.PATHOLOGY: PieceState.TO_ASK,
    }


def test_the_trace_names_no_file(session: Session, case: Case) -> None:
    attached(session, case)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "attachment.added")).one()
    assert entry.facts == {"kind": "pdf", "size": len(PDF)}


def _swapped(first: AttachmentPart, second: AttachmentPart) -> None:
    first.content, second.content = second.content, first.content


def _altered(first: AttachmentPart, _second: AttachmentPart) -> None:
    first.content = first.content[:-1] + bytes([first.content[-1] ^ 1])


@pytest.mark.parametrize("harm", [_swapped, _altered])
def test_a_part_that_was_moved_or_altered_does_not_open(
    session: Session, case: Case, harm: object
) -> None:
    kept = attached(session, case, LONG)
    assert callable(harm)
    harm(*parts(session)[:2])
    session.flush()
    with pytest.raises(UnreadableSecret):
        read(session, kept)


def test_a_file_cut_short_in_the_database_does_not_open(session: Session, case: Case) -> None:
    kept = attached(session, case, LONG)
    session.delete(parts(session)[-1])
    session.flush()
    with pytest.raises(UnreadableSecret):
        read(session, kept)
    kept.size = 2 * PART_BYTES
    with pytest.raises(UnreadableSecret):
        read(session, kept)


def test_a_part_of_another_file_does_not_open(session: Session, cast: Cast, case: Case) -> None:
    kept = attached(session, case)
    other = attached(session, a_case(session, cast.board), PDF + b"2")
    mine, theirs = (
        session.scalars(select(AttachmentPart).where(AttachmentPart.attachment_id == one.id)).one()
        for one in (kept, other)
    )
    mine.content = theirs.content
    session.flush()
    with pytest.raises(UnreadableSecret):
        read(session, kept)


@pytest.fixture
def new_keys() -> Iterator[Keyring]:
    """A newer key before the one of the tests, until the test ends."""
    newest = os.urandom(32)
    keyring.activate(Keyring([newest, TEST_KEY]))
    yield Keyring([newest])
    keyring.activate(Keyring([TEST_KEY]))


def test_after_resealing_the_earlier_key_is_not_needed_to_read(
    session: Session, case: Case, request: pytest.FixtureRequest
) -> None:
    kept = attached(session, case, LONG)
    sealed = [part.content for part in parts(session)]
    only_new = request.getfixturevalue("new_keys")
    assert resealing.reseal(session) > 5
    assert resealing.reseal(session) == 0
    session.expire_all()
    keyring.activate(only_new)
    assert session.get_one(Patient, case.patient_id).traits["birth_name"]
    assert read(session, session.get_one(Attachment, kept.id)) == LONG
    assert [part.content for part in parts(session)] == sealed, "files are not written again"


def test_an_empty_a_large_and_an_unknown_file_are_refused() -> None:
    with pytest.raises(RuleBroken) as empty:
        arrival(b"")
    with pytest.raises(RuleBroken) as large:
        arrival(b"%PDF-" + bytes(ROOM.a_file))
    with pytest.raises(RuleBroken) as page:
        arrival(b"<html>" + PDF)
    assert [refusal(one) for one in (empty, large, page)] == [
        "attachment_empty",
        "attachment_large",
        "attachment_type",
    ]


def test_a_case_holds_so_much_and_no_file_twice(session: Session, case: Case) -> None:
    first = attached(session, case, LONG)
    with pytest.raises(RuleBroken) as twice:
        attached(session, case, LONG)
    with pytest.raises(RuleBroken) as full:
        attached(session, case, LONG + b"2")
    assert (refusal(twice), refusal(full)) == ("attachment_known", "attachment_case_full")
    attachments.remove(session, first, case.referrer, NOW)
    assert read(session, attached(session, case, LONG)) == LONG


@pytest.mark.parametrize("closed", ["withdrawn", "objected"])
def test_a_closed_case_takes_no_file(session: Session, case: Case, closed: str) -> None:
    if closed == "withdrawn":
        case.state = CaseState.WITHDRAWN
    else:
        case.notice = PatientNotice.OBJECTION
    session.flush()
    with pytest.raises(RuleBroken) as refused:
        attached(session, case)
    assert refusal(refused) == "attachment_case_closed"


def test_a_removed_file_leaves_who_removed_it_and_nothing_of_itself(
    session: Session, cast: Cast, case: Case
) -> None:
    kept = attached(session, case, LONG)
    attachments.remove(session, kept, cast.sami, NOW)
    session.expire_all()
    left = session.scalars(select(Attachment)).one()
    assert (left.name, left.key, left.digest, parts(session)) == (None, None, None, [])
    assert (left.removed_by, left.removed_at) == (cast.sami, NOW)
    with pytest.raises(RuleBroken) as again:
        attachments.remove(session, kept, cast.sami, NOW)
    with pytest.raises(RuleBroken) as reading:
        read(session, left)
    assert refusal(again) == refusal(reading) == "attachment_gone"


def test_what_the_scanner_says_decides() -> None:
    with a_scanner() as scanner:
        assert clamav.answers(scanner)
        assert arrival(PDF, scanner=scanner).scanned_at == NOW
        with pytest.raises(RuleBroken) as infected:
            arrival(PDF + WORM, scanner=scanner)
        with pytest.raises(RuleBroken) as too_large:
            arrival(b"%PDF-" + bytes(LIMIT), scanner=scanner)
    assert refusal(infected) == "attachment_infected"
    assert refusal(too_large) == "attachment_not_scanned"


def test_a_scanner_that_is_down_lets_nothing_through(tmp_path: object) -> None:
    gone = ScannerAddress(path=f"{tmp_path}/{uuid.uuid4()}.ctl")
    assert not clamav.answers(gone)
    with pytest.raises(RuleBroken) as refused:
        arrival(PDF, scanner=gone)
    assert refusal(refused) == "attachment_scanner_silent"
