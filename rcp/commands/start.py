"""`rcp start`."""

from __future__ import annotations

import socket
import sys

import click

from rcp.config import SettingRefused, Settings, read_settings


@click.command("start")
def command() -> None:
    """Vérifier, mettre la base à niveau, puis servir le site et faire le travail de fond."""
    from rcp.commands.check import report
    from rcp.commands.upgrade import bring_up_to_date

    settings = read_settings()
    refuse_taken_address(settings)
    bring_up_to_date(settings)
    report(settings, before_start=True)
    sys.exit(run(settings))


def run(settings: Settings) -> int:
    """Serve and work until SIGTERM or SIGINT; prints the address once the site answers."""
    from rcp.supervisor import Supervisor

    programs = Supervisor(
        {name: [sys.executable, "-m", "rcp.cli", name] for name in ("web", "worker")}
    )
    programs.listen()
    is_announced = False
    try:
        while (status := programs.turn()) is None:
            if not is_announced and _answers(settings):
                is_announced = True
                click.echo(f"Quorum est à l’adresse {settings.base_url} (Ctrl-C pour arrêter)")
    finally:
        programs.end()
    return status


def refuse_taken_address(settings: Settings) -> None:
    """Raise SettingRefused if something else already serves there."""
    if _answers(settings):
        raise SettingRefused(
            f"Something already answers at {settings.bind_host}:{settings.bind_port}; "
            "stop it or choose another RCP_BIND."
        )


def _answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.bind_host, settings.bind_host)
    try:
        with socket.create_connection((host, settings.bind_port), timeout=0.5):
            return True
    except OSError:
        return False
