"""`rcp demo`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path

import click

from rcp.config import SettingRefused, Settings, read_settings

MARK = "demo.json"
DEFAULT_FOLDER = "data/demo"


@click.command("demo")
@click.option("--load-only", is_flag=True, help="Charger le territoire sans ouvrir le site.")
@click.option("--again", is_flag=True, help="Recommencer, même si le territoire du jour est là.")
def command(load_only: bool, again: bool) -> None:
    """Charger un territoire inventé, planifier, inviter, tenir une réunion, et ouvrir le site.

    Tout est inventé. La connexion en un clic n'existe que dans ce mode, sur cette machine.
    """
    settings = _demo_settings()
    today = date.today()  # noqa: DTZ011  the day on this machine's wall
    if again or not _is_loaded(settings.data_folder, today):
        _load(settings, today)
    click.echo(_where_things_are(settings))
    if load_only:
        return
    from rcp.commands.start import refuse_taken_address, run

    refuse_taken_address(settings)
    sys.exit(run(settings))


def _demo_settings() -> Settings:
    """The settings of the demo; the processes that it starts read them from the environment."""
    os.environ.setdefault("RCP_DATA", DEFAULT_FOLDER)
    os.environ["RCP_DEMO"] = "1"
    return read_settings()


def _is_loaded(folder: Path, today: date) -> bool:
    try:
        told = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(told == {"complete": True, "day": today.isoformat()})


def _load(settings: Settings, today: date) -> None:
    from rcp.commands.upgrade import bring_up_to_date
    from rcp.db import keyring
    from rcp.db.engine import make_engine, sessions
    from rcp.demo.stage import Stage
    from rcp.demo.story import play
    from rcp.mail.letterhead import Letterhead

    if not settings.is_sqlite:
        raise SettingRefused("The demo uses its own SQLite file: unset RCP_DATABASE_URL.")
    _clear(settings.data_folder)
    settings = read_settings()  # its keys are made anew
    _mark(settings.data_folder, complete=False, today=today)
    click.echo(f"Territoire inventé du {today:%d/%m/%Y} :")
    begun = time.monotonic()
    bring_up_to_date(settings)
    keyring.activate(settings.keyring)
    engine = make_engine(settings.database_url)
    letterhead = Letterhead(settings.mail_from, settings.base_url)
    say = lambda line: click.echo(f"  {line}")  # noqa: E731  a name for one line
    play(Stage(sessions(engine), settings.data_folder, letterhead, today, say))
    engine.dispose()
    _mark(settings.data_folder, complete=True, today=today)
    click.echo(f"  prêt en {time.monotonic() - begun:.0f} s")


def _clear(folder: Path) -> None:
    """Empty the folder of an earlier demo; anybody else's data is left alone."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    theirs = {path.name for path in folder.iterdir()} - {"secret.key", "encryption.key"}
    if theirs and not (folder / MARK).exists():
        raise SettingRefused(
            f"{folder} holds data that no demo made; name an empty folder in RCP_DATA."
        )
    shutil.rmtree(folder)


def _mark(folder: Path, *, complete: bool, today: date) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {"complete": complete, "day": today.isoformat()}
    (folder / MARK).write_text(json.dumps(told), encoding="utf-8")


def _where_things_are(settings: Settings) -> str:
    folder = settings.data_folder
    return (
        f"Messages envoyés : {folder / 'mail'}\n"
        f"Documents imprimés : {folder / 'documents'}\n"
        f"Fichiers importés : {folder / 'territory'}"
    )
