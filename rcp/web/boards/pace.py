"""How long cases really take, beside what the board foresees."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.base import utc_now
from rcp.db.models import Board
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import observed_minutes
from rcp.web.access import requires
from rcp.web.boards import wording
from rcp.web.database import db, roll_back
from rcp.web.formats import duration
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("pace", __name__, url_prefix="/<uuid:board_id>/pace")


@dataclass(frozen=True, slots=True)
class PaceShown:
    """(what, how long) of each class often heard, and whether planning foresees otherwise."""

    rows: list[tuple[str, str]]
    differs: bool


def shown(board: Board) -> PaceShown:
    """What the clock of the room says of a board, in words."""
    found = observed_minutes.observed(db(), board, utc_now())
    rows = [
        (
            wording.class_name(kind),
            ngettext(
                "%(minutes)s (%(num)s dossier)",
                "%(minutes)s (%(num)s dossiers)",
                one.cases,
                minutes=duration(one.minutes),
            ),
        )
        for kind, one in found.items()
    ]
    return PaceShown(rows, bool(observed_minutes.differing(board, found)))


@bp.post("")
@requires(access.may_edit_board)
def take_over(board: Board) -> ResponseReturnValue:
    """Plan with what was observed from now on."""
    try:
        observed_minutes.take_over(db(), board, person(), utc_now())
    except RuleBroken as broken:
        roll_back()
        flash(sentence(broken), "danger")
    else:
        flash(_("Les durées observées sont reprises. Les prochains plans en tiendront compte."))
    return redirect(url_for("boards.show", board_id=board.id), code=303)
