"""French first, English as a catalogue, switched per person."""

from __future__ import annotations

from flask import Flask, request, session
from flask_babel import Babel, get_locale

from rcp import translations as catalogues
from rcp.web.identity import current_person

LANGUAGES = {"fr": "Français", "en": "English"}


def chosen_language() -> str:
    """The person's own choice, else this browser's last choice, else what the browser prefers."""
    if request.endpoint == "static":
        return "fr"
    signed_in = current_person()
    if signed_in is not None:
        return signed_in.language
    remembered = session.get("language")
    if remembered in LANGUAGES:
        return str(remembered)
    return request.accept_languages.best_match(list(LANGUAGES), default="fr") or "fr"


def language() -> str:
    """The language of this answer, "fr" or "en"."""
    locale = get_locale()
    return locale.language if locale else "fr"


def init_app(app: Flask) -> None:
    """Set Flask-Babel up on the catalogues of rcp/translations."""
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(catalogues.prepare())
    Babel(app, locale_selector=chosen_language)
