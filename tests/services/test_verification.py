"""What was validated and altered since, in the database or on disk, is named."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import (
    ColumnElement,
    Engine,
    LargeBinary,
    Table,
    delete,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session, sessionmaker

from rcp.cli import main
from rcp.config import SealSettings
from rcp.db.base import Base, utc_now
from rcp.db.engine import sessions
from rcp.db.models import AuditEntry, Document, DocumentKind, Job, MinutesVersion
from rcp.db.models.minutes import NeverRewritten
from rcp.demo.seal import make_seal
from rcp.documents import pades
from rcp.documents.seal import Seal
from rcp.services import audit, documents, minutes, sealing, verification
from rcp.services.verification import BreachCode, Seen
from tests import factories
from tests.conftest import TEST_KEYS
from tests.services.held import a_draft, a_held_meeting, an_action, signed

BIRTH_NAME = "DURANTEAU"
Alteration = Callable[[Session], object]


@pytest.fixture
def own_sessions(own_engine: Engine) -> sessionmaker[Session]:
    """Sessions on the test's own database, where commits are real."""
    return sessions(own_engine)


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """The structure's seal."""
    return a_seal(tmp_path_factory.mktemp("seal"))


def a_seal(folder: Path) -> Seal:
    now = utc_now()
    return sealing.opened(SealSettings(make_seal(folder, now), None), now)


@pytest.fixture
def printed(own_sessions: sessionmaker[Session], seal: Seal) -> uuid.UUID:
    """A signed version of one case with an action, and its four documents, sealed."""
    with own_sessions.begin() as session:
        people = factories.a_cast(session)
        patient = factories.a_patient(session, birth_name=BIRTH_NAME)
        held = a_held_meeting(session, people, patient=patient)
        signed(session, held, people, a_draft(actions=(an_action(people.odile),)))
        version_id = minutes.versions_of(session, held.minutes)[0].id
    documents.make(own_sessions, version_id, seal)
    with own_sessions.begin() as session:
        session.execute(delete(Job))  # the work is done
    return version_id


def _table(rows: type[Base]) -> Table:
    """The table itself: rows that the application wrote refuse to be changed."""
    return cast(Table, rows.__table__)


def one_byte(session: Session, table: Table, where: ColumnElement[bool]) -> None:
    """Somebody changes one byte of what is sealed."""
    raw = type_coerce(table.c.content, LargeBinary)
    bent = bytearray(session.scalars(select(raw).where(where)).one())
    bent[len(bent) // 2] ^= 1
    session.execute(
        update(table).where(where).values(content=type_coerce(bytes(bent), LargeBinary))
    )


def one_byte_of_the_fiche(session: Session) -> None:
    table = _table(Document)
    one_byte(session, table, table.c.kind == DocumentKind.CASE_REPORT)


def one_byte_of_the_text(session: Session) -> None:
    one_byte(session, _table(MinutesVersion), true())


def another_file(session: Session) -> None:
    """Somebody who has the key puts another PDF there, with its own digest."""
    table = _table(Document)
    fiche = table.c.kind == DocumentKind.CASE_REPORT
    session.execute(update(table).where(fiche).values(content=b"%PDF-1.7", digest="0" * 64))


def another_word(session: Session) -> None:
    """Somebody who has the key rewrites the proposal."""
    table = _table(MinutesVersion)
    content = session.scalars(select(MinutesVersion.content)).one()
    (report,) = content["case_reports"].values()
    report["opinion"]["proposals"][0]["text"] = "Aucune chirurgie."
    session.execute(update(table).values(content=content))


def another_signer(session: Session) -> None:
    chosen = factories.a_practitioner(session, "Basile Roche").id
    session.execute(update(_table(MinutesVersion)).values(signed_by_id=chosen))


def another_digest(session: Session) -> None:
    session.execute(update(_table(MinutesVersion)).values(digest="0" * 64))


def the_traces_too(session: Session, forged: bytes) -> None:
    """Somebody who has the key replaces the fiche, and rewrites every trace to fit."""
    table, digest = _table(Document), hashlib.sha256(forged).hexdigest()
    fiche = session.scalars(select(Document).where(Document.kind == DocumentKind.CASE_REPORT)).one()
    values = {"content": forged, "digest": digest}
    session.execute(update(table).where(table.c.id == fiche.id).values(values))
    previous = audit.GENESIS
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.number)):
        if entry.subject_id == fiche.id:
            entry.facts = {**entry.facts, "digest": digest}
        entry.previous_hash = previous
        entry.hash = previous = audit.entry_hash(entry)
    session.flush()


def fiche_of(session: Session) -> bytes:
    fiche = select(Document.content).where(Document.kind == DocumentKind.CASE_REPORT)
    return session.scalars(fiche).one()


def another_author(session: Session) -> None:
    the_traces_too(session, fiche_of(session).replace(b"Val-de-Brume", b"Val-de-Drume", 1) + b"\n")


def no_seal(session: Session) -> None:
    """The seal was appended: the file as it was before is still its beginning."""
    whole = fiche_of(session)
    the_traces_too(session, whole[: whole.index(b"%%EOF") + 6])


def a_forgers_seal(session: Session) -> None:
    no_seal(session)
    with tempfile.TemporaryDirectory() as folder:
        the_traces_too(session, pades.apply(a_seal(Path(folder)), fiche_of(session)))


def one_document_less(session: Session) -> None:
    session.execute(delete(Document).where(Document.kind == DocumentKind.ACTION_PLAN))


def no_version(session: Session) -> None:
    session.execute(delete(Document))
    session.execute(delete(MinutesVersion))


def one_document_more(session: Session) -> None:
    told = {"kind": DocumentKind.CONVOCATION, "content": b"%PDF", "digest": "0" * 64, "pages": 1}
    version_id = session.scalars(select(MinutesVersion.id)).one()
    session.add(Document(minutes_version_id=version_id, **told))
    session.flush()


def another_trace(session: Session) -> None:
    """Somebody makes the trace fit another file."""
    (trace,) = session.scalars(
        select(AuditEntry).where(AuditEntry.deed == "document.printed").limit(1)
    )
    table = _table(AuditEntry)
    session.execute(update(table).where(table.c.id == trace.id).values(facts={"digest": "0" * 64}))


ALTERATIONS: list[tuple[Alteration, set[BreachCode]]] = [
    (one_byte_of_the_fiche, {BreachCode.DOCUMENT_UNREADABLE}),
    (one_byte_of_the_text, {BreachCode.VERSION_UNREADABLE}),
    (another_file, {BreachCode.DOCUMENT_ALTERED}),
    (another_word, {BreachCode.VERSION_ALTERED}),
    (another_signer, {BreachCode.VERSION_ALTERED}),
    (another_digest, {BreachCode.VERSION_ALTERED}),
    (one_document_less, {BreachCode.DOCUMENT_MISSING}),
    (one_document_more, {BreachCode.DOCUMENT_UNTRACED}),
    (no_version, {BreachCode.VERSION_MISSING}),
    (another_author, {BreachCode.SEAL_BROKEN}),
    (no_seal, {BreachCode.SEAL_ABSENT}),
    (a_forgers_seal, {BreachCode.SEAL_FOREIGN}),
    (another_trace, {BreachCode.TRACES_BROKEN, BreachCode.DOCUMENT_ALTERED}),
]


def test_whatever_is_altered_in_the_database_is_found_and_nothing_else(
    own_sessions: sessionmaker[Session], printed: uuid.UUID
) -> None:
    seen = Seen()
    with own_sessions() as session:
        assert list(verification.breaches(session, seen)) == []
    assert (seen.versions, seen.documents, seen.awaited) == (1, 7, 0)
    for alter, expected in ALTERATIONS:
        with own_sessions() as session:
            alter(session)
            session.expire_all()
            found = list(verification.breaches(session, Seen()))
            assert {one.code for one in found} == expected, alter
            assert len(found) == len(expected), alter
            session.rollback()
    with own_sessions() as session:
        session.get_one(MinutesVersion, printed).digest = "0" * 64
        with pytest.raises(NeverRewritten):  # no code of ours can do it by mistake
            session.flush()


def test_what_still_waits_to_be_printed_is_not_missing(
    own_sessions: sessionmaker[Session],
) -> None:
    with own_sessions.begin() as session:
        people = factories.a_cast(session)
        signed(session, a_held_meeting(session, people), people)
    seen = Seen()
    with own_sessions() as session:
        assert list(verification.breaches(session, seen)) == []
        assert seen.awaited == 6
        session.execute(delete(Job))
        assert len(list(verification.breaches(session, seen))) == 6


@pytest.fixture
def verify(own_database: str, tmp_path: Path) -> Callable[..., Result]:
    """The command, on the test's own database."""
    told = {
        "RCP_DATA": str(tmp_path), "RCP_DATABASE_URL": own_database, "RCP_SECRET_KEY": "for tests",
        "RCP_ENCRYPTION_KEY": TEST_KEYS,
    }  # fmt: skip

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["verify", *words], env=told, catch_exceptions=False)

    return run


def test_the_command_names_the_fiche_and_the_file_that_changed_by_one_byte(
    own_sessions: sessionmaker[Session],
    printed: uuid.UUID,
    seal: Seal,
    verify: Callable[..., Result],
    tmp_path: Path,
) -> None:
    with own_sessions() as session:
        found = session.scalars(select(Document).where(Document.kind == DocumentKind.CASE_REPORT))
        fiche = found.one()
        assert fiche.case is not None
        case, meeting, content = fiche.case.reference, fiche.meeting.reference, fiche.content
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "fiche.pdf").write_bytes(content)
    sound = verify()
    assert (sound.exit_code, sound.output.splitlines()) == (
        0,
        [
            "7 documents scellés par «\u202fQuorum, démonstration\u202f» "
            f"(certificat {seal.fingerprint[:16]}…).",
            "1 version validée, 7 documents, 1 fichier\u202f: tout est intact.",
        ],
    )
    with own_sessions.begin() as session:
        one_byte_of_the_fiche(session)
    bent = bytearray(content)
    bent[len(bent) // 2] ^= 1
    (folder / "fiche.pdf").write_bytes(bent)
    wrong = verify()
    assert wrong.exit_code == 1
    assert (
        f"Séance {meeting}, version 1, Fiche RCP (PDF), {case}\u202f: ce document" in wrong.output
    )
    assert f"{folder / 'fiche.pdf'}\u202f: ce fichier n’est aucun des documents" in wrong.output
    assert "2 défauts" in wrong.output
    assert BIRTH_NAME not in wrong.output
