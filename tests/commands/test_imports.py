"""`rcp import`: the report is printed, the exit code tells."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select

from rcp.commands.exports import exports
from rcp.commands.imports import imports
from rcp.db.engine import sessions
from rcp.db.models import Practitioner
from rcp.services import catalogue
from tests.conftest import TEST_KEY
from tests.factories import a_cast
from tests.services.test_agendas import PICTURE, an_agenda, an_event
from tests.services.test_imports import HEADER, STRUCTURES, csv

Run: TypeAlias = Callable[..., Result]


@pytest.fixture
def run(own_database: str, own_engine: Engine, tmp_path: Path) -> Run:
    """Run `rcp import` on the test's own database."""
    settings = {
        "RCP_DATA": str(tmp_path / "data"),
        "RCP_DATABASE_URL": own_database,
        "RCP_SECRET_KEY": "only for tests",
        "RCP_ENCRYPTION_KEY": base64.b64encode(TEST_KEY).decode(),
    }

    def running(*words: str | Path) -> Result:
        return CliRunner().invoke(imports, [str(word) for word in words], env=settings)

    return running


def test_files_come_in_and_the_exit_code_tells_how_it_went(
    run: Run, own_engine: Engine, tmp_path: Path
) -> None:
    structures, table = tmp_path / "structures.yaml", tmp_path / "professionnels.csv"
    structures.write_text(STRUCTURES, encoding="utf-8")
    done = run("structures", structures)
    assert done.exit_code == 0, done.output
    assert "1 entrée gardée" in done.output
    table.write_bytes(
        csv(
            HEADER,
            "Bon;Alice;a.bon@chu.example;;chu;G15_10;SM36;clinician",
            "Rpps;Jean;j@chu.example;123;chu;G15_10;SM36;clinician",
        )
    )
    done = run("practitioners", table)
    assert done.exit_code == 1
    assert "ligne 3, colonne rpps" in done.output
    assert "11 chiffres" in done.output
    with sessions(own_engine)() as session:
        assert session.scalars(select(Practitioner.family_name)).all() == ["Bon"]
    done = run("practitioners", structures)
    assert done.exit_code == 2
    assert "Il manque des colonnes" in done.output


def test_a_folder_of_agendas_names_the_bad_ones(run: Run, tmp_path: Path) -> None:
    structures, table = tmp_path / "structures.yaml", tmp_path / "professionnels.csv"
    structures.write_text(STRUCTURES, encoding="utf-8")
    table.write_bytes(csv(HEADER, "Bon;Alice;a.bon@chu.example;;chu;G15_10;SM36;clinician"))
    run("structures", structures)
    run("practitioners", table)
    folder = tmp_path / "agendas"
    folder.mkdir()
    (folder / "a.bon@chu.example.ics").write_bytes(an_agenda(an_event("a@b")))
    assert run("agendas", folder).exit_code == 0
    (folder / "a.bon@chu.example.ics").write_bytes(PICTURE)
    done = run("agendas", folder)
    assert done.exit_code == 1
    assert "Ce fichier est une image" in done.output
    with (folder / "a.bon@chu.example.ics").open("wb") as huge:
        huge.truncate(50 * 1024 * 1024)
    done = run("agendas", folder)
    assert done.exit_code == 1
    assert "10 Mo" in done.output


def test_a_file_that_does_not_exist_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("cases", tmp_path / "rien.csv").exit_code == 2


def test_boards_go_out_as_the_file_that_comes_back(
    run: Run, own_database: str, own_engine: Engine, tmp_path: Path
) -> None:
    with sessions(own_engine).begin() as session:
        catalogue.seed_catalogue(session)
        board = a_cast(session).board
        board.code, board.template_code = "SEIN", "ONCO_SEIN"
    env = {
        "RCP_DATA": str(tmp_path / "data"),
        "RCP_DATABASE_URL": own_database,
        "RCP_SECRET_KEY": "only for tests",
        "RCP_ENCRYPTION_KEY": base64.b64encode(TEST_KEY).decode(),
    }
    out = CliRunner().invoke(exports, ["boards", "SEIN"], env=env)
    assert out.exit_code == 0, out.output
    file = tmp_path / "rcp.yaml"
    file.write_text(out.stdout, encoding="utf-8")
    back = run("boards", file)
    assert back.exit_code == 0, back.output
    assert "dont 0 nouvelles ou modifiées" in back.output
    unknown = CliRunner().invoke(exports, ["boards", "AUTRE"], env=env)
    assert unknown.exit_code == 1
    assert "SEIN" in unknown.output
