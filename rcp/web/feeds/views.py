"""The calendar that a person subscribes to, and the page where they get its address."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.domain import access
from rcp.domain.errors import NotFound
from rcp.services import agendas, feeds
from rcp.web.access import open_to_all, requires
from rcp.web.database import db
from rcp.web.feeds import sentences  # noqa: F401  its refusals must have words
from rcp.web.identity import letterhead, person

bp = Blueprint("feeds", __name__)


@bp.get("/calendar/<token>.ics")
@open_to_all("calendar programs cannot sign in; the address is its own secret")
def calendar(token: str) -> ResponseReturnValue:
    """The feed itself; an unchanged one is answered with 304."""
    try:
        owner = feeds.owner_of(db(), token)
    except NotFound:
        return Response("", status=404, mimetype="text/plain")
    content = feeds.content(db(), owner, letterhead(), utc_now())
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = 'inline; filename="quorum.ics"'
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/feeds")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """Whether one has a feed, and how to get one."""
    return _index(None)


@bp.post("/feeds/renew")
@requires(access.is_signed_in)
def renew() -> ResponseReturnValue:
    """A new address, shown this once: it is not kept, so no redirect could show it."""
    secret = feeds.renew(db(), person(), by=person(), now=utc_now())
    return _index(f"{letterhead().base_url}{url_for('.calendar', token=secret)}")


@bp.post("/feeds/revoke")
@requires(access.is_signed_in)
def revoke() -> ResponseReturnValue:
    """Let the address answer no more."""
    feeds.revoke(db(), person(), by=person())
    flash(_("L’abonnement est arrêté : l’ancienne adresse ne répond plus."), "success")
    return redirect(url_for(".index"), code=303)


def _index(address: str | None) -> str:
    return render_template(
        "feeds/index.html",
        feed=feeds.feed_of(db(), person()),
        address=address,
        zone=agendas.zone_of(person()).key,
    )
