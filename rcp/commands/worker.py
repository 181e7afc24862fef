"""`rcp worker`."""

from __future__ import annotations

import sys

import click

from rcp.config import SettingRefused, read_settings


@click.command("worker")
def command() -> None:
    """Envoyer les messages, calculer les plans, imprimer, jusqu’à l’arrêt demandé.

    Avec SQLite, un seul par dossier de données ; avec PostgreSQL, autant que l’on veut, ici et sur
    d’autres machines.
    """
    import logging

    from rcp.jobs.embedded import AlreadyWorking
    from rcp.jobs.worker import work

    settings = read_settings()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s"
    )
    for chatty in ("procrastinate", "weasyprint", "pikepdf", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        work(settings)
    except AlreadyWorking:
        raise SettingRefused(
            f"A worker already runs on RCP_DATA={settings.data_folder}; stop it first."
        ) from None
