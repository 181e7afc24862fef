"""What the top of each page offers, to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from rcp.domain import access
from rcp.domain.access import Actor
from rcp.web.identity import actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation."""

    endpoint: str
    label: object  # a lazy string
    icon: str
    may: Callable[[Actor], bool]


ENTRIES = (
    Entry("home.show", _l("Accueil"), "house", access.is_signed_in),
    Entry("cases.index", _l("Dossiers"), "folder", access.is_signed_in),
    Entry("meetings.index", _l("Séances"), "calendar", access.is_signed_in),
    Entry("plans.index", _l("Planifier"), "sparkles", access.may_coordinate),
    Entry("actions.index", _l("Actions"), "list-checks", access.is_signed_in),
    Entry("boards.index", _l("RCP"), "users", access.may_set_up),
    Entry("agendas.index", _l("Agendas"), "clock", access.is_signed_in),
    Entry("mailbox.index", _l("Messages"), "mail", access.may_set_up),
    Entry("settings.index", _l("Réglages"), "settings", access.may_set_up),
)


def navigation() -> list[dict[str, object]]:
    """The entries that the signed-in person may open, as the layout prints them."""
    asking = actor()
    if asking is None:
        return []
    room = (request.endpoint or "").split(".")[0]
    return [
        {
            "label": entry.label,
            "url": url_for(entry.endpoint),
            "icon": entry.icon,
            "current": entry.endpoint.split(".")[0] == room,
        }
        for entry in ENTRIES
        if entry.may(asking) and entry.endpoint in current_app.view_functions
    ]
