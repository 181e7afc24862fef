"""Every room of the site; a new one is added here."""

from __future__ import annotations

from flask import Blueprint

from rcp.config import Settings
from rcp.web.actions.views import bp as actions
from rcp.web.agendas.routes import bp as agendas
from rcp.web.answer.routes import bp as answer
from rcp.web.attachments.views import bp as attachments
from rcp.web.boards.views import bp as boards
from rcp.web.cases.rooms import bp as cases
from rcp.web.demo.views import bp as demo
from rcp.web.documents.views import bp as documents
from rcp.web.feeds.views import bp as feeds
from rcp.web.guidelines.views import bp as guidelines
from rcp.web.help.views import bp as help_
from rcp.web.here.views import bp as here
from rcp.web.home.views import bp as home
from rcp.web.imports.routes import bp as imports
from rcp.web.inbox.views import bp as inbox
from rcp.web.invitations.views import bp as invitations
from rcp.web.language.views import bp as language
from rcp.web.mailbox.views import bp as mailbox
from rcp.web.meetings.routes import bp as meetings
from rcp.web.minutes.routes import bp as minutes
from rcp.web.plans.views import bp as plans
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
    cases,
    attachments,
    guidelines,
    meetings,
    here,
    minutes,
    documents,
    actions,
    answer,
    feeds,
    inbox,
    invitations,
    mailbox,
    language,
    plans,
    settings_room,
    styleguide,
)


def of(settings: Settings) -> tuple[Blueprint, ...]:
    """The rooms of this installation: one-click sign-in does not exist outside the demo."""
    return (*ROOMS, demo) if settings.is_demo else ROOMS
