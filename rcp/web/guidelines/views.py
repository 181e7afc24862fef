"""The library: guidelines and protocols by pathway, and what a case follows."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Case, Guideline, Organization
from rcp.domain import access, library_access
from rcp.domain.errors import Refusal
from rcp.domain.guideline import GuidelineKind
from rcp.services import guidelines, organizations, people
from rcp.services.guidelines import GuidelineDraft
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.guidelines import sentences as _sentences  # noqa: F401  adds those of this room
from rcp.web.guidelines.forms import AttachForm, GuidelineForm
from rcp.web.guidelines.wording import kinds, named
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("guidelines", __name__)


@bp.get("/guidelines")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """The library by pathway."""
    shelves = [
        (pathway, list(rows))
        for pathway, rows in groupby(guidelines.library(db()), key=lambda one: one.pathway)
    ]
    return render_template(
        "guidelines/index.html",
        shelves=shelves,
        kinds=dict(kinds()),
        may_add=access.may_set_up(people.actor_of(person())),
    )


@bp.get("/guidelines/new")
@requires(access.may_set_up)
def new() -> ResponseReturnValue:
    """An entry to write down."""
    return _page(_form(data={"dated_on": _today()}))


@bp.post("/guidelines/new")
@requires(access.may_set_up)
def create() -> ResponseReturnValue:
    """Write an entry down."""
    return _save(_form(), None)


@bp.get("/guidelines/<uuid:guideline_id>")
@requires(library_access.may_read_guideline)
def show(guideline: Guideline) -> ResponseReturnValue:
    """One entry, with its other versions and the boards that follow it."""
    library = guidelines.library(db())
    return render_template(
        "guidelines/show.html",
        guideline=guideline,
        kind=dict(kinds())[guideline.kind.value],
        others=[one for one in library if one.code == guideline.code and one is not guideline],
        boards=guidelines.boards_following(db(), guideline),
        may_edit=library_access.may_edit_guideline(people.actor_of(person()), guideline),
    )


@bp.get("/guidelines/<uuid:guideline_id>/edit")
@requires(library_access.may_edit_guideline)
def edit(guideline: Guideline) -> ResponseReturnValue:
    """Correct an entry."""
    return _page(_form(guideline), guideline)


@bp.post("/guidelines/<uuid:guideline_id>/edit")
@requires(library_access.may_edit_guideline)
def change(guideline: Guideline) -> ResponseReturnValue:
    """Correct an entry."""
    return _save(_form(guideline), guideline)


@bp.get("/guidelines/<uuid:guideline_id>/new-version")
@requires(library_access.may_edit_guideline)
def new_version(guideline: Guideline) -> ResponseReturnValue:
    """Another version of an entry, to write down."""
    form = _form(guideline)
    form.version.data, form.dated_on.data, form.is_withdrawn.data = "", _today(), False
    return _page(form)


@bp.get("/cases/<uuid:case_id>/guidelines")
@requires(library_access.may_attach_to_case)
def of_case(case: Case) -> ResponseReturnValue:
    """What a case follows."""
    return _attach_page(case, _attach_form(case))


@bp.post("/cases/<uuid:case_id>/guidelines")
@requires(library_access.may_attach_to_case)
def attach(case: Case) -> ResponseReturnValue:
    """Attach guidelines and protocols to a case."""
    form = _attach_form(case)
    if not form.validate_on_submit():
        return _attach_page(case, form), 422
    wanted = set(form.guidelines.data or ())
    rows = [one for one in _choosable(case) if str(one.id) in wanted]
    guidelines.attach_to_case(db(), case, rows, by=person())
    flash(_("Les référentiels et protocoles du dossier sont enregistrés."), "success")
    return redirect(url_for("cases.show", case_id=case.id), code=303)


def _choosable(case: Case) -> list[Guideline]:
    offered = guidelines.on_offer(db(), case.board.organization)
    return [*offered, *(one for one in case.guidelines if one not in offered)]


def _attach_form(case: Case) -> AttachForm:
    form = AttachForm(data={"guidelines": [str(one.id) for one in case.guidelines]})
    form.guidelines.choices = [(str(one.id), named(one)) for one in _choosable(case)]
    return form


def _attach_page(case: Case, form: AttachForm) -> str:
    return render_template("guidelines/attach.html", case=case, form=form)


def _form(row: Guideline | None = None, data: dict[str, object] | None = None) -> GuidelineForm:
    form = GuidelineForm(obj=row, data=data)
    form.kind.choices = kinds()
    form.organization.choices = [
        ("", _("Toutes les structures")),
        *((one.code, one.name) for one in _houses()),
    ]
    if row is not None and not form.is_submitted():
        form.kind.data = row.kind.value
        form.organization.data = row.organization.code if row.organization else ""
    return form


def _houses() -> list[Organization]:
    asking = people.actor_of(person())
    return [o for o in organizations.organizations(db()) if access.may_found_board(asking, o.id)]


def _save(form: GuidelineForm, row: Guideline | None) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return _page(form, row), 422
    try:
        saved, _changed = guidelines.save(db(), _draft(form), by=person(), row=row)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(form, row), 422
    flash(_("La bibliothèque est à jour."), "success")
    return redirect(url_for(".show", guideline_id=saved.id), code=303)


def _draft(form: GuidelineForm) -> GuidelineDraft:
    house = organizations.by_code(db(), form.organization.data) if form.organization.data else None
    return GuidelineDraft(
        code=form.code.data or "",
        version=form.version.data or "",
        kind=GuidelineKind(form.kind.data),
        title=form.title.data or "",
        dated_on=form.dated_on.data or _today(),
        pathway=form.pathway.data or "",
        publisher=form.publisher.data or "",
        url=form.url.data or "",
        text=form.text.data or "",
        is_withdrawn=bool(form.is_withdrawn.data),
        organization=house,
    )


def _page(form: GuidelineForm, row: Guideline | None = None) -> str:
    return render_template("guidelines/form.html", form=form, row=row)


def _today() -> date:
    return utc_now().date()
