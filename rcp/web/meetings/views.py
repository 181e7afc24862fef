"""The meetings that concern a person, and one meeting before and after it is held."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from itertools import groupby

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Board, Meeting, MeetingState, Minutes
from rcp.domain import access
from rcp.services import arrivals, documents, meeting_lists, minutes, people
from rcp.web.access import requires
from rcp.web.database import db, roll_back, trace_reading
from rcp.web.documents.downloads import pdf
from rcp.web.formats import local
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.meetings import pages, words
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.forms import CaseChoiceForm, MoveForm, PersonForm, PostponeForm
from rcp.web.meetings.pages import Row


@bp.get("")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """Meetings to come, by week, or those that are over."""
    is_past, board_id, page = request.args.get("when") == "past", _board_asked(), _page_asked()
    found, total = meeting_lists.coming(db(), person(), utc_now(), board_id), 0
    if is_past:
        found, total = meeting_lists.past(db(), person(), utc_now(), board_id, page)
    return render_template(
        "meetings/index.html",
        weeks=_by_week(pages.rows(db(), found, person(), language())),
        options=_options(meeting_lists.boards_met(db(), person())),
        board_id=str(board_id or ""),
        is_past=is_past,
        page=page,
        pages=-(-total // meeting_lists.PAGE),
        may_plan=access.may_coordinate(people.actor_of(person())),
    )


@bp.get("/<uuid:meeting_id>")
@requires(access.may_read_meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """The meeting: when, where, who, what."""
    trace_reading(person(), "meeting.read", meeting)
    return shown(meeting)


@bp.get("/<uuid:meeting_id>/attendance-sheet")
@requires(access.may_run_meeting)
def attendance_sheet(meeting: Meeting) -> Response:
    """The sheet to be signed at the meeting, as a PDF."""
    content = documents.attendance_sheet_to_sign(db(), meeting, utc_now())
    return pdf(content, f"{meeting.reference}-emargement.pdf")


def shown(
    meeting: Meeting,
    refusal: str | None = None,
    status: int = 200,
    *,
    move: MoveForm | None = None,
) -> ResponseReturnValue:
    """The page of a meeting, with what was refused and what had been typed, if anything."""
    if status >= 400:
        roll_back()
    meeting = meeting_lists.whole(db(), meeting)
    asking = people.actor_of(person())
    table, seated = pages.table_of(db(), meeting, language())
    lines = pages.lines(db(), meeting, asking)
    is_ahead = meeting.state is MeetingState.CONVENED
    page = render_template(
        "meetings/show.html",
        meeting=meeting,
        zone=meeting.board.organization.time_zone,
        tag=words.meeting_tag(meeting),
        table_now=table,
        missing=words.missing(table) if table else [],
        people=seated,
        needed=pages.needed(meeting, lines) if is_ahead else {},
        shortenings=pages.shortened(meeting, lines) if is_ahead else [],
        lines=lines,
        minutes=_minutes(meeting),
        own=meeting_lists.own_invitation(db(), meeting, person()),
        own_answer=pages.own_answer(meeting_lists.own_invitation(db(), meeting, person())),
        may_run=access.may_run_meeting(asking, meeting),
        written_asked=_is_asked_in_writing(meeting),
        is_ahead=is_ahead,
        may_arrive=arrivals.is_open(meeting, utc_now()) and access.is_expected_at(asking, meeting),
        may_repair=access.may_repair_meeting(asking, meeting),
        forms=_forms(meeting, move) if access.may_run_meeting(asking, meeting) else None,
        refusal=refusal,
    )
    return page, status


def _is_asked_in_writing(meeting: Meeting) -> bool:
    """Whether the reader's opinion was asked for in writing and has not come."""
    is_over = meeting.state in (MeetingState.HELD, MeetingState.CANCELLED)
    return not is_over and any(
        one.practitioner_id == person().id and one.written_asked_at and not one.presence.counts
        for one in meeting.attendances
    )


def _minutes(meeting: Meeting) -> Minutes | None:
    """The minutes, for whoever may read them."""
    written = minutes.written_for(db(), meeting)
    asking = people.actor_of(person())
    return written if written and access.may_read_minutes(asking, written) else None


def _forms(meeting: Meeting, move: MoveForm | None) -> dict[str, object]:
    """What those who run the meeting can change."""
    moving = move or MoveForm(formdata=None)
    moving.offer(meeting)
    if move is None:
        moving.show(meeting)
    case, guest = CaseChoiceForm(formdata=None), PersonForm(formdata=None)
    case.offer(meeting_lists.waiting_cases(db(), meeting.board))
    guest.offer(*meeting_lists.addable_people(db(), meeting))
    return {"move": moving, "case": case, "person": guest, "postpone": PostponeForm(formdata=None)}


def _by_week(rows: list[Row]) -> list[tuple[datetime, list[Row]]]:
    """The rows with the Monday of their week."""
    return [(monday, list(week)) for monday, week in groupby(rows, _monday)]


def _monday(row: Row) -> datetime:
    starts = local(row.meeting.starts_at, row.zone)
    midnight = starts.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return midnight - timedelta(days=starts.weekday())


def _options(boards: list[Board]) -> list[tuple[str, str]]:
    """The boards to choose from, if there is a choice."""
    named = [(str(board.id), board.name) for board in boards]
    return [("", _("Toutes les réunions")), *named]


def _board_asked() -> uuid.UUID | None:
    try:
        return uuid.UUID(request.args.get("board", ""))
    except ValueError:
        return None


def _page_asked() -> int:
    return max(1, request.args.get("page", 1, type=int))
