"""Every room of the site; a new one is added here."""

from __future__ import annotations

from flask import Blueprint

from rcp.config import Settings
from rcp.web.agendas.views import bp as agendas
from rcp.web.boards.editing import bp as board_editing
from rcp.web.boards.views import bp as boards
from rcp.web.cases.rooms import bp as cases
from rcp.web.demo.views import bp as demo
from rcp.web.help.views import bp as help_
from rcp.web.home.views import bp as home
from rcp.web.imports.views import bp as imports
from rcp.web.language.views import bp as language
from rcp.web.plans.views import bp as plans
from rcp.web.settings.people import bp as settings_people
from rcp.web.settings.structures import bp as settings_structures
from rcp.web.settings.views import bp as settings_room
from rcp.web.sign_in.views import bp as sign_in
from rcp.web.styleguide.views import bp as styleguide

ROOMS: tuple[Blueprint, ...] = (
    help_,
    home,
    sign_in,
    agendas,
    imports,
    boards,
    board_editing,
    cases,
    language,
    plans,
    settings_room,
    settings_structures,
    settings_people,
    styleguide,
)


def of(settings: Settings) -> tuple[Blueprint, ...]:
    """The rooms of this installation: one-click sign-in does not exist outside the demo."""
    return (*ROOMS, demo) if settings.is_demo else ROOMS
