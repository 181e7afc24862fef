"""Cases: the list, the form, the file and its actions."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Board, Case
from rcp.domain import access, opening_access
from rcp.domain.case import CaseStep, possible_steps
from rcp.domain.errors import RuleBroken, Stale
from rcp.services import agendas, case_lists, cases, people
from rcp.web.access import requires
from rcp.web.cases import sentences, words  # noqa: F401  its refusals must have words
from rcp.web.cases.file import file_of
from rcp.web.cases.filing import People, differences, drafted, filled_form, say_in
from rcp.web.cases.forms import CaseForm, FilterForm
from rcp.web.cases.listing import MANY, filter_form, last_filters, may_be_in_address, wanted
from rcp.web.database import db, roll_back, trace_reading
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("cases", __name__, url_prefix="/cases")

SUBMIT = "submit"
_DIGITS = 10  # no version is that long; beyond some thousands Python refuses to read a number


@bp.get("")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """The cases that the person may read."""
    stayed = last_filters()
    if stayed:
        return redirect(f"{url_for('.index')}?{urlencode(stayed)}")
    form = filter_form(case_lists.boards_seen(db(), person()))
    return _listed(form, page=request.args.get("page", 1, type=int))


@bp.post("/search")
@requires(access.is_signed_in)
def search() -> ResponseReturnValue:
    """Narrow the list: a patient's name is answered at once, all else goes into the address."""
    form = filter_form(case_lists.boards_seen(db(), person()))
    if may_be_in_address(form.text.data or ""):
        asked = {name: value for name, value in request.form.items() if name in form and value}
        return redirect(f"{url_for('.index')}?{urlencode(asked or {'all': 1})}", code=303)
    return _listed(form, size=MANY)


def _listed(form: FilterForm, *, page: int = 1, size: int = 25) -> ResponseReturnValue:
    today = utc_now().astimezone(agendas.zone_of(person())).date()
    found = case_lists.list_cases(db(), person(), wanted(form), today=today, page=page, size=size)
    return render_template(
        "cases/index.html",
        form=form,
        found=found,
        today=today,
        has_pages=size != MANY,
        is_narrowed=any(field.data for field in form),
        kept={name: value for name, value in request.args.items() if name != "page"},
        words=words,
        may_break_glass=opening_access.may_break_glass(people.actor_of(person())),
        may_submit=access.may_submit_cases(people.actor_of(person())),
        runs_boards=bool(case_lists.boards_run_by(db(), person())),
        chosen=request.form.getlist("chosen"),
    )


@bp.get("/<uuid:case_id>")
@requires(access.may_read_case)
def show(case: Case) -> ResponseReturnValue:
    """The case as a file, with what can be done to it."""
    trace_reading(person(), "case.read", case)
    return render_template("cases/show.html", **file_of(case, people.actor_of(person())))


@bp.get("/<uuid:case_id>/edit")
@requires(access.may_edit_case)
def edit(case: Case) -> ResponseReturnValue:
    """The case's form, filled in."""
    trace_reading(person(), "case.read", case)
    return _edit_form(case, filled_form(case, people_for(case.board, case)))


@bp.post("/<uuid:case_id>/edit")
@requires(access.may_edit_case)
def update(case: Case) -> ResponseReturnValue:
    """Keep what was changed, and hand the case in if asked."""
    form = filled_form(case, people_for(case.board, case))
    form.is_submitting = request.form.get("intent") == SUBMIT
    if not form.validate_on_submit():
        return _edit_form(case, form, 422)
    try:
        _change(case, form)
    except RuleBroken as broken:
        roll_back()
        say_in(form, broken)
        return _edit_form(case, form, 422)
    except Stale:
        return _stale(case, form)
    if request.headers.get("X-Autosave"):
        return "", 204, {"X-Version": str(case.version)}
    say_kept(case, is_submitted=form.is_submitting)
    if not access.may_read_case(people.actor_of(person()), case):
        return redirect(url_for(".index"), code=303)
    return redirect(url_for(".show", case_id=case.id), code=303)


def _change(case: Case, form: CaseForm) -> None:
    typed = form.version.data or ""
    cases.change_case(
        db(),
        case,
        drafted(form, people_for(case.board, case)),
        by=person(),
        now=utc_now(),
        version=int(typed) if typed.isdecimal() and len(typed) < _DIGITS else -1,
    )
    if form.is_submitting and CaseStep.SUBMIT in possible_steps(case.state):
        cases.hand_in(db(), case, by=person(), now=utc_now())


def people_for(board: Board, case: Case | None = None) -> People:
    """Who may be named in the form of a case of this board."""
    return People.of(people.everybody(db()), case, may_choose_referrer=may_choose_referrer(board))


def _edit_form(case: Case, form: CaseForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "cases/edit.html",
        case=case,
        form=form,
        may_choose_referrer=may_choose_referrer(case.board),
    )
    return page, status


def may_choose_referrer(board: Board) -> bool:
    """Whether the person writes cases down for others."""
    return access.may_run_board(people.actor_of(person()), board)


def _stale(case: Case, form: CaseForm) -> ResponseReturnValue:
    """Both texts side by side; saving again keeps the writer's, over the version now seen."""
    theirs = filled_form(case, people_for(case.board, case), typed=False)
    form.version.data = str(case.version)
    page = render_template(
        "cases/stale.html",
        case=case,
        form=form,
        said=sentence(Stale("stale")),
        differences=differences(form, theirs),
        may_choose_referrer=may_choose_referrer(case.board),
    )
    return page, 409


def say_kept(case: Case, *, is_submitted: bool) -> None:
    """Tell what became of what was written."""
    if case.is_objected:
        flash(_("Opposition enregistrée : le dossier est fermé."), "info")
    elif is_submitted:
        told = _("Dossier %(reference)s soumis à %(board)s.", **_named(case))
        flash(told, "success")
    else:
        flash(_("Dossier %(reference)s enregistré.", **_named(case)), "success")


def _named(case: Case) -> dict[str, str]:
    return {"reference": case.reference, "board": case.board.name}
