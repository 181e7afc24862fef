"""The room screen: who is there, whether they suffice, one case after the other."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.base import utc_now
from rcp.db.models import Meeting, Practitioner
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import meeting_lists, meetings, opinions, people, room_mark, writing
from rcp.web.access import requires
from rcp.web.database import db, roll_back, trace_reading
from rcp.web.identity import person
from rcp.web.meetings import pages, words
from rcp.web.meetings.around import around
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.opinion_form import OpinionForm, form_for
from rcp.web.meetings.pages import Line
from rcp.web.meetings.told import NOTHING, told_of
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


def _case_shown(line: object, form: OpinionForm | None) -> dict[str, object]:
    """The case before the meeting, as those who may read it see it."""
    asking = people.actor_of(person())
    if not isinstance(line, Line) or not access.may_read_case(asking, line.item.case):
        return {"case": None, "told": NOTHING, "form": None, "draft": None}
    trace_reading(person(), "case.read", line.item.case)
    draft = opinions.draft_of(line.opinion) if line.opinion else None
    version = line.opinion.version if line.opinion else None
    typed = writing.latest(db(), line.item, version or 0)
    shown = form or form_for(line.item, draft, version, {one: typed[one].text for one in typed})
    shown.offer(possible_owners(line), line.item.case.referrer)
    return {
        "case": line.item.case,
        "told": told_of(line, asking),
        "form": shown,
        "draft": draft,
        "typed": {name: {"number": row.number, "text": row.text} for name, row in typed.items()},
        "basis": version or 0,
        "fingerprint": room_mark.fingerprint(db(), line.item.meeting, utc_now()),
        "writer": person(),
    }


def possible_owners(line: Line) -> list[Practitioner]:
    """Who may be given an action: the referrer, then the people of the meeting."""
    item = line.item
    listed = sorted(
        (one.practitioner for one in item.meeting.attendances), key=lambda one: one.family_name
    )
    earlier = [action.owner for action in line.opinion.actions] if line.opinion else []
    return list(dict.fromkeys([item.case.referrer, *listed, *earlier]))
