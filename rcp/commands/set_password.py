"""`rcp set-password`."""

from __future__ import annotations

import click
from sqlalchemy import select

from rcp.config import SettingRefused, read_settings
from rcp.db import keyring
from rcp.db.engine import make_engine, sessions
from rcp.db.models import Practitioner
from rcp.domain.errors import RuleBroken
from rcp.services import accounts


@click.command("set-password")
@click.argument("email")
@click.password_option(prompt="Mot de passe", confirmation_prompt="Encore une fois")
def command(email: str, password: str) -> None:
    """Donner un mot de passe à une personne connue ; ses sessions ouvertes se ferment."""
    settings = read_settings()
    keyring.activate(settings.keyring)
    with sessions(make_engine(settings.database_url)).begin() as session:
        person = session.scalars(select(Practitioner).where(Practitioner.email == email)).first()
        if person is None:
            raise SettingRefused(f"Personne n’est connu sous {email} : vérifiez l’adresse.")
        try:
            accounts.set_password(session, person, password, by=person)
        except RuleBroken as broken:
            bounds = broken.facts.get("minimum") or broken.facts.get("maximum")
            word = "au moins" if "minimum" in broken.facts else "au plus"
            raise SettingRefused(f"Le mot de passe doit compter {word} {bounds} signes.") from None
    click.echo(f"{person.name} peut se connecter.")
