"""Where the pieces of a case stand, and the chair's leave to go without them."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Case
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.domain.readiness import PieceKind
from rcp.services import case_pieces, cases
from rcp.web.access import requires
from rcp.web.cases.pieces import pieces_form, told_in
from rcp.web.cases.steps import done
from rcp.web.cases.views import bp
from rcp.web.database import db
from rcp.web.identity import person


@bp.post("/<uuid:case_id>/pieces")
@requires(access.may_follow_pieces)
def pieces(case: Case) -> ResponseReturnValue:
    """Note where each piece stands, or that one of them is there (`received`)."""
    return done(case, lambda: _tell(case), _("Pièces mises à jour."))


@bp.post("/<uuid:case_id>/early")
@requires(access.may_go_without_pieces)
def early(case: Case) -> ResponseReturnValue:
    """Let the case be planned before it is ready."""
    reason = request.form.get("reason", "")
    return done(
        case,
        lambda: case_pieces.allow_early(db(), case, reason, by=person(), now=utc_now()),
        _("Le dossier peut être planifié sans attendre ses pièces."),
    )


@bp.post("/<uuid:case_id>/wait")
@requires(access.may_go_without_pieces)
def wait(case: Case) -> ResponseReturnValue:
    """Take that leave back."""
    told = _("Le dossier attend de nouveau ses pièces.")
    return done(case, lambda: case_pieces.wait_again(db(), case, by=person()), told)


def _tell(case: Case) -> None:
    today = cases.today_at(case.board, utc_now())
    received = request.form.get("received", "")
    if received:
        known = {kind.value: kind for kind in PieceKind}
        if received not in known:
            raise RuleBroken("case_piece_unknown")
        case_pieces.receive(db(), case, known[received], by=person(), today=today)
        return
    needed = case_pieces.pieces_of(case.board)
    form = pieces_form(needed)()
    if not form.validate():
        raise RuleBroken("case_piece_day")
    case_pieces.update(db(), case, told_in(form, needed), by=person(), today=today)
