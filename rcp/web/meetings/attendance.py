"""Ticking who is there, from the room screen."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Attendance, Meeting, Practitioner
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.services import meeting_lists, meetings, written_opinions
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import letterhead, person
from rcp.web.meetings.around import around
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.forms import guest_options
from rcp.web.meetings.room import held
from rcp.web.sentences import sentence


@bp.post("/<uuid:meeting_id>/everybody")
@requires(access.may_run_meeting)
def everybody(meeting: Meeting) -> ResponseReturnValue:
    """Tick all those still expected as present in the room."""
    try:
        meetings.mark_everybody(db(), meeting, person(), utc_now())
    except RuleBroken as broken:
        return held(meeting, _item_shown(), sentence(broken), 422)
    return _after_tick(meeting)


@bp.post("/attendances/<uuid:attendance_id>/presence")
@requires(access.may_run_passage)
def tick(attendance: Attendance) -> ResponseReturnValue:
    """Tick how somebody takes part, that they left, or that they are back."""
    asked = request.form.get("presence", "")
    try:
        _tick(attendance, asked)
    except RuleBroken as broken:
        return held(attendance.meeting, _item_shown(), sentence(broken), 422)
    return _after_tick(attendance.meeting)


@bp.post("/attendances/<uuid:attendance_id>/ask-in-writing")
@requires(access.may_run_passage)
def ask_in_writing(attendance: Attendance) -> ResponseReturnValue:
    """Ask somebody who is not there for their opinion in writing."""
    try:
        written_opinions.ask(db(), attendance, letterhead(), person(), utc_now())
    except RuleBroken as broken:
        return held(attendance.meeting, _item_shown(), sentence(broken), 422)
    return _after_tick(attendance.meeting)


@bp.post("/<uuid:meeting_id>/room-people")
@requires(access.may_run_meeting)
def add_to_room(meeting: Meeting) -> ResponseReturnValue:
    """Note that somebody came who was not on the list."""
    offered = dict(guest_options(*meeting_lists.addable_people(db(), meeting)))
    asked = request.form.get("person", "")
    if not asked or asked not in offered:
        return held(meeting, _item_shown(), _("Choisissez une personne de la liste."), 422)
    guest = db().get_one(Practitioner, uuid.UUID(asked))
    try:
        meetings.add_person(db(), meeting, guest, person(), now=utc_now())
    except RuleBroken as broken:
        return held(meeting, _item_shown(), sentence(broken), 422)
    return _after_tick(meeting)


def _tick(attendance: Attendance, asked: str) -> None:
    now = utc_now()
    if asked == "left":
        meetings.leave(db(), attendance, person(), now)
    elif asked == "back":
        meetings.come_back(db(), attendance, person())
    elif asked in set(Presence):
        again = attendance.presence is Presence(asked) and attendance.left_at is None
        presence = Presence.EXPECTED if again else Presence(asked)
        meetings.mark_presence(db(), attendance, presence, person(), now)
        if presence.counts:
            attendance.left_at = None


def _item_shown() -> str:
    return request.form.get("item", "")


def _after_tick(meeting: Meeting) -> ResponseReturnValue:
    """The attendance alone for htmx, which leaves what is being typed untouched."""
    if not request.headers.get("HX-Request"):
        item = _item_shown() or None
        return redirect(url_for(".room", meeting_id=meeting.id, item=item, open=1), code=303)
    db().flush()
    told = around(meeting_lists.whole(db(), meeting), _item_shown())
    return render_template("meetings/_presence.html", **told, is_open=True)
