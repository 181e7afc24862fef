"""The same meetings as a calendar; the list says the same without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rcp.db.base import utc_now
from rcp.db.models import Meeting
from rcp.domain import access
from rcp.services import meeting_lists
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.formats import local
from rcp.web.identity import person
from rcp.web.meetings.blueprint import bp

LONGEST = timedelta(days=62)


@bp.get("/calendar")
@requires(access.is_signed_in)
def calendar() -> ResponseReturnValue:
    """The week, the month or the list of the person's meetings."""
    return render_template("meetings/calendar.html")


@bp.get("/events")
@requires(access.is_signed_in)
def events() -> ResponseReturnValue:
    """The meetings between two instants, as the calendar asks for them (JSON)."""
    start = _asked("start", utc_now())
    end = min(_asked("end", start + timedelta(days=7)), start + LONGEST)
    return jsonify([_event(one) for one in meeting_lists.between(db(), person(), start, end)])


def _event(meeting: Meeting) -> dict[str, str]:
    """Times are the structure's wall clock: a calendar shows them as they are."""
    zone = meeting.board.organization.zone
    return {
        "id": str(meeting.id),
        "start": local(meeting.starts_at, zone).strftime("%Y-%m-%dT%H:%M"),
        "end": local(meeting.ends_at, zone).strftime("%Y-%m-%dT%H:%M"),
        "title": meeting.board.name,
        "url": url_for("meetings.show", meeting_id=meeting.id),
    }


def _asked(name: str, otherwise: datetime) -> datetime:
    """An instant of the query; anything that is none counts as not asked."""
    try:
        asked = datetime.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise
    aware = asked if asked.tzinfo else asked.replace(tzinfo=UTC)
    return aware if 1970 < aware.year < 2100 else otherwise
