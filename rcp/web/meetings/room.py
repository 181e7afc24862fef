"""The room screen: who is there, whether they suffice, one case after the other."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.base import utc_now
from rcp.db.models import AgendaItemState, Attendance, Meeting, Practitioner
from rcp.domain import access
from rcp.domain.case import PostponeCause
from rcp.domain.errors import RuleBroken
from rcp.domain.minutes import OPEN
from rcp.domain.quorum import Presence
from rcp.services import meeting_lists, meetings, minutes, opinions, people, writing
from rcp.web.access import requires
from rcp.web.cases.words import Tag
from rcp.web.database import db, roll_back, trace_reading
from rcp.web.formats import hour
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.meetings import pages, words
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.forms import PostponeForm, guest_options
from rcp.web.meetings.opinion_form import OpinionForm, form_for
from rcp.web.meetings.pages import Line
from rcp.web.sentences import sentence


@bp.get("/<uuid:meeting_id>/room")
@requires(access.may_run_meeting)
def room(meeting: Meeting) -> ResponseReturnValue:
    """The screen of chair and secretary."""
    trace_reading(person(), "meeting.read", meeting)
    return held(meeting, request.args.get("item", ""))


@bp.post("/<uuid:meeting_id>/open")
@requires(access.may_run_meeting)
def begin(meeting: Meeting) -> ResponseReturnValue:
    """Open the meeting."""
    try:
        meetings.open_meeting(db(), meeting, person(), utc_now())
    except RuleBroken as broken:
        return held(meeting, "", sentence(broken), 422)
    flash(_("La séance est ouverte. Cochez les présents."), "success")
    return redirect(url_for(".room", meeting_id=meeting.id), code=303)


@bp.post("/<uuid:meeting_id>/close")
@requires(access.may_run_meeting)
def end(meeting: Meeting) -> ResponseReturnValue:
    """Close the meeting; what was not heard waits again."""
    try:
        left = meetings.close_meeting(db(), meeting, person(), utc_now())
    except RuleBroken as broken:
        return held(meeting, "", sentence(broken), 422)
    flash(_("La séance est close. Relisez le compte rendu, puis soumettez-le."), "success")
    if left:
        flash(
            ngettext(
                "%(num)s dossier non examiné retourne dans la liste d’attente.",
                "%(num)s dossiers non examinés retournent dans la liste d’attente.",
                left,
            ),
            "info",
        )
    written = meetings.minutes_of(db(), meeting)
    return redirect(url_for("minutes.show", minutes_id=written.id), code=303)


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


def held(
    meeting: Meeting,
    asked: str,
    refusal: str | None = None,
    status: int = 200,
    *,
    form: OpinionForm | None = None,
) -> ResponseReturnValue:
    """The room screen, with what was refused and what had been typed, if anything."""
    if status >= 400:
        roll_back()
    meeting = meeting_lists.whole(db(), meeting)
    told = around(meeting, asked)
    ticked = any(one.presence.counts for one in meeting.attendances)
    page = render_template(
        "meetings/room.html",
        **told,
        **_case_shown(told["current"], form),
        is_open=not ticked or bool(request.args.get("open")),
        shown_words=words.OPINION_WORDS,
        refusal=refusal,
        running_for=pages.minutes_open(meeting, utc_now()),
    )
    return page, status


def around(meeting: Meeting, asked: str) -> dict[str, object]:
    """What surrounds a case in the room: people, quorum, agenda."""
    zone = meeting.board.organization.time_zone
    lines = pages.lines(db(), meeting, people.actor_of(person()))
    current = pages.current_line(lines, asked)
    table = pages.present_table(db(), meeting, language())
    written = minutes.written_for(db(), meeting)
    return {
        "meeting": meeting,
        "zone": zone,
        "state": meeting.state.value,
        "entries": [_entry(line, meeting, current, zone) for line in lines],
        "current": current,
        "next": pages.next_line(lines, current),
        "left": sum(line.is_to_hear for line in lines),
        "table_now": table,
        "missing": words.missing(table),
        "people": pages.table_of(db(), meeting, language())[1],
        "choices": words.presence_choices(),
        "guests": guest_options(*meeting_lists.addable_people(db(), meeting)),
        "postpone": PostponeForm(formdata=None),
        "suggested_cause": (PostponeCause.TIME if table.reached else PostponeCause.QUORUM).value,
        "minutes": written,
        "is_frozen": written is not None and written.state not in OPEN,
    }


def _case_shown(line: object, form: OpinionForm | None) -> dict[str, object]:
    """The case before the meeting, as those who may read it see it."""
    asking = people.actor_of(person())
    if not isinstance(line, Line) or not access.may_read_case(asking, line.item.case):
        return {"case": None, "fields": [], "form": None, "draft": None}
    trace_reading(person(), "case.read", line.item.case)
    draft = opinions.draft_of(line.opinion) if line.opinion else None
    version = line.opinion.version if line.opinion else None
    typed = writing.latest(db(), line.item, version or 0)
    shown = form or form_for(line.item, draft, version, {one: typed[one].text for one in typed})
    shown.offer(possible_owners(line), line.item.case.referrer)
    return {
        "case": line.item.case,
        "fields": pages.clinical_fields(line.item, language()),
        "form": shown,
        "draft": draft,
        "typed": {name: {"number": row.number, "text": row.text} for name, row in typed.items()},
        "basis": version or 0,
        "fingerprint": meeting_lists.fingerprint(db(), line.item.meeting),
        "writer": person(),
    }


def _entry(line: Line, meeting: Meeting, current: Line | None, zone: str) -> dict[str, object]:
    """A line of the agenda beside the case."""
    case = line.item.case
    late = line.slot is not None and line.slot.overruns
    return {
        "number": line.number,
        "title": line.patient or case.reference,
        "note": _("urgent") if case.is_urgent else "",
        "when": hour(line.slot.starts, zone) if line.slot else "",
        "url": url_for(".room", meeting_id=meeting.id, item=line.id),
        "current": current is not None and line.id == current.id,
        "state": _STATES.get(line.item.state, "todo"),
        "tag": _remark(line, late=late),
    }


def _remark(line: Line, *, late: bool) -> Tag | None:
    """What is unusual about a line."""
    if line.opinion is not None and line.opinion.lacks_quorum:
        return Tag(_("Sans quorum"), "warning")
    if line.item.state is AgendaItemState.POSTPONED:
        return line.tag
    return Tag(_("Au-delà de l’heure de fin"), "warning") if late and line.is_to_hear else None


_STATES = {
    AgendaItemState.DISCUSSED: "done",
    AgendaItemState.REGISTERED: "done",
    AgendaItemState.POSTPONED: "aside",
}


def possible_owners(line: Line) -> list[Practitioner]:
    """Who may be given an action: the referrer, then the people of the meeting."""
    item = line.item
    listed = sorted(
        (one.practitioner for one in item.meeting.attendances), key=lambda one: one.family_name
    )
    earlier = [action.owner for action in line.opinion.actions] if line.opinion else []
    return list(dict.fromkeys([item.case.referrer, *listed, *earlier]))
