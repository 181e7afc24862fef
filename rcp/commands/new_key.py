"""`rcp new-key`."""

from __future__ import annotations

import click


@click.command("new-key")
def command() -> None:
    """Donner une clé neuve pour RCP_ENCRYPTION_KEY (ou le fichier de RCP_ENCRYPTION_KEY_FILE).

    Pour renouveler, placer la nouvelle clé avant les anciennes : la première chiffre, toutes
    déchiffrent.
    """
    from rcp.db.keyring import new_key

    click.echo(new_key())
