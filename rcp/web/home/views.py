"""The first page after signing in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rcp.db.base import utc_now
from rcp.domain import access
from rcp.services import agendas
from rcp.web.access import open_to_all, requires
from rcp.web.database import db
from rcp.web.home.desk import desk_of
from rcp.web.identity import current_person, person
from rcp.web.mailbox.reading import trouble

bp = Blueprint("home", __name__)


@bp.get("/home")
@requires(access.is_signed_in)
def show() -> ResponseReturnValue:
    """What waits for this person today."""
    who, now = person(), utc_now()
    zone = agendas.zone_of(who)
    return render_template(
        "home/show.html",
        who=who,
        desk=desk_of(db(), who, now, now.astimezone(zone).date()),
        trouble=trouble(),
    )


@bp.get("/")
@open_to_all("it only leads to the right page")
def index() -> ResponseReturnValue:
    """To the first page, or to the sign-in page."""
    return redirect(url_for("home.show" if current_person() else "sign_in.form"))


@bp.get("/ping")
@open_to_all("for those who watch over the service")
def ping() -> ResponseReturnValue:
    """Whether site and database answer."""
    db().connection()
    return {"status": "ok"}
