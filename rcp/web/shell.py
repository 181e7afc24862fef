"""What surrounds every page: navigation, account, languages, the demo's banner."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from rcp import __version__
from rcp.config import Settings
from rcp.db.models import Practitioner, Role
from rcp.demo.territory import cast
from rcp.web import identity
from rcp.web.languages import LANGUAGES, language
from rcp.web.navigation import navigation


def around(settings: Settings) -> dict[str, Any]:
    """The names that layouts print; pages may use `person`, `actor` and `language` too."""
    person = identity.current_person()
    return {
        "nav": navigation(),
        "person": person,
        "actor": identity.actor(),
        "account": _account(person) if person else None,
        "languages": [
            {"code": code, "label": label, "current": code == language()}
            for code, label in LANGUAGES.items()
        ],
        "language": language(),
        "language_url": url_for("language.switch"),
        "home_url": url_for("home.index"),
        "help_url": url_for("help.show"),
        "demo": _demo_banner() if settings.is_demo else None,
        "is_demo": settings.is_demo,
        "demo_password": cast.DEMO_PASSWORD if settings.is_demo else None,
        "version": __version__,
    }


def role_name(role: Role) -> str:
    """A role in words."""
    return {
        Role.ADMINISTRATOR: _("Administrateur"),
        Role.COORDINATOR: _("Coordonnateur"),
        Role.CLINICIAN: _("Clinicien"),
        Role.PARTICIPANT: _("Participant"),
    }[role]


def _account(person: Practitioner) -> dict[str, Any]:
    held = {grant.role for grant in person.grants}
    first = next((role for role in Role if role in held), None)
    return {
        "name": person.name,
        "role": role_name(first) if first else "",
        "links": [
            {
                "label": _("Mes séances dans mon agenda"),
                "url": url_for("feeds.index"),
                "icon": "calendar-plus",
            }
        ],
        "sign_out_url": url_for("sign_in.out"),
    }


def _demo_banner() -> dict[str, str]:
    return {
        "text": _("Démonstration : territoire, professionnels et patients sont inventés."),
        "url": url_for("sign_in.form", choose=1),
        "label": _("Changer de rôle"),
    }
