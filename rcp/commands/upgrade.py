"""`rcp upgrade`, and bringing the database up to date for the commands that need it."""

from __future__ import annotations

import click

from rcp.config import Settings, read_settings


@click.command("upgrade")
def command() -> None:
    """Mettre la base de données à niveau ; peut être relancé sans risque."""
    bring_up_to_date(read_settings())
    click.echo("La base de données est à jour.")


def bring_up_to_date(settings: Settings) -> None:
    """Make the data folder, bring every table, ours and the job engine's, to this version,
    add the board templates and specialties that a new house starts from, and index names and
    keep editions of boards that an earlier version did not."""
    from rcp.db import keyring, schema
    from rcp.db.engine import make_engine, sessions
    from rcp.jobs import carrier_schema
    from rcp.services import board_history, catalogue, name_search

    keyring.activate(settings.keyring)
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)
    try:
        schema.upgrade(engine)
        carrier_schema.prepare(engine)
        with sessions(engine).begin() as session:
            catalogue.seed_catalogue(session)
            name_search.index_missing(session)
            board_history.keep_first(session)
    finally:
        engine.dispose()
