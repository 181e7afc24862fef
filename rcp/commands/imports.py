"""`rcp import`: bring structures, professionals, boards, agendas and cases in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import click
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from rcp.app import create_app
from rcp.calendars.limits import MAX_BYTES
from rcp.config import SettingRefused, read_settings
from rcp.db.base import utc_now
from rcp.db.engine import make_engine, sessions
from rcp.mail.letterhead import Letterhead
from rcp.services.attachments import Reception
from rcp.services.imports import Fault, ImportReport
from rcp.services.imports.agendas import import_agendas
from rcp.services.imports.boards import import_boards
from rcp.services.imports.cases import import_cases
from rcp.services.imports.directory import Scope, import_directory, import_mailboxes
from rcp.services.imports.matching import EVERYWHERE
from rcp.services.imports.practitioners import import_practitioners
from rcp.services.imports.replies import import_replies
from rcp.services.imports.structures import import_structures
from rcp.services.imports.text import MAX_BYTES as MAX_TABLE
from rcp.web.imports.wording import place, remedy

FAULTS, UNREADABLE = 1, 2
Import: TypeAlias = Callable[[Session], ImportReport]
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("import")
def imports() -> None:
    """Importer des structures, professionnels, RCP, agendas ou dossiers.

    Les bonnes lignes sont gardées, les mauvaises sont nommées avec leur remède. Importer deux fois
    le même fichier ne change rien. Code de sortie : 0 si tout est bon, 1 si des lignes sont
    refusées, 2 si le fichier est illisible.
    """


@imports.command("structures")
@_file
def structures(file: Path) -> None:
    """Les structures, leurs salles et leurs fermetures (YAML)."""
    content = _content(file)
    _run(lambda session: import_structures(session, content, by=None, now=utc_now()))


@imports.command("practitioners")
@_file
def practitioners(file: Path) -> None:
    """Les professionnels, une ligne par exercice (CSV)."""
    content = _content(file)
    _run(lambda session: import_practitioners(session, content, by=None, now=utc_now()))


@imports.command("boards")
@_file
def boards(file: Path) -> None:
    """Les RCP, leur rythme et leurs membres (YAML)."""
    content = _content(file)
    _run(lambda session: import_boards(session, content, by=None, now=utc_now()))


@imports.command("cases")
@_file
@click.option("--everywhere", multiple=True, help="COLONNE=VALEUR, pour toutes les lignes.")
@click.option("--dry-run", is_flag=True, help="Essayer seulement : rien n’est écrit.")
def cases(file: Path, everywhere: tuple[str, ...], dry_run: bool) -> None:
    """Les dossiers, une ligne par question (CSV, .xlsx ou lot FHIR en JSON)."""
    content = _content(file)
    given = dict(_pair(one) for one in everywhere)
    told = read_settings()
    reception = Reception.of(told.file_megabytes, told.case_megabytes, told.scanner)
    _run(
        lambda session: import_cases(
            session,
            content,
            by=None,
            now=utc_now(),
            let_go=session.commit,
            everywhere=given,
            is_rehearsal=dry_run,
            reception=reception,
        )
    )


def _pair(told: str) -> tuple[str, str]:
    """A column and its value; refused unless such a column may be given to all lines."""
    column, _equals, value = told.partition("=")
    if column not in EVERYWHERE or not value:
        known = ", ".join(EVERYWHERE)
        raise click.BadParameter(f"Écrire COLONNE=VALEUR, avec une colonne parmi : {known}.")
    return column, value


@imports.command("directory")
@_file
@click.option("--department", "departments", multiple=True, help="35, 2A, 974… ; à répéter.")
@click.option("--finess", multiple=True, help="Numéro FINESS d’une structure ; à répéter.")
@click.option("--mailboxes", is_flag=True, help="Le fichier est celui des boîtes MSSanté.")
def directory(
    file: Path, departments: tuple[str, ...], finess: tuple[str, ...], mailboxes: bool
) -> None:
    """L’extrait public de l’Annuaire Santé (PS_LibreAcces_Personne_activite….txt).

    Seuls les professionnels des départements ou structures demandés sont gardés, à la place de ceux
    qui y étaient connus. Le fichier est lu ligne à ligne, quelle que soit sa taille.
    """
    if not (departments or finess or mailboxes):
        raise click.UsageError("Dire quels départements (--department) ou structures (--finess).")
    scope = Scope(frozenset(one.upper() for one in departments), frozenset(finess))
    with file.open("rb") as opened:
        if mailboxes:
            _run(lambda session: import_mailboxes(session, opened, let_go=session.commit))
        else:
            _run(lambda session: import_directory(session, opened, scope, let_go=session.commit))


@imports.command("agendas")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def agendas(folder: Path) -> None:
    """Les agendas d'un dossier ou d'un .zip : un fichier ADRESSE.ics par personne."""
    files = list(_files_in(folder))
    domain = read_settings().mail_from.rpartition("@")[2]
    _run(
        lambda session: import_agendas(
            session, files, by=None, now=utc_now(), own_domain=domain, let_go=session.commit
        )
    )


@imports.command("replies")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def replies(folder: Path) -> None:
    """Les réponses aux invitations : un dossier de messages (.eml ou Maildir « new »)."""
    messages = list(_files_in(folder))
    settings = read_settings()
    letterhead = Letterhead(settings.mail_from, settings.base_url)
    _run(lambda session: import_replies(session, messages, letterhead, now=utc_now()))


def _content(file: Path) -> bytes:
    """The file, no more of it than shows that it is too large."""
    with file.open("rb") as opened:
        return opened.read(MAX_TABLE + 1)


def _files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    if folder.is_file():
        yield folder.name, folder.read_bytes()
        return
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            with path.open("rb") as opened:
                yield path.name, opened.read(MAX_BYTES + 1)


def _run(take: Import) -> None:
    """Import, all or nothing, print the report, end with its exit code."""
    try:
        settings = read_settings()
    except SettingRefused as refused:
        raise click.ClickException(str(refused)) from refused
    app, engine = create_app(settings), make_engine(settings.database_url)
    with app.app_context(), force_locale("fr"):
        with sessions(engine)() as session:
            report = take(session)
            session.commit()
        engine.dispose()
        _print(report)
    if report.faults:
        sys.exit(UNREADABLE if report.is_unreadable else FAULTS)


def _print(report: ImportReport) -> None:
    if not report.is_unreadable:
        click.echo(_summary(report))
    for fault in report.faults:
        click.echo(_line(fault), err=True)


def _summary(report: ImportReport) -> str:
    kept = ngettext("%(num)s entrée gardée", "%(num)s entrées gardées", report.kept)
    changed = _("dont %(changed)s nouvelles ou modifiées", changed=report.changed)
    faults = ngettext("%(num)s défaut", "%(num)s défauts", len(report.faults))
    return f"{kept}, {changed} ; {faults}."


def _line(fault: Fault) -> str:
    where = place(fault)
    return f"  {where} : {remedy(fault)}" if where else f"  {remedy(fault)}"
