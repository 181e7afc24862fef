"""The `rcp` command: names its sub-commands, and refuses senseless settings in one sentence."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from rcp.config import SettingRefused

REFUSED = 2

# What it is called: where it is, and what it does in a line. Imported only when it is run.
COMMANDS = {
    "demo": ("rcp.commands.demo:command", "Charger un territoire inventé et ouvrir le site."),
    "check": ("rcp.commands.check:command", "Dire ce qui manque ou n’est pas sûr."),
    "export": ("rcp.commands.exports:exports", "Écrire des RCP dans un fichier."),
    "freebusy": ("rcp.commands.freebusy:command", "Dire quand un agenda est occupé."),
    "import": ("rcp.commands.imports:imports", "Faire entrer des fichiers."),
    "mail": ("rcp.commands.mail:mail", "Lire les réponses arrivées par messagerie."),
    "new-key": ("rcp.commands.new_key:command", "Donner une clé de chiffrement neuve."),
    "plan": ("rcp.commands.plan:command", "Planifier les réunions des semaines à venir."),
    "reseal": ("rcp.commands.reseal:command", "Chiffrer de nouveau avec la clé la plus récente."),
    "set-password": ("rcp.commands.set_password:command", "Donner un mot de passe."),
    "start": ("rcp.commands.start:command", "Lancer ensemble le site et le travail de fond."),
    "upgrade": ("rcp.commands.upgrade:command", "Mettre la base de données à niveau."),
    "verify": ("rcp.commands.verify:command", "Vérifier que rien de validé n’a été modifié."),
    "web": ("rcp.commands.web:command", "Servir le site seul."),
    "worker": ("rcp.commands.worker:command", "Faire le travail de fond seul."),
}


class Commands(click.Group):
    """Sub-commands loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found = getattr(importlib.import_module(module), name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commandes"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        """Run; a refused setting is one sentence and status 2, not a traceback."""
        try:
            return super().invoke(ctx)
        except SettingRefused as refused:
            click.echo(str(refused), err=True)
            ctx.exit(REFUSED)


@click.command(cls=Commands)
@click.version_option(package_name="quorum-rcp", message="Quorum %(version)s")
def main() -> None:
    """Planifier, tenir et suivre des réunions de concertation pluridisciplinaire."""
    os.umask(0o077)  # what is written holds identities: for the owner alone


if __name__ == "__main__":
    sys.exit(main())
