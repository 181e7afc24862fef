"""`rcp check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcp.config import Settings, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from rcp.services.checks import Finding

SENTENCES = {
    "folder_is_open": "D’autres comptes de cette machine peuvent lire le dossier {path} "
    "(droits {mode}) : faire `chmod 700`.",
    "key_file_is_open": "D’autres comptes de cette machine peuvent lire la clé {path} "
    "(droits {mode}) : faire `chmod 600`.",
    "database_unreachable": "La base de données nommée par RCP_DATABASE_URL ne répond pas.",
    "database_current": "La base de données est à jour.",
    "database_behind": "La base de données n’est pas à jour : lancer `rcp upgrade`.",
    "no_relay": "Aucun relais de messagerie (RCP_SMTP_HOST) : les messages sont écrits dans "
    "{folder}.",
    "relay_in_clear": "Les messages partent en clair vers {host}:{port} : mettre "
    "RCP_SMTP_SECURITY à starttls ou tls.",
    "relay_unreachable": "Le relais de messagerie {host}:{port} ne répond pas.",
    "relay_answers": "Le relais de messagerie {host}:{port} répond.",
    "no_scanner": "Aucun antivirus (RCP_CLAMAV) : les fichiers joints aux dossiers ne sont pas "
    "analysés.",
    "scanner_silent": "L’antivirus {address} ne répond pas : aucun fichier ne peut être joint à un "
    "dossier.",
    "scanner_answers": "L’antivirus {address} répond.",
    "no_seal": "Aucun certificat (RCP_SEAL_CERTIFICATE) : les documents validés ne sont pas "
    "scellés.",
    "seal_missing": "Les documents ne sont pas scellés : il n’y a aucun fichier {path} "
    "(RCP_SEAL_CERTIFICATE).",
    "seal_unreadable": "Les documents ne sont pas scellés : {path} n’est pas un fichier PKCS#12, "
    "ou RCP_SEAL_PASSPHRASE n’est pas sa phrase secrète.",
    "seal_unfit": "Les documents ne sont pas scellés : la clé ou le certificat de {path} n’est pas "
    "fait pour signer (RSA de 2048 bits au moins, ou courbe elliptique).",
    "seal_not_yet": "Les documents ne sont pas scellés : le certificat de {path} ne vaut qu’à "
    "partir du {day}.",
    "seal_expired": "Les documents ne sont pas scellés : le certificat de {path} a expiré le "
    "{day}. Le renouveler.",
    "seal_ends_soon": "Le certificat qui scelle les documents, au nom de « {holder} », expire le "
    "{day} : le renouveler.",
    "seal_ready": "Les documents sont scellés par « {holder} », jusqu’au {day}.",
    "no_mailbox": "Aucune boîte n’est lue (RCP_IMAP_HOST) : les réponses données depuis un "
    "agenda ne sont pas comptées, celles du lien et du site le sont.",
    "mailbox_never_read": "La boîte aux réponses ({host}) n’a pas encore été lue.",
    "mailbox_read": "La boîte aux réponses est lue.",
    "mailbox_no_connection": "La boîte aux réponses n’est plus lue depuis le {since} : "
    "son serveur ne répond pas.",
    "mailbox_no_security": "La boîte aux réponses n’est plus lue depuis le {since} : "
    "la connexion n’a pu être protégée.",
    "mailbox_no_sign_in": "La boîte aux réponses n’est plus lue depuis le {since} : "
    "elle n’accepte pas nos identifiants (RCP_IMAP_USERNAME, RCP_IMAP_PASSWORD).",
    "mailbox_no_folder": "La boîte aux réponses n’est plus lue depuis le {since} : "
    "le dossier RCP_IMAP_FOLDER n’existe pas.",
    "mailbox_connection_lost": "La boîte aux réponses n’est plus lue depuis le {since} : "
    "la connexion est coupée.",
    "address_in_clear": "Le site est servi sans chiffrement ({address}) : le placer derrière https "
    "et le dire dans RCP_BASE_URL.",
    "worker_never_seen": "Aucun travail de fond n’a jamais tourné, rien n’est envoyé, planifié ni "
    "imprimé : lancer `rcp start` ou `rcp worker`.",
    "worker_silent": "Le travail de fond ne donne plus signe de vie depuis {minutes} min : lancer "
    "`rcp start` ou `rcp worker`.",
    "worker_lives": "Le travail de fond tourne.",
    "disk_low": "Il ne reste que {megabytes} Mo sur le disque des données.",
    "audit_whole": "La chaîne des traces est entière.",
    "audit_broken": "La chaîne des traces est rompue à l’entrée {number} : elle a été modifiée, ou "
    "la précédente a disparu.",
}
SIGNS = {"fault": "✗", "warning": "!", "sound": "✓"}


@click.command("check")
def command() -> None:
    """Dire ce qui manque ou n’est pas sûr ; le code de sortie est 1 s’il faut agir."""
    sys.exit(0 if report(read_settings()) else 1)


def report(settings: Settings, *, before_start: bool = False) -> bool:
    """Print what was found; False if something must change. The start prints troubles only."""
    from rcp.services.checks import Weight

    is_sound = True
    for finding in _findings(settings, before_start=before_start):
        is_sound = is_sound and finding.weight is not Weight.FAULT
        if not before_start or finding.weight is not Weight.SOUND:
            sentence = SENTENCES[finding.code].format(**finding.facts)
            click.echo(f"{SIGNS[finding.weight]} {sentence}", err=before_start)
    return is_sound


def _findings(settings: Settings, *, before_start: bool) -> Iterator[Finding]:
    from rcp.db.base import utc_now
    from rcp.db.engine import make_engine
    from rcp.services import checks

    seals = [settings.seal.file] if settings.seal else []
    yield from checks.about_keys(settings.data_folder, [*_key_files(settings), *seals])
    yield from checks.about_address(settings)
    yield from checks.about_mail(settings)
    yield from checks.about_scanner(settings)
    yield from checks.about_seal(settings, utc_now())
    yield from checks.about_disk(_existing(settings.data_folder))
    engine = make_engine(settings.database_url)
    try:
        yield from _about_database(engine)
        if not before_start:
            yield from checks.about_worker(_last_sign(settings, engine), utc_now())
            yield from _about_mailbox(settings, engine)
    finally:
        engine.dispose()


def _about_database(engine: Engine) -> Iterator[Finding]:
    from rcp.db.engine import reading_sessions
    from rcp.jobs import carrier_schema
    from rcp.services import checks

    found = list(checks.about_database(engine))
    is_current = [finding.code for finding in found] == ["database_current"]
    if is_current and not carrier_schema.is_ready(engine):
        found = [checks.Finding("database_behind", checks.Weight.FAULT)]
    yield from found
    if is_current:
        with reading_sessions(engine)() as session:
            yield from checks.about_audit(session)


def _about_mailbox(settings: Settings, engine: Engine) -> Iterator[Finding]:
    from rcp.db.engine import reading_sessions
    from rcp.services import checks

    if [finding.code for finding in checks.about_database(engine)] == ["database_current"]:
        with reading_sessions(engine)() as session:
            yield from checks.about_mailbox(settings, session)


def _last_sign(settings: Settings, engine: Engine) -> datetime | None:
    """On PostgreSQL any worker of the database counts, wherever it runs."""
    from rcp.jobs import carrier, carrier_schema, heartbeat

    seen = heartbeat.last_beat(settings.data_folder)
    if seen is None and carrier.is_shared(engine) and carrier_schema.is_ready(engine):
        from rcp.jobs.shared import last_sign_of_life

        return last_sign_of_life(engine)
    return seen


def _key_files(settings: Settings) -> list[Path]:
    named = [os.environ.get(f"{name}_FILE") for name in ("RCP_SECRET_KEY", "RCP_ENCRYPTION_KEY")]
    own = [settings.data_folder / "secret.key", settings.data_folder / "encryption.key"]
    return [*own, *(Path(path) for path in named if path)]


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)
