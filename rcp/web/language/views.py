"""Switching language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue

from rcp.web.access import open_to_all
from rcp.web.identity import current_person
from rcp.web.languages import LANGUAGES
from rcp.web.sign_in.views import local_path

bp = Blueprint("language", __name__, url_prefix="/language")


@bp.post("")
@open_to_all("the sign-in page too can be read in English")
def switch() -> ResponseReturnValue:
    """Remember the language for this browser, and for the person if signed in."""
    code = request.form.get("language", "")
    if code in LANGUAGES:
        session["language"] = code
        person = current_person()
        if person is not None:
            person.language = code
    return redirect(local_path(_page_left(request.referrer)), code=303)


def _page_left(referrer: str | None) -> str | None:
    """The path of the page on which the language was switched."""
    parts = urlsplit(referrer or "")
    return parts.path + (f"?{parts.query}" if parts.query else "") if parts.path else None
