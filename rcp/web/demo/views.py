"""One-click sign-in as the people of the invented territory; registered in the demo only."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from rcp.db.base import utc_now
from rcp.db.models import Practitioner
from rcp.demo.territory import cast
from rcp.services import accounts
from rcp.web import identity
from rcp.web.access import open_to_all
from rcp.web.database import db

bp = Blueprint("demo", __name__, url_prefix="/demo")

CAST = {
    "coordinator": cast.DEMO_COORDINATOR,
    "clinician": cast.DEMO_CLINICIAN,
    "participant": cast.DEMO_PARTICIPANT,
    "administrator": cast.DEMO_ADMINISTRATOR,
    "chair": cast.DEMO_CHAIR,
}


@bp.post("/sign-in/<character>")
@open_to_all("the demo is for this machine alone and holds invented people only")
def sign_in(character: str) -> ResponseReturnValue:
    """Open a session for one of the cast."""
    if not identity.settings().is_demo or character not in CAST:
        abort(404)
    person = db().scalars(select(Practitioner).where(Practitioner.email == CAST[character])).first()
    if person is None:
        abort(404)
    session["language"] = person.language
    secret = accounts.open_session(db(), person, utc_now())
    return identity.remember(make_response(redirect(url_for("home.show"), code=303)), secret)
