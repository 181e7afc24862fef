"""French first, English as a catalogue, switched per person."""

from __future__ import annotations

from babel import Locale
from babel.support import Translations
from flask import Flask, request, session
from flask_babel import Babel, get_locale, get_translations

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
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by Babel
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def _catalogue() -> Translations:
    """The sentences of this answer's language; a page says a thousand, and Flask-Babel looks the
    language up three times for each."""
    locale = get_locale()
    if locale not in _CATALOGUES:
        _CATALOGUES[locale] = get_translations()
    return _CATALOGUES[locale]


_CATALOGUES: dict[Locale | None, Translations] = {}
