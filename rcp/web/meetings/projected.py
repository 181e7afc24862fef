"""The screen that the whole room sees: large, without what only those who run the meeting need."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from rcp.db.base import utc_now
from rcp.db.models import Meeting
from rcp.domain import access
from rcp.services import meeting_lists, opinions, people, room_mark
from rcp.web.access import requires
from rcp.web.cases import file
from rcp.web.database import db, trace_reading
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.meetings import pages, words
from rcp.web.meetings.around import agenda_entry, arrival_shown
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.clock import Clock, clock_of
from rcp.web.meetings.pages import Line
from rcp.web.meetings.told import NOTHING, told_of


@bp.get("/<uuid:meeting_id>/projected")
@requires(access.may_read_meeting)
def projected(meeting: Meeting) -> ResponseReturnValue:
    """The page that is projected, or followed from a distance."""
    trace_reading(person(), "meeting.read", meeting)
    return render_template("meetings/projected.html", **_shown(meeting))


@bp.get("/<uuid:meeting_id>/projected/part")
@requires(access.may_read_meeting)
def projected_part(meeting: Meeting) -> ResponseReturnValue:
    """What the page shows now, or nothing as long as it has `seen` it."""
    if request.args.get("seen") == _mark(meeting):
        return "", 204
    return render_template("meetings/_projected.html", **_shown(meeting))


def _mark(meeting: Meeting) -> str:
    """Changes with the room, and each minute, as the hours foreseen do."""
    now = utc_now()
    return f"{room_mark.fingerprint(db(), meeting, now)}-{int(now.timestamp()) // 60}"


def _shown(meeting: Meeting) -> dict[str, Any]:  # Any: what a template prints
    mark, now = _mark(meeting), utc_now()
    meeting = meeting_lists.whole(db(), meeting)
    lines = pages.lines(db(), meeting, people.actor_of(person()))
    clock = clock_of(db(), meeting, lines, "", now)
    table = pages.present_table(db(), meeting, language())
    return {
        "meeting": meeting,
        "zone": meeting.board.organization.time_zone,
        "state": meeting.state.value,
        "mark": mark,
        "clock": clock,
        "running_for": pages.minutes_open(meeting, now),
        "entries": [_entry(line, clock, meeting) for line in lines],
        "table_now": table,
        "missing": words.missing(table),
        "arrival": arrival_shown(meeting, now),
        "line": _in_sight(clock),
        "shown_words": words.OPINION_WORDS,
        **_case_told(_in_sight(clock)),
    }


def _entry(line: Line, clock: Clock, meeting: Meeting) -> dict[str, object]:
    heard = clock.heard is not None and clock.heard.id == line.id
    zone = meeting.board.organization.time_zone
    return {**agenda_entry(line, clock, zone), "url": "", "current": heard}


def _in_sight(clock: Clock) -> Line | None:
    """The case that is heard; the one heard last stays as long as its opinion is fresh."""
    if clock.heard is not None:
        return clock.heard
    last = clock.shown
    return last if last is not None and last.opinion is not None else None


def _case_told(line: Line | None) -> dict[str, Any]:  # Any: what a template prints
    """The case as whoever projects it may read it: nothing that is still being typed."""
    asking = people.actor_of(person())
    if line is None or not access.may_read_case(asking, line.item.case):
        return {"case": None, "told": NOTHING, "draft": None}
    case = line.item.case
    trace_reading(person(), "case.read", case)
    is_whole = access.may_read_clinical(asking, case)
    given = line.opinion if is_whole else None
    return {
        "case": case,
        "is_whole": is_whole,
        "banner": file.banner(case),
        "told": told_of(line, asking),
        "draft": opinions.draft_of(given) if given else None,
    }
