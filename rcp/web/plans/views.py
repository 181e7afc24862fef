"""Planning pages."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from rcp.db.base import utc_now
from rcp.db.models import Meeting, Plan, PlanState
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import agenda_ages, agendas, people
from rcp.services.planning import acceptance, lists, run
from rcp.services.planning.held_back import held_back
from rcp.services.planning.picture import picture as picture_of
from rcp.services.planning.week import week_of
from rcp.services.planning.why import why as why_of
from rcp.web.access import requires
from rcp.web.cases.piece_words import lacks_in_words
from rcp.web.database import db
from rcp.web.identity import letterhead, person
from rcp.web.languages import language
from rcp.web.plans import sentences  # noqa: F401  its refusals must have words
from rcp.web.plans.forms import PlanForm
from rcp.web.plans.grid import days_of, rows_of
from rcp.web.plans.questions import CaseQuestion, DayQuestion, question_forms, question_in
from rcp.web.plans.reasons.answers import told
from rcp.web.plans.reasons.words import in_words
from rcp.web.sentences import sentence

bp = Blueprint("plans", __name__, url_prefix="/plans")


@bp.get("")
@requires(access.may_coordinate)
def index() -> ResponseReturnValue:
    """Earlier plans, and the form for a new one."""
    form = _form()
    form.first_day.data = utc_now().date() + timedelta(days=2)
    form.weeks.data, form.time_limit.data = 6, 15
    form.boards.data = [str(board.id) for board in lists.boards_run_by(db(), person())]
    return _index(form)


@bp.post("")
@requires(access.may_coordinate)
def ask() -> ResponseReturnValue:
    """Queue a search and show it at work."""
    form = _form()
    if not form.validate_on_submit():
        return _index(form, 422)
    try:
        plan = run.request_plan(
            db(),
            **form.wishes(),
            by=person(),
            now=utc_now(),
        )
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _index(form, 422)
    return redirect(url_for(".show", plan_id=plan.id), code=303)


@bp.post("/repair/<uuid:meeting_id>")
@requires(access.may_repair_meeting)
def repair(meeting: Meeting) -> ResponseReturnValue:
    """Queue the search for the least change that gives a meeting told what it lacks."""
    try:
        plan = run.request_repair(db(), meeting, by=person(), now=utc_now())
    except RuleBroken as broken:
        flash(sentence(broken), "danger")
        return redirect(url_for("meetings.show", meeting_id=meeting.id), code=303)
    return redirect(url_for(".show", plan_id=plan.id), code=303)


@bp.get("/<uuid:plan_id>")
@requires(access.may_read_plan)
def show(plan: Plan) -> ResponseReturnValue:
    """The plan, or its progress while it is searched for."""
    return _show(plan)


@bp.get("/<uuid:plan_id>/meeting")
@requires(access.may_read_plan)
def meeting(plan: Plan) -> ResponseReturnValue:
    """One meeting of the plan beside the agendas of its week (`key` names it)."""
    shown = picture_of(db(), plan, language())
    week = week_of(plan, shown, request.args.get("key", ""))
    return render_template(
        "plans/meeting.html", plan=plan, week=week, days=days_of(week), rows=rows_of(week, plan.id)
    )


@bp.get("/<uuid:plan_id>/question")
@requires(access.may_read_plan)
def question(plan: Plan) -> ResponseReturnValue:
    """Why not that day, why not in that meeting: the forms (`meeting` and `case` fill them)."""
    names = picture_of(db(), plan, language()).names
    return _question(plan, question_forms(request.args, names))


@bp.get("/<uuid:plan_id>/why")
@requires(access.may_read_plan)
def why(plan: Plan) -> ResponseReturnValue:
    """Why not, and what would help; the ways alone when htmx asks for them."""
    names = picture_of(db(), plan, language()).names
    forms = question_forms(request.args, names)
    asked = question_in(request.args, *forms)
    if asked is None:
        return _question(plan, forms, 422)
    try:
        found = why_of(plan, names.clock, asked)
    except RuleBroken as broken:
        forms[0].form_errors.append(sentence(broken))
        return _question(plan, forms, 422)
    page = "plans/_ways.html" if request.headers.get("HX-Request") else "plans/why.html"
    return render_template(page, plan=plan, **told(found, asked, names))


@bp.get("/<uuid:plan_id>/progress")
@requires(access.may_read_plan)
def progress(plan: Plan) -> ResponseReturnValue:
    """The progress alone, asked for again and again; the whole page once the search is over."""
    if plan.state not in (PlanState.WAITING, PlanState.RUNNING):
        return "", 200, {"HX-Redirect": url_for(".show", plan_id=plan.id)}
    return render_template("plans/_progress.html", plan=plan)


@bp.post("/<uuid:plan_id>/accept")
@requires(access.may_settle_plan)
def accept(plan: Plan) -> ResponseReturnValue:
    """Convene the meetings and send the invitations."""
    try:
        meetings = acceptance.accept(db(), plan, letterhead(), by=person(), now=utc_now())
    except RuleBroken as broken:
        return _show(plan, sentence(broken), 422)
    flash(
        ngettext(
            "Plan accepté : %(num)s séance convoquée. Les invitations partent.",
            "Plan accepté : %(num)s séances convoquées. Les invitations partent.",
            len(meetings),
        ),
        "success",
    )
    return redirect(url_for("meetings.index"), code=303)


@bp.post("/<uuid:plan_id>/discard")
@requires(access.may_settle_plan)
def discard(plan: Plan) -> ResponseReturnValue:
    """Put the plan aside."""
    run.discard(db(), plan, by=person())
    flash(_("Plan écarté. Rien n’a été envoyé."), "info")
    return redirect(url_for(".index"), code=303)


@bp.post("/<uuid:plan_id>/stop")
@requires(access.may_settle_plan)
def stop(plan: Plan) -> ResponseReturnValue:
    """End the search with the best plan so far."""
    run.ask_to_stop(db(), plan, by=person())
    return redirect(url_for(".show", plan_id=plan.id), code=303)


def _form() -> PlanForm:
    form = PlanForm()
    form.boards.choices = [
        (str(board.id), f"{board.name} — {board.organization.name}")
        for board in lists.boards_run_by(db(), person())
    ]
    return form


def _index(form: PlanForm, status: int = 200) -> ResponseReturnValue:
    plans = lists.recent_plans(db(), person())
    boards = [board.id for board in lists.boards_run_by(db(), person())]
    ages, asking = agenda_ages.ages_of(db(), boards, utc_now()), people.actor_of(person())
    page = render_template(
        "plans/index.html",
        form=form,
        plans=plans,
        ages=ages,
        may_see_agenda=lambda one: access.may_see_agenda(asking, one),
    )
    return page, status


def _question(
    plan: Plan, forms: tuple[DayQuestion, CaseQuestion], status: int = 200
) -> ResponseReturnValue:
    by_day, by_case = forms
    page = render_template("plans/question.html", plan=plan, by_day=by_day, by_case=by_case)
    return page, status


def _show(plan: Plan, refusal: str | None = None, status: int = 200) -> ResponseReturnValue:
    picture = picture_of(db(), plan, language()) if plan.answer else None
    page = render_template(
        "plans/show.html",
        plan=plan,
        picture=picture,
        refusal=refusal,
        in_words=in_words,
        held_back=_held_back(plan) if picture and not picture.is_repair else [],
    )
    return page, status


def _held_back(plan: Plan) -> list[dict[str, object]]:
    today = utc_now().astimezone(agendas.zone_of(person())).date()
    return [
        {"case": one.case, "words": lacks_in_words(one.lacks, today)}
        for one in held_back(db(), plan, today)
    ]
