"""`rcp export`: what an import reads back."""

from __future__ import annotations

import click

from rcp.config import read_settings


@click.group("export")
def exports() -> None:
    """Écrire des RCP dans un fichier qu'un import relit sans rien y changer."""


@exports.command("boards")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
def boards(codes: tuple[str, ...]) -> None:
    """Les RCP de ces codes, ou toutes, en YAML sur la sortie standard."""
    from rcp.db import keyring
    from rcp.db.engine import make_engine, sessions
    from rcp.services import board_export
    from rcp.services.boards import boards as every_board

    settings = read_settings()
    keyring.activate(settings.keyring)
    engine = make_engine(settings.database_url)
    try:
        with sessions(engine)() as session:
            known = {board.code: board for board in every_board(session)}
            unknown = [code for code in codes if code not in known]
            if unknown:
                raise click.ClickException(
                    f"RCP inconnue : {', '.join(unknown)}. Connues : {', '.join(sorted(known))}."
                )
            chosen = [known[code] for code in codes] or list(known.values())
            click.echo(board_export.boards_to_yaml(chosen), nl=False)
    finally:
        engine.dispose()
