"""What `rcp check` looks at."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from rcp.commands.check import SENTENCES
from rcp.config import Settings, read_settings
from rcp.db import schema
from rcp.db.engine import make_engine
from rcp.demo.seal import make_seal
from rcp.documents.seal import SealFault
from rcp.mail.imap import BoxFault
from rcp.services import audit, checks, inbox_standing
from rcp.services.checks import Finding, Weight
from tests.factories import NOW


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def settings_with(folder: Path, **given: str) -> Settings:
    return read_settings({"RCP_DATA": str(folder), **given})


def test_a_key_that_others_can_read_is_a_fault(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    key = tmp_path / "encryption.key"
    key.write_text("key")
    key.chmod(0o600)
    assert codes(checks.about_keys(tmp_path, [key, tmp_path / "absent"])) == []
    key.chmod(0o640)
    (found,) = checks.about_keys(tmp_path, [key])
    assert found == Finding("key_file_is_open", Weight.FAULT, {"path": str(key), "mode": "640"})


def test_a_data_folder_that_others_can_enter_is_a_warning(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (found,) = checks.about_keys(tmp_path, [])
    assert (found.code, found.weight) == ("folder_is_open", Weight.WARNING)


def test_an_empty_database_must_be_upgraded(tmp_path: Path, engine: Engine) -> None:
    empty = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert codes(checks.about_database(empty)) == ["database_behind"]
    empty.dispose()
    assert codes(checks.about_database(engine)) == ["database_current"]


def test_a_database_that_does_not_answer_is_named_as_such(tmp_path: Path) -> None:
    nowhere = make_engine(f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    assert codes(checks.about_database(nowhere)) == ["database_unreachable"]


def test_a_mailbox_that_cannot_be_read_is_said_with_its_reason_and_since_when(
    tmp_path: Path, session: Session
) -> None:
    def found(**given: str) -> Finding:
        (one,) = checks.about_mailbox(settings_with(tmp_path, **given), session)
        return one

    box = {"RCP_IMAP_HOST": "imap.example", "RCP_IMAP_USERNAME": "rcp", "RCP_IMAP_PASSWORD": "x"}
    assert found().code == "no_mailbox"
    assert found(**box) == Finding("mailbox_never_read", Weight.WARNING, {"host": "imap.example"})
    inbox_standing.note(session, NOW, BoxFault.NO_SIGN_IN)
    inbox_standing.note(session, NOW + timedelta(hours=1), BoxFault.NO_CONNECTION)
    since = f"{NOW:%d/%m/%Y %H:%M} UTC"
    assert found(**box) == Finding("mailbox_no_connection", Weight.FAULT, {"since": since})
    inbox_standing.note(session, NOW + timedelta(hours=2))
    assert found(**box).code == "mailbox_read"


@pytest.mark.parametrize("fault", BoxFault)
def test_each_reason_has_a_sentence(fault: BoxFault) -> None:
    assert "{since}" in SENTENCES[f"mailbox_{fault}"]


def test_a_seal_is_ready_or_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    def found(**given: str) -> Finding:
        (one,) = checks.about_seal(settings_with(tmp_path, **given), NOW)
        return one

    path = tmp_path / "seal.p12"
    named = {"RCP_SEAL_CERTIFICATE": str(path)}
    assert found() == Finding("no_seal", Weight.WARNING)
    assert found(**named) == Finding("seal_missing", Weight.FAULT, {"path": str(path)})
    path.write_bytes(b"not a key")
    assert found(**named) == Finding("seal_unreadable", Weight.FAULT, {"path": str(path)})
    make_seal(tmp_path, NOW - timedelta(days=30), life=timedelta(days=20))
    past = {"path": str(path), "day": f"{NOW - timedelta(days=10):%d/%m/%Y}"}
    assert found(**named) == Finding("seal_expired", Weight.FAULT, past)
    make_seal(tmp_path, NOW, life=timedelta(days=20))
    soon = found(**named)
    assert (soon.code, soon.weight) == ("seal_ends_soon", Weight.WARNING)
    make_seal(tmp_path, NOW)
    ready = found(RCP_DEMO="1")  # the demo takes the one in its own folder
    assert (ready.code, ready.weight) == ("seal_ready", Weight.SOUND)
    for finding in (ready, soon, Finding("seal_expired", Weight.FAULT, past)):
        assert "{" not in SENTENCES[finding.code].format(**finding.facts)


@pytest.mark.parametrize("fault", SealFault)
def test_each_fault_of_a_seal_has_a_sentence(fault: SealFault) -> None:
    assert "{path}" in SENTENCES[f"seal_{fault}"]


def test_mail_goes_to_a_relay_that_answers_and_is_protected(tmp_path: Path) -> None:
    assert codes(checks.about_mail(settings_with(tmp_path))) == ["no_relay"]
    with socket.create_server(("127.0.0.1", 0)) as relay:
        named = {"RCP_SMTP_HOST": "127.0.0.1", "RCP_SMTP_PORT": str(relay.getsockname()[1])}
        assert codes(checks.about_mail(settings_with(tmp_path, **named))) == ["relay_answers"]
    assert codes(checks.about_mail(settings_with(tmp_path, **named))) == ["relay_unreachable"]


@pytest.mark.parametrize(
    ("bind", "address", "expected"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000", []),
        ("127.0.0.1:8000", "https://rcp.hopital.example", []),
        ("127.0.0.1:8000", "http://rcp.hopital.example", ["address_in_clear"]),
        ("0.0.0.0:8000", "http://localhost:8000", ["address_in_clear"]),
        ("0.0.0.0:8000", "https://rcp.hopital.example", []),
    ],
)
def test_only_this_machine_may_reach_the_site_in_clear(
    tmp_path: Path, bind: str, address: str, expected: list[str]
) -> None:
    settings = settings_with(tmp_path, RCP_BIND=bind, RCP_BASE_URL=address)
    assert codes(checks.about_address(settings)) == expected


def test_a_worker_that_fell_silent_is_missed() -> None:
    assert codes(checks.about_worker(None, NOW)) == ["worker_never_seen"]
    assert codes(checks.about_worker(NOW - timedelta(seconds=20), NOW)) == ["worker_lives"]
    (silent,) = checks.about_worker(NOW - timedelta(minutes=7), NOW)
    assert silent.facts == {"minutes": 7}


def test_a_disk_that_fills_up_is_told_in_time(tmp_path: Path) -> None:
    expected = ["disk_low"] if shutil.disk_usage(tmp_path).free < checks.LOW_BYTES else []
    assert codes(checks.about_disk(tmp_path)) == expected


def test_an_altered_trace_is_found(session: Session) -> None:
    audit.record(session, None, "case.read", "case")
    audit.record(session, None, "case.read", "case")
    assert codes(checks.about_audit(session)) == ["audit_whole"]
    session.execute(text("UPDATE audit_entry SET deed = 'nothing' WHERE number = 1"))
    session.expire_all()
    (broken,) = checks.about_audit(session)
    assert (broken.code, broken.facts) == ("audit_broken", {"number": 1})


def test_a_database_behind_by_one_revision_is_noticed(own_engine: Engine) -> None:
    schema.downgrade(own_engine, "base")
    assert codes(checks.about_database(own_engine)) == ["database_behind"]
