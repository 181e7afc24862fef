"""`rcp mail`: what has to do with the house's mailbox."""

from __future__ import annotations

import sys

import click
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from rcp.app import create_app
from rcp.config import SettingRefused, Settings, read_settings
from rcp.db.base import utc_now
from rcp.db.engine import make_engine, sessions
from rcp.db.models import InboxState
from rcp.jobs.tasks import box_from
from rcp.mail.imap import BoxUnreadable
from rcp.mail.letterhead import Letterhead
from rcp.services import inbox_reading
from rcp.web.mailbox.reading import box_fault

UNREADABLE = 2


@click.group("mail")
def mail() -> None:
    """Le courrier de la maison."""


@mail.command("read")
def read() -> None:
    """Lire maintenant les réponses arrivées dans la boîte (RCP_IMAP_HOST).

    Chaque message compte une fois, même si la lecture est interrompue. Code de sortie : 0 si la
    boîte a été lue, 2 si elle n'a pas pu l'être.
    """
    try:
        settings = read_settings()
    except SettingRefused as refused:
        raise click.ClickException(str(refused)) from refused
    with create_app(settings).app_context(), force_locale("fr"):
        if settings.imap is None:
            click.echo(_("Aucune boîte n’est réglée : donnez RCP_IMAP_HOST."), err=True)
            sys.exit(UNREADABLE)
        _read(settings)


def _read(settings: Settings) -> None:
    assert settings.imap is not None  # asked just above
    engine = make_engine(settings.database_url)
    try:
        found = inbox_reading.read_box(
            sessions(engine),
            box_from(settings.imap),
            Letterhead(settings.mail_from, settings.base_url),
            utc_now,
            trusted_server=settings.imap.authserv,
        )
    except BoxUnreadable as failure:
        click.echo(box_fault(failure.code), err=True)
        sys.exit(UNREADABLE)
    finally:
        engine.dispose()
    taken, ignored = found[InboxState.TAKEN], found[InboxState.IGNORED]
    told = [
        ngettext("%(num)s message pris en compte", "%(num)s messages pris en compte", taken),
        ngettext("%(num)s à voir", "%(num)s à voir", found[InboxState.TO_SEE]),
        ngettext("%(num)s laissé de côté", "%(num)s laissés de côté", ignored),
    ]
    click.echo(", ".join(told) + ".")
