"""What those who coordinate or administer are told when the mailbox cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from rcp.domain import access
from rcp.mail.imap import BoxFault
from rcp.services import agendas, inbox_standing, people
from rcp.web import formats
from rcp.web.database import db
from rcp.web.identity import person, settings


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when answers by mail no longer arrive, and why."""

    title: str
    why: str


def trouble() -> Trouble | None:
    """What keeps the mailbox from being read, for those who can have it mended."""
    if settings().imap is None or not access.may_set_up(people.actor_of(person())):
        return None
    row = inbox_standing.standing(db())
    if row is None or row.failing_since is None or row.fault is None:
        return None
    since, zone = row.failing_since, agendas.zone_of(person()).key
    title = _(
        "La boîte aux réponses n’est plus lue depuis le %(day)s à %(hour)s",
        day=formats.short_day(since, zone),
        hour=formats.hour(since, zone),
    )
    return Trouble(title, box_fault(BoxFault(row.fault)))


def box_fault(code: BoxFault) -> str:
    """Why a mailbox cannot be read."""
    said: dict[BoxFault, str] = {
        BoxFault.NO_CONNECTION: _("Le serveur de la boîte ne répond pas."),
        BoxFault.NO_SECURITY: _("La connexion à la boîte n’a pu être protégée."),
        BoxFault.NO_SIGN_IN: _("La boîte n’accepte pas nos identifiants."),
        BoxFault.NO_FOLDER: _("Le dossier demandé n’existe pas dans la boîte."),
        BoxFault.CONNECTION_LOST: _("La connexion à la boîte a été coupée."),
    }
    return said[code]
