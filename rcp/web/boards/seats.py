"""The seats of a board, and who is named for each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import Board, Practitioner, Seat
from rcp.domain import access
from rcp.domain.errors import NotFound, RuleBroken
from rcp.services import board_seats
from rcp.services.board_seats import SeatDraft
from rcp.web.access import requires
from rcp.web.boards import forms, wording
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("seats", __name__, url_prefix="/<uuid:board_id>/seats")


@bp.get("")
@requires(access.may_edit_board)
def index(board: Board) -> ResponseReturnValue:
    """The seats, and one more."""
    return _seats_page(board, _seat_form(board))


@bp.post("")
@requires(access.may_edit_board)
def add_seat(board: Board) -> ResponseReturnValue:
    """Ask for one more competence, or change what is asked of one."""
    form = _seat_form(board)
    if not form.validate_on_submit():
        return _seats_page(board, form), 422
    draft = SeatDraft(form.group.data, form.minimum.data or 1, bool(form.mandatory.data))
    kept = [_draft(seat) for seat in board.seats]
    known = [draft if seat.group == draft.group else seat for seat in kept]
    wanted = known if draft in known else [*known, draft]
    board_seats.set_seats(db(), board, wanted, board.min_specialties, by=person())
    flash(_("Les sièges sont enregistrés."), "success")
    return redirect(url_for(".index", board_id=board.id), code=303)


@bp.post("/specialties")
@requires(access.may_edit_board)
def count_specialties(board: Board) -> ResponseReturnValue:
    """Say how many different specialties the quorum asks for."""
    form = forms.SpecialtiesForm()
    if not form.validate_on_submit():
        return _seats_page(board, _seat_form(board), form), 422
    kept = [_draft(seat) for seat in board.seats]
    board_seats.set_seats(db(), board, kept, form.min_specialties.data or 0, by=person())
    flash(_("Les sièges sont enregistrés."), "success")
    return redirect(url_for(".index", board_id=board.id), code=303)


@bp.post("/<group>/remove")
@requires(access.may_edit_board)
def remove_seat(board: Board, group: str) -> ResponseReturnValue:
    """Ask no more for a competence."""
    kept = [_draft(seat) for seat in board.seats if seat.group_code != group]
    board_seats.set_seats(db(), board, kept, board.min_specialties, by=person())
    flash(_("Le siège est retiré."), "success")
    return redirect(url_for(".index", board_id=board.id), code=303)


@bp.get("/<group>/members")
@requires(access.may_edit_board)
def members(board: Board, group: str) -> ResponseReturnValue:
    """Who is named for a seat."""
    seat = _seat(board, group)
    return _members_page(board, seat, _members_form(board, seat))


@bp.post("/<group>/members")
@requires(access.may_edit_board)
def name_members(board: Board, group: str) -> ResponseReturnValue:
    """Name people for a seat."""
    seat = _seat(board, group)
    form = _members_form(board, seat)
    if not form.validate_on_submit():
        return _members_page(board, seat, form), 422
    titular, deputies = _chosen(form.members.data), _chosen(form.deputies.data)
    try:
        board_seats.name_members(db(), seat, titular, deputies, by=person())
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _members_page(board, seat, form), 422
    flash(_("Les membres sont enregistrés."), "success")
    return redirect(url_for("boards.show", board_id=board.id), code=303)


def _draft(seat: Seat) -> SeatDraft:
    return SeatDraft(seat.group_code, seat.minimum, seat.is_mandatory)


def _seat_form(board: Board) -> forms.SeatForm:
    form = forms.SeatForm()
    labels = wording.groups(db())
    form.group.choices = sorted(labels.items(), key=lambda item: item[1])
    return form


def _seats_page(
    board: Board, form: forms.SeatForm, counted: forms.SpecialtiesForm | None = None
) -> str:
    told = {"min_specialties": board.min_specialties}
    return render_template(
        "boards/seats.html",
        board=board,
        form=form,
        count_form=counted or forms.SpecialtiesForm(formdata=None, data=told),
        seats=wording.seats(db(), board),
    )


def _seat(board: Board, group: str) -> Seat:
    for seat in board.seats:
        if seat.group_code == group:
            return seat
    raise NotFound("not_here")


def _members_form(board: Board, seat: Seat) -> forms.MembersForm:
    pool = board_seats.pools(db(), board)[seat.group_code]
    able = {one.id for one in pool}
    others = [m.practitioner for m in seat.members if m.practitioner_id not in able]
    held = {
        "members": [str(m.practitioner_id) for m in seat.members if not m.is_deputy],
        "deputies": [str(m.practitioner_id) for m in seat.members if m.is_deputy],
    }
    form = forms.MembersForm(data=held)
    form.members.choices = form.deputies.choices = list(forms.named([*pool, *others]))
    return form


def _members_page(board: Board, seat: Seat, form: forms.MembersForm) -> str:
    label = wording.groups(db()).get(seat.group_code, seat.group_code)
    return render_template("boards/members.html", board=board, form=form, label=label)


def _chosen(ids: Iterable[str] | None) -> list[Practitioner]:
    found = (db().get(Practitioner, uuid.UUID(one)) for one in ids or ())
    return [one for one in found if one is not None]
