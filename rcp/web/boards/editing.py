"""Changing a board, one subject a page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import Board
from rcp.domain import access
from rcp.domain.calendar import LAST_WEEK, Cadence
from rcp.domain.case import CaseClass
from rcp.services import boards, people
from rcp.services.boards import Habit
from rcp.web.access import requires
from rcp.web.boards import forms, wording
from rcp.web.boards.pages import page, save
from rcp.web.database import db
from rcp.web.identity import person

bp = Blueprint("editing", __name__, url_prefix="/<uuid:board_id>")


@bp.get("/habit")
@requires(access.may_edit_board)
def habit(board: Board) -> ResponseReturnValue:
    """When and where the board meets."""
    return page(board, _habit_form(board), _title("habit"))


@bp.post("/habit")
@requires(access.may_edit_board)
def change_habit(board: Board) -> ResponseReturnValue:
    """Change when and where the board meets."""
    form = _habit_form(board)

    def change() -> None:
        boards.rename(db(), board, form.name.data or "", by=person())
        boards.change_habit(db(), board, _habit(board, form), by=person())

    return save(board, form, _title("habit"), change)


@bp.get("/officers")
@requires(access.may_edit_board)
def officers(board: Board) -> ResponseReturnValue:
    """Who answers for the board."""
    return page(board, _officers_form(board), _title("officers"))


@bp.post("/officers")
@requires(access.may_edit_board)
def name_officers(board: Board) -> ResponseReturnValue:
    """Name who answers for the board."""
    form = _officers_form(board)
    known = {str(one.id): one for one in people.everybody(db())}

    def change() -> None:
        named = {name: known.get(form[name].data) for name in ("chair", "coordinator", "secretary")}
        boards.name_officers(db(), board, **named, by=person())

    return save(board, form, _title("officers"), change)


@bp.get("/minutes")
@requires(access.may_edit_board)
def minutes(board: Board) -> ResponseReturnValue:
    """How long meetings and cases last."""
    return page(board, _minutes_form(board), _title("minutes"))


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

    return save(board, form, _title("minutes"), change)


def _title(subject: str) -> str:
    return {
        "habit": _("Rythme et lieu"),
        "officers": _("Responsables"),
        "minutes": _("Durées"),
    }[subject]


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
            "first_on": board.first_on,
        }
    )
    form.cadence.choices = list(forms.cadences())
    form.weekday.choices = [(day, wording.weekday_name(day)) for day in range(7)]
    form.weeks.choices = [(week, wording.nth(week)) for week in (1, 2, 3, 4, 5, LAST_WEEK)]
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
        first_on=form.first_on.data,
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
