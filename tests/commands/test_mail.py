"""`rcp mail read`: what it says of a mailbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rcp.cli import main
from tests.conftest import TEST_KEYS
from tests.mail import arrivals
from tests.mail.imap_server import PASSWORD, USER, an_imap_server

on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def read(folder: Path, database: str, **settings: str) -> Result:
    told = {
        "RCP_DATA": str(folder), "RCP_DATABASE_URL": database, "RCP_SECRET_KEY": "for tests",
        "RCP_ENCRYPTION_KEY": TEST_KEYS, **settings,
    }  # fmt: skip
    return CliRunner().invoke(main, ["mail", "read"], env=told)


@on_one_database
def test_counts_what_it_read(tmp_path: Path, own_database: str) -> None:
    with an_imap_server() as server:
        server.bring([arrivals.spam(), arrivals.out_of_office("odile@hopital.example")])
        told = {
            "RCP_IMAP_HOST": "127.0.0.1", "RCP_IMAP_PORT": str(server.port),
            "RCP_IMAP_SECURITY": "none", "RCP_IMAP_USERNAME": USER, "RCP_IMAP_PASSWORD": PASSWORD,
        }  # fmt: skip
        done = read(tmp_path, own_database, **told)
        assert (done.exit_code, done.output.strip()) == (
            0,
            "0 message pris en compte, 0 à voir, 2 laissés de côté.",
        )
        refused = read(tmp_path, own_database, **{**told, "RCP_IMAP_PASSWORD": "faux"})
        assert (refused.exit_code, "identifiants" in refused.output) == (2, True)


@on_one_database
def test_says_that_no_mailbox_is_set(tmp_path: Path, own_database: str) -> None:
    done = read(tmp_path, own_database)
    assert (done.exit_code, "RCP_IMAP_HOST" in done.output) == (2, True)
