"""Taking a case before the meeting, and the break between two."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from rcp.db.base import utc_now
from rcp.db.models import AgendaItem, Meeting
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import calling
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.room import held
from rcp.web.sentences import sentence


@bp.post("/items/<uuid:item_id>/call")
@requires(access.may_run_passage)
def call(item: AgendaItem) -> ResponseReturnValue:
    """Take a case: its time runs, and the projected screen shows it."""
    try:
        calling.call(db(), item, person(), utc_now())
    except RuleBroken as broken:
        return held(item.meeting, str(item.id), sentence(broken), 422)
    return redirect(url_for(".room", meeting_id=item.meeting_id, item=item.id), code=303)


@bp.post("/<uuid:meeting_id>/rest")
@requires(access.may_run_meeting)
def rest(meeting: Meeting) -> ResponseReturnValue:
    """Take the break that is proposed, or go on."""
    shown = request.form.get("item", "")
    try:
        taken = request.form.get("rest") == "taken"
        calling.rest(db(), meeting, person(), utc_now(), taken=taken)
    except RuleBroken as broken:
        return held(meeting, shown, sentence(broken), 422)
    return redirect(url_for(".room", meeting_id=meeting.id, item=shown or None), code=303)
