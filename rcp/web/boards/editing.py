"""Changing a board, one subject a page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp import plain_yaml
from rcp.db.models import Board, Practitioner, Seat
from rcp.domain import access
from rcp.domain.calendar import Cadence
from rcp.domain.case import CaseClass
from rcp.domain.errors import NotFound, Refusal, RuleBroken
from rcp.services import board_forms, boards, people
from rcp.services.boards import Habit, SeatDraft
from rcp.web.access import requires
from rcp.web.boards import forms, wording
from rcp.web.database import db
from rcp.web.forms import PageForm
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("editing", __name__, url_prefix="/<uuid:board_id>")


@bp.get("/habit")
@requires(access.may_edit_board)
def habit(board: Board) -> ResponseReturnValue:
    """When and where the board meets."""
    return _page(board, _habit_form(board), "habit")


@bp.post("/habit")
@requires(access.may_edit_board)
def change_habit(board: Board) -> ResponseReturnValue:
    """Change when and where the board meets."""
    form = _habit_form(board)

    def change() -> None:
        boards.rename(db(), board, form.name.data or "", by=person())
        boards.change_habit(db(), board, _habit(board, form), by=person())

    return _save(board, form, "habit", change)


@bp.get("/officers")
@requires(access.may_edit_board)
def officers(board: Board) -> ResponseReturnValue:
    """Who answers for the board."""
    return _page(board, _officers_form(board), "officers")


@bp.post("/officers")
@requires(access.may_edit_board)
def name_officers(board: Board) -> ResponseReturnValue:
    """Name who answers for the board."""
    form = _officers_form(board)
    known = {str(one.id): one for one in people.everybody(db())}

    def change() -> None:
        named = {name: known.get(form[name].data) for name in ("chair", "coordinator", "secretary")}
        boards.name_officers(db(), board, **named, by=person())

    return _save(board, form, "officers", change)


@bp.get("/minutes")
@requires(access.may_edit_board)
def minutes(board: Board) -> ResponseReturnValue:
    """How long meetings and cases last."""
    return _page(board, _minutes_form(board), "minutes")


@bp.post("/minutes")
@requires(access.may_edit_board)
def change_minutes(board: Board) -> ResponseReturnValue:
    """Change how long meetings and cases last."""
    form = _minutes_form(board)

    def change() -> None:
        boards.change_minutes(
            db(),
            board,
            minutes=form.minutes.data or 0,
            reserve=form.reserve.data or 0,
            per_case={kind: form[kind.value].data for kind in CaseClass},
            by=person(),
        )

    return _save(board, form, "minutes", change)


@bp.get("/fields")
@requires(access.may_edit_board)
def fields(board: Board) -> ResponseReturnValue:
    """What a case must tell, as YAML."""
    text = plain_yaml.dump(board.form.fields)
    told = {"text": text, "number": board.form.number}
    return _page(board, forms.FieldsForm(data=told), "fields")


@bp.post("/fields")
@requires(access.may_edit_board)
def change_fields(board: Board) -> ResponseReturnValue:
    """Change what a case must tell."""
    form = forms.FieldsForm()

    def change() -> None:
        board_forms.change_fields_text(
            db(), board, form.text.data or "", by=person(), number=form.number.data
        )

    return _save(board, form, "fields", change)


@bp.get("/seats")
@requires(access.may_edit_board)
def seats(board: Board) -> ResponseReturnValue:
    """The seats, and one more."""
    return _seats_page(board, _seat_form(board))


@bp.post("/seats")
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
    boards.set_seats(db(), board, wanted, board.min_specialties, by=person())
    flash(_("Les sièges sont enregistrés."), "success")
    return redirect(url_for(".seats", board_id=board.id), code=303)


@bp.post("/seats/<group>/remove")
@requires(access.may_edit_board)
def remove_seat(board: Board, group: str) -> ResponseReturnValue:
    """Ask no more for a competence."""
    kept = [_draft(seat) for seat in board.seats if seat.group_code != group]
    boards.set_seats(db(), board, kept, board.min_specialties, by=person())
    flash(_("Le siège est retiré."), "success")
    return redirect(url_for(".seats", board_id=board.id), code=303)


@bp.get("/seats/<group>/members")
@requires(access.may_edit_board)
def members(board: Board, group: str) -> ResponseReturnValue:
    """Who is named for a seat."""
    seat = _seat(board, group)
    return _members_page(board, seat, _members_form(board, seat))


@bp.post("/seats/<group>/members")
@requires(access.may_edit_board)
def name_members(board: Board, group: str) -> ResponseReturnValue:
    """Name people for a seat."""
    seat = _seat(board, group)
    form = _members_form(board, seat)
    if not form.validate_on_submit():
        return _members_page(board, seat, form), 422
    titular, deputies = _chosen(form.members.data), _chosen(form.deputies.data)
    try:
        boards.name_members(db(), seat, titular, deputies, by=person())
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _members_page(board, seat, form), 422
    flash(_("Les membres sont enregistrés."), "success")
    return redirect(url_for("boards.show", board_id=board.id), code=303)


def _save(
    board: Board, form: PageForm, subject: str, change: Callable[[], None]
) -> ResponseReturnValue:
    """Check the form, change the board, go back to it."""
    if not form.validate_on_submit():
        return _page(board, form, subject), 422
    try:
        change()
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(board, form, subject), 422
    flash(_("La RCP est modifiée."), "success")
    return redirect(url_for("boards.show", board_id=board.id), code=303)


def _page(board: Board, form: PageForm, subject: str) -> str:
    titles = {
        "habit": _("Rythme et lieu"),
        "officers": _("Responsables"),
        "minutes": _("Durées"),
        "fields": _("Champs cliniques"),
    }
    return render_template(
        "boards/form.html",
        title=f"{titles[subject]} – {board.name}",
        form=form,
        url="",
        submit=_("Enregistrer"),
        back_url=url_for("boards.show", board_id=board.id),
        back=board.name,
    )


def _habit_form(board: Board) -> forms.HabitForm:
    form = forms.HabitForm(
        data={
            "name": board.name,
            "cadence": board.cadence.value,
            "weekday": board.weekday,
            "weeks": board.weeks_of_month,
            "at": board.at,
            "room": str(board.room_id or ""),
            "video_url": board.video_url,
        }
    )
    form.cadence.choices = list(forms.cadences())
    form.weekday.choices = [(day, wording.weekday_name(day)) for day in range(7)]
    form.weeks.choices = [(week, str(week)) for week in range(1, 6)]
    rooms = [(str(room.id), room.name) for room in board.organization.rooms]
    form.room.choices = [("", _("Aucune salle")), *rooms]
    return form


def _habit(board: Board, form: forms.HabitForm) -> Habit:
    rooms = {str(room.id): room for room in board.organization.rooms}
    return Habit(
        cadence=Cadence(form.cadence.data),
        weekday=form.weekday.data,
        at=form.at.data or board.at,
        weeks_of_month=tuple(form.weeks.data or ()) or tuple(board.weeks_of_month),
        room=rooms.get(form.room.data),
        video_url=form.video_url.data or "",
    )


def _officers_form(board: Board) -> forms.OfficersForm:
    held = {name: str(getattr(board, f"{name}_id") or "") for name in _OFFICES}
    form = forms.OfficersForm(data=held)
    choices = forms.people_choices([one for one in people.everybody(db()) if one.is_active])
    for name in _OFFICES:
        form[name].choices = list(choices)
    return form


_OFFICES = ("chair", "coordinator", "secretary")


def _minutes_form(board: Board) -> forms.MinutesForm:
    told: dict[str, Any] = {kind.value: 10 for kind in CaseClass} | board.minutes_per_case
    return forms.MinutesForm(
        data={**told, "minutes": board.minutes, "reserve": board.reserve_minutes}
    )


def _draft(seat: Seat) -> SeatDraft:
    return SeatDraft(seat.group_code, seat.minimum, seat.is_mandatory)


def _seat_form(board: Board) -> forms.SeatForm:
    form = forms.SeatForm()
    labels = wording.groups(db())
    form.group.choices = sorted(labels.items(), key=lambda item: item[1])
    return form


def _seats_page(board: Board, form: forms.SeatForm) -> str:
    return render_template(
        "boards/seats.html", board=board, form=form, seats=wording.seats(db(), board)
    )


def _seat(board: Board, group: str) -> Seat:
    for seat in board.seats:
        if seat.group_code == group:
            return seat
    raise NotFound("not_here")


def _members_form(board: Board, seat: Seat) -> forms.MembersForm:
    pool = boards.pools(db(), board)[seat.group_code]
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
