"""Actions followed until done: one's own, and for those who run boards all that are open."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Action, Board, Practitioner
from rcp.domain import access
from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.opinion import ActionState
from rcp.services import actions, agendas, people
from rcp.services.case_lists import boards_run_by
from rcp.web.access import requires
from rcp.web.actions import sentences  # noqa: F401  its refusals must have words
from rcp.web.actions.forms import CloseForm, FollowForm
from rcp.web.actions.listing import PAGE, FollowFilter, bounded, grouped
from rcp.web.cases.choices import SelectChoice
from rcp.web.database import db, trace_reading
from rcp.web.identity import letterhead, person
from rcp.web.links import maybe
from rcp.web.sentences import sentence

bp = Blueprint("actions", __name__, url_prefix="/actions")


@bp.get("")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """One's own actions: late, to do, closed."""
    mine = actions.actions_of(db(), person())
    _trace(mine)
    boards = boards_run_by(db(), person())
    return render_template("actions/index.html", groups=grouped(mine, _today()), boards=boards)


@bp.get("/boards")
@requires(access.is_signed_in)
def of_boards() -> ResponseReturnValue:
    """All that is open for the boards that one runs, without the clinical words."""
    boards = boards_run_by(db(), person())
    everything = actions.open_actions_of_boards(db(), boards)
    form = _follow_form(boards, everything)
    wanted = FollowFilter.asked(form.board.data, form.owner.data, only_late=bool(form.late.data))
    kept = [one for one in everything if wanted.keeps(one, _today())]
    page, pages = bounded(request.args.get("page", 1, type=int), len(kept))
    return render_template(
        "actions/boards.html",
        form=form,
        rows=kept[(page - 1) * PAGE : page * PAGE],
        kept=len(kept),
        total=len(everything),
        page=page,
        pages=pages,
        asked={name: one for name, one in request.args.items() if one and name != "page"},
        today=_today(),
    )


@bp.get("/mine.ics")
@requires(access.is_signed_in)
def calendar() -> ResponseReturnValue:
    """One's open actions as calendar entries, in neutral words."""
    content = actions.open_calendar(db(), person(), letterhead(), agendas.zone_of(person()))
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="actions.ics"'
    return response


@bp.get("/<uuid:action_id>")
@requires(access.may_follow_action)
def show(action: Action) -> ResponseReturnValue:
    """One action: what, by when, and how to close it."""
    return _show(action, CloseForm(state=ActionState.DONE.value))


@bp.post("/<uuid:action_id>/close")
@requires(access.may_follow_action)
def close(action: Action) -> ResponseReturnValue:
    """Close it as done or abandoned."""
    form = CloseForm()
    if not form.validate_on_submit():
        return _show(action, form, 422)
    try:
        state, outcome = ActionState(form.state.data), form.outcome.data or ""
        actions.close(db(), action, state, outcome, by=person(), now=utc_now())
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _show(action, form, 422)
    return _back(action, _("L’action est close."))


@bp.post("/<uuid:action_id>/start")
@requires(access.may_follow_action)
def start(action: Action) -> ResponseReturnValue:
    """Say that somebody is at it."""
    actions.start(db(), action, by=person())
    return _back(action, _("L’action est en cours."))


@bp.post("/<uuid:action_id>/reopen")
@requires(access.may_follow_action)
def reopen(action: Action) -> ResponseReturnValue:
    """Take it up again."""
    actions.reopen(db(), action, by=person())
    return _back(action, _("L’action est rouverte."))


def _follow_form(boards: Sequence[Board], shown: Sequence[Action]) -> FollowForm:
    form = FollowForm(request.args, meta={"csrf": False})
    owners = sorted({one.owner for one in shown}, key=lambda one: (one.family_name, one.given_name))
    form.board.choices = _choices(_("Toutes"), boards)
    form.owner.choices = _choices(_("Tous"), owners)
    return form


def _choices(everything: str, named: Sequence[Board | Practitioner]) -> list[Any]:
    """All of them, or one; Any: WTForms has no type for a choice yet."""
    return [
        SelectChoice("", everything),
        *(SelectChoice(str(one.id), one.name) for one in named),
    ]


def _back(action: Action, said: str) -> ResponseReturnValue:
    """To one's own list, or to the action when it is somebody else's."""
    flash(said, "success")
    if action.owner_id == person().id:
        return redirect(url_for(".index"), code=303)
    return redirect(url_for(".show", action_id=action.id), code=303)


def _show(action: Action, form: CloseForm, status: int = 200) -> ResponseReturnValue:
    if not action.is_published:
        raise NotFound("not_here")
    trace_reading(person(), "action.read", action)
    may_read = access.may_read_case(people.actor_of(person()), action.case)
    page = render_template(
        "actions/show.html",
        action=action,
        is_open=action.state in actions.OPEN,
        is_late=actions.is_overdue(action, _today()),
        case_url=maybe("cases.show", case_id=action.case_id) if may_read else None,
        zone=action.case.board.organization.time_zone,
        form=form,
    )
    return page, status


def _today() -> date:
    return utc_now().astimezone(agendas.zone_of(person())).date()


def _trace(read: Sequence[Action]) -> None:
    """One entry for the whole list, naming every case whose actions were read."""
    if read:
        cases: set[uuid.UUID] = {action.case_id for action in read}
        named = " ".join(sorted({action.case.reference for action in read}))
        trace_reading(person(), "action.listed", person(), cases=named, count=len(cases))
