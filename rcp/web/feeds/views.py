"""The calendar that a person subscribes to, and the page where they get its address."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Board, BoardFeedKind
from rcp.domain import access
from rcp.domain.errors import NotAllowed, NotFound
from rcp.domain.reminders import ReminderChoice
from rcp.services import agendas, board_feeds, feeds, reminders
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
    return _sent(feeds.content(db(), owner, letterhead(), utc_now()))


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


@bp.get("/calendar/boards/<token>.ics")
@open_to_all("calendar programs cannot sign in; the address is its own secret")
def board_calendar(token: str) -> ResponseReturnValue:
    """The meetings of a board."""
    try:
        feed = board_feeds.opened(db(), token, BoardFeedKind.MEETINGS)
    except NotFound:
        return Response("", status=404, mimetype="text/plain")
    return _sent(board_feeds.meetings_content(db(), feed, letterhead(), utc_now()))


@bp.get("/calendar/free-busy/<token>.ifb")
@open_to_all("calendar programs cannot sign in; the address is its own secret")
def free_busy(token: str) -> ResponseReturnValue:
    """When the members of a board are taken."""
    try:
        feed = board_feeds.opened(db(), token, BoardFeedKind.FREE_BUSY)
    except NotFound:
        return Response("", status=404, mimetype="text/plain")
    return _sent(board_feeds.free_busy_content(db(), feed, utc_now()))


@bp.post("/feeds/boards/<uuid:board_id>/renew")
@requires(access.may_follow_board)
def renew_board(board: Board) -> ResponseReturnValue:
    """An address for a board's feed, shown this once."""
    kind = _kind(board)
    secret = board_feeds.renew(db(), person(), board, kind, now=utc_now())
    endpoint = ".free_busy" if kind is BoardFeedKind.FREE_BUSY else ".board_calendar"
    return _index(f"{letterhead().base_url}{url_for(endpoint, token=secret)}", board)


@bp.post("/feeds/boards/<uuid:board_id>/revoke")
@requires(access.may_follow_board)
def revoke_board(board: Board) -> ResponseReturnValue:
    """Let a board's feed answer no more."""
    board_feeds.revoke(db(), person(), board, _kind(board))
    flash(_("L’abonnement est arrêté : l’ancienne adresse ne répond plus."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/feeds/reminders")
@requires(access.is_signed_in)
def remind() -> ResponseReturnValue:
    """Choose how one is reminded."""
    chosen = request.form.get("reminders", "")
    if chosen in set(ReminderChoice):
        reminders.choose(db(), person(), ReminderChoice(chosen))
        flash(_("Votre choix est noté."), "success")
    return redirect(url_for(".index"), code=303)


def _kind(board: Board) -> BoardFeedKind:
    """The kind asked for; raises NotAllowed when the person may not see it."""
    is_busy = request.form.get("kind") == BoardFeedKind.FREE_BUSY.value
    kind = BoardFeedKind.FREE_BUSY if is_busy else BoardFeedKind.MEETINGS
    if not board_feeds.may_follow(person(), board, kind):
        raise NotAllowed("not_yours")
    return kind


def _sent(content: bytes) -> ResponseReturnValue:
    """A feed, or 304 when the reader has it already."""
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = 'inline; filename="quorum.ics"'
    response.add_etag()
    return response.make_conditional(request)


def _index(address: str | None, board: Board | None = None) -> str:
    own = board_feeds.feeds_of(db(), person())
    boards = [
        {
            "board": one,
            "kinds": [
                {"kind": kind.value, "feed": own.get((one.id, kind.value))}
                for kind in BoardFeedKind
                if board_feeds.may_follow(person(), one, kind)
            ],
        }
        for one in board_feeds.boards_of(db(), person())
    ]
    return render_template(
        "feeds/index.html",
        feed=feeds.feed_of(db(), person()),
        address=address,
        of_board=board,
        boards=boards,
        reminders=person().reminders.value,
        zone=agendas.zone_of(person()).key,
    )
