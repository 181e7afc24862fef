"""Writing the opinion of the meeting on a case."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import AgendaItem, MeetingState
from rcp.domain import access
from rcp.domain.errors import RuleBroken, Stale
from rcp.services import calling, likeness, meetings, opinions, people
from rcp.services.opinions import OpinionDraft
from rcp.web.access import requires
from rcp.web.database import db, roll_back
from rcp.web.formats import numeric_day
from rcp.web.identity import person
from rcp.web.meetings import pages
from rcp.web.meetings.blueprint import bp
from rcp.web.meetings.forms import PostponeForm
from rcp.web.meetings.opinion_form import (
    EMPTY_LINES,
    OpinionForm,
    expected_version,
    typed_draft,
)
from rcp.web.meetings.pages import Line
from rcp.web.meetings.room import held, possible_owners
from rcp.web.meetings.words import OPINION_WORDS
from rcp.web.sentences import sentence


@bp.post("/items/<uuid:item_id>/opinion")
@requires(access.may_write_opinion)
def write(item: AgendaItem) -> ResponseReturnValue:
    """Keep the opinion, or give the form back with one more line or with what is wrong."""
    line, form = _line(item), OpinionForm()
    owners = possible_owners(line)
    if (wanted := request.form.get("add", "")) in EMPTY_LINES:
        form.add_lines(wanted, 1)
        return held(item.meeting, str(item.id), form=form)
    form.offer(owners, item.case.referrer)
    if not form.validate_on_submit():
        return held(item.meeting, str(item.id), status=422, form=form)
    return _keep(item, form, typed_draft(form, owners))


@bp.post("/items/<uuid:item_id>/carry-over")
@requires(access.may_run_passage)
def carry_over(item: AgendaItem) -> ResponseReturnValue:
    """Postpone the case in hand, then go on with the next one."""
    form, meeting = PostponeForm(), item.meeting
    if not form.validate_on_submit():
        return held(meeting, str(item.id), _("Choisissez la cause du report."), 422)
    following = _following(item)
    try:
        meetings.carry_over(db(), item, form.chosen, person(), utc_now())
    except RuleBroken as broken:
        return held(meeting, str(item.id), sentence(broken), 422)
    flash(_("%(case)s retourne dans la liste d’attente.", case=item.case.reference), "info")
    return _go_on(item, following)


@bp.post("/items/<uuid:item_id>/take-up")
@requires(access.may_run_passage)
def take_up(item: AgendaItem) -> ResponseReturnValue:
    """Hear a postponed case after all."""
    try:
        meetings.add_case(db(), item.meeting, item.case, person(), now=utc_now())
    except RuleBroken as broken:
        return held(item.meeting, str(item.id), sentence(broken), 422)
    return _to_room(item, str(item.id))


@bp.post("/items/<uuid:item_id>/count-again")
@requires(access.may_write_opinion)
def count_again(item: AgendaItem) -> ResponseReturnValue:
    """Count the quorum of a case with those present now."""
    opinion = opinions.opinion_on(db(), item)
    try:
        if opinion is not None:
            opinions.count_again(db(), opinion, person())
    except RuleBroken as broken:
        return held(item.meeting, str(item.id), sentence(broken), 422)
    flash(_("Le quorum de ce dossier est recompté."), "success")
    return _to_room(item, str(item.id))


def _keep(item: AgendaItem, form: OpinionForm, draft: OpinionDraft) -> ResponseReturnValue:
    following = _following(item)
    try:
        opinions.record_opinion(
            db(), item, draft, person(), utc_now(), expected_version=expected_version(form)
        )
    except RuleBroken as broken:
        form.blame(broken)
        return held(item.meeting, str(item.id), status=422, form=form)
    except Stale:
        return _both_texts(item, form, draft)
    flash(_("Avis enregistré pour %(case)s.", case=item.case.reference), "success")
    _point_out_twice(item, draft)
    goes_on = request.form.get("then") == "next"
    return _go_on(item, following) if goes_on else _to_room(item, str(item.id))


def _point_out_twice(item: AgendaItem, draft: OpinionDraft) -> None:
    """Examinations that another meeting of the last months already asked for this patient."""
    texts = [one.text for one in draft.examinations]
    since = utc_now().date() - likeness.RECENT
    for one in likeness.examinations_before(db(), item.case, texts, since):
        if one.case.id != item.case.id:
            told = _(
                "« %(examination)s » a déjà été demandé le %(day)s par %(board)s.",
                examination=one.text,
                day=numeric_day(one.on.date()),
                board=one.case.board.name,
            )
            flash(told, "warning")


def _both_texts(item: AgendaItem, form: OpinionForm, draft: OpinionDraft) -> ResponseReturnValue:
    """What was kept meanwhile beside what was typed: whoever typed decides."""
    roll_back()
    kept, line = opinions.opinion_on(db(), item), _line(item)
    form.version.data = str(kept.version) if kept else ""
    form.offer(possible_owners(line), item.case.referrer)
    page = render_template(
        "meetings/stale.html",
        item=item,
        line=line,
        kept=kept,
        kept_draft=opinions.draft_of(kept) if kept else None,
        typed=draft,
        form=form,
        shown_words=OPINION_WORDS,
        zone=item.meeting.board.organization.time_zone,
    )
    return page, 409


def _line(item: AgendaItem) -> Line:
    lines = pages.lines(db(), item.meeting, people.actor_of(person()))
    found = next((line for line in lines if line.item is item), None)
    if found is None:
        raise RuleBroken("opinion_not_on_agenda")
    return found


def _following(item: AgendaItem) -> str:
    """The id of the case to hear next, empty when this was the last."""
    lines = pages.lines(db(), item.meeting, people.actor_of(person()))
    following = pages.next_line(lines, pages.current_line(lines, str(item.id)))
    return str(following.id) if following else ""


def _go_on(item: AgendaItem, following: str) -> ResponseReturnValue:
    """Take the next case, if the meeting is still under way."""
    if following and item.meeting.state is MeetingState.RUNNING:
        calling.call(db(), db().get_one(AgendaItem, uuid.UUID(following)), person(), utc_now())
    return _to_room(item, following)


def _to_room(item: AgendaItem, shown: str) -> ResponseReturnValue:
    target = url_for(".room", meeting_id=item.meeting_id, item=shown or None)
    return redirect(target, code=303)
