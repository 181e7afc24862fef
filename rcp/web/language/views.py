"""Switching language."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from rcp.web.access import open_to_all
from rcp.web.identity import current_person
from rcp.web.languages import LANGUAGES
from rcp.web.sign_in.views import local_path

bp = Blueprint("language", __name__, url_prefix="/language")


@bp.post("/<code>")
@open_to_all("the sign-in page too can be read in English")
def switch(code: str) -> ResponseReturnValue:
    """Remember the language for this browser, and for the person if signed in."""
    if code in LANGUAGES:
        session["language"] = code
        person = current_person()
        if person is not None:
            person.language = code
    return redirect(local_path(request.form.get("next") or url_for("home.show")), code=303)
