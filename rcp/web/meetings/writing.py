"""What the room screen sends while people type, and what it asks for about the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from rcp.db.base import utc_now
from rcp.db.models import AgendaItem, Meeting, TypedText
from rcp.domain import access
from rcp.domain.errors import RuleBroken, Stale
from rcp.services import meeting_lists, room_mark, writing
from rcp.services.writing import Typed
from rcp.web.access import requires
from rcp.web.database import db, roll_back, trace_reading
from rcp.web.identity import person
from rcp.web.meetings.around import around
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.opinion_form import field_labels
from rcp.web.sentences import sentence

_LARGEST = 2**31 - 1


@bp.post("/items/<uuid:item_id>/typing")
@requires(access.may_write_opinion)
def keep_typing(item: AgendaItem) -> ResponseReturnValue:
    """Keep what was typed in one field until a pause; JSON out.

    The answer holds `number` and `text`, which another's change may have joined; `clash` when it
    could not be; `recorded` when the opinion was recorded meanwhile; `said` when it is refused.
    """
    try:
        kept = writing.keep(db(), item, _typed(request.form), person(), utc_now())
    except Stale:
        roll_back()
        return jsonify(recorded=True)
    except RuleBroken as broken:
        return jsonify(said=sentence(broken)), 422
    if kept.theirs is not None:
        return jsonify(number=kept.row.number, clash=_told(kept.theirs))
    return jsonify(number=kept.row.number, text=kept.row.text)


@bp.get("/items/<uuid:item_id>/typing")
@requires(access.may_write_opinion)
def typing(item: AgendaItem) -> ResponseReturnValue:
    """What was typed since pause number `since`, and whether anything around it changed."""
    basis = writing.basis_of(db(), item)
    rows = writing.latest(db(), item, basis).values()
    since = _number(request.args, "since")
    return jsonify(
        basis=basis,
        texts=[_told(row) for row in rows if row.number > since],
        room=room_mark.fingerprint(db(), item.meeting, utc_now()),
    )


@bp.get("/<uuid:meeting_id>/around")
@requires(access.may_run_meeting)
def look_around(meeting: Meeting) -> ResponseReturnValue:
    """Presence and agenda as they are now, to replace those on the screen."""
    whole = meeting_lists.whole(db(), meeting)
    told = around(whole, request.args.get("item", ""))
    return render_template("meetings/_around.html", **told, is_open=bool(request.args.get("open")))


@bp.get("/items/<uuid:item_id>/written")
@requires(access.may_write_opinion)
def written(item: AgendaItem) -> ResponseReturnValue:
    """Who typed what when, clashes included."""
    trace_reading(person(), "case.read", item.case)
    labels = field_labels()
    return render_template(
        "meetings/written.html",
        item=item,
        rows=[_shown(row, labels) for row in writing.history(db(), item)],
        zone=item.meeting.board.organization.time_zone,
    )


def _typed(sent: MultiDict[str, str]) -> Typed:
    return Typed(
        field=sent.get("field", ""),
        text=_lines(sent.get("text", "")),
        was=_lines(sent.get("was", "")),
        over=_number(sent, "over"),
        basis=_number(sent, "basis"),
    )


def _lines(text: str) -> str:
    """Line ends as the browser's text fields hold them."""
    return text.replace("\r\n", "\n")


def _number(sent: MultiDict[str, str], name: str) -> int:
    told = sent.get(name, "")
    return min(int(told), _LARGEST) if told.isascii() and told.isdecimal() and len(told) < 10 else 0


def _shown(row: TypedText, labels: Mapping[str, str]) -> dict[str, Any]:
    """A pause as the list of them shows it: lines are counted from 1."""
    *_list, place, name = ("", "", *row.field.split("-"))[-3:]
    label = labels.get(name, name)
    return {
        "writer": row.writer,
        "typed_at": row.typed_at,
        "clashed": row.clashed,
        "text": row.text,
        "label": f"{label} {int(place) + 1}" if place else label,
    }


def _told(row: TypedText) -> dict[str, Any]:
    return {
        "field": row.field,
        "number": row.number,
        "text": row.text,
        "by": row.writer.name,
        "mine": row.writer_id == person().id,
        "writing": writing.is_writing(row, utc_now()),
    }
