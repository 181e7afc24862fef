"""`rcp verify`: whether what was validated is still what it was."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask_babel import force_locale

from rcp.app import create_app
from rcp.config import read_settings
from rcp.db.engine import make_engine, reading_sessions
from rcp.services import verification
from rcp.services.verification import Seen
from rcp.web.minutes.breaches import counted, sealers, sentence

_paths = click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FICHIER]..."
)


@click.command("verify")
@_paths
def command(paths: tuple[Path, ...]) -> None:
    """Vérifier que rien de ce qui a été validé n’a été modifié, ni n’a disparu.

    Chaque version validée et chacun de ses documents est comparé à la trace qu’il a laissée. Les
    PDF nommés, ceux des dossiers nommés, et ceux du dossier « documents » des données, sont
    comparés octet par octet à ceux qui ont été imprimés. Code de sortie : 0 si tout est intact,
    1 sinon.
    """
    settings = read_settings()
    app, engine = create_app(settings), make_engine(settings.database_url)
    seen, faults = Seen(), 0
    with app.app_context(), force_locale("fr"), reading_sessions(engine)() as session:
        files = _pdfs((*paths, settings.data_folder / "documents"))
        for found in (
            *verification.breaches(session, seen),
            *verification.altered_files(session, files, seen),
        ):
            faults += 1
            click.echo(f"✗ {sentence(found)}")
        for line in (*sealers(seen), counted(seen, faults)):
            click.echo(line)
    engine.dispose()
    sys.exit(1 if faults else 0)


def _pdfs(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.pdf")) if path.is_dir() else [path] * path.exists()
