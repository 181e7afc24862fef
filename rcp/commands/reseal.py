"""`rcp reseal`."""

from __future__ import annotations

import click

from rcp.config import read_settings


@click.command("reseal")
def command() -> None:
    """Chiffrer de nouveau, avec la première clé, ce qu’une clé plus ancienne a chiffré.

    Peut tourner pendant que le site sert, et être repris s’il est interrompu. Garder les anciennes
    clés après la nouvelle : les patients se retrouvent encore par elles.
    """
    from rcp.db import keyring
    from rcp.db.engine import make_engine, sessions
    from rcp.services.resealing import reseal

    settings = read_settings()
    keyring.activate(settings.keyring)
    engine = make_engine(settings.database_url)
    with sessions(engine)() as session:
        done = reseal(session)
    engine.dispose()
    click.echo(f"{done} valeurs chiffrées de nouveau.")
