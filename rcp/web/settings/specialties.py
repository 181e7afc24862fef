"""Specialty groups: what a seat may ask for, and the codes behind it."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import SpecialtyGroup
from rcp.domain import access, library_access
from rcp.domain.errors import RuleBroken
from rcp.domain.specialty import GroupKind
from rcp.services import people, specialties
from rcp.services.specialties import GroupDraft
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.sentences import sentence
from rcp.web.settings.forms import GroupForm, group_kinds

bp = Blueprint("specialties", __name__, url_prefix="/specialties")


@bp.get("")
@requires(access.may_set_up)
def index() -> ResponseReturnValue:
    """The competences that a seat may ask for, with the codes behind them."""
    rows = {row.code: row for row in specialties.rows(db())}
    listed = [
        {
            "id": rows[group.code].id,
            "label": group.label_in(language()),
            "code": group.code,
            "is_discipline": group.discipline,
            "codes": ", ".join(sorted(group.codes)),
        }
        for group in specialties.groups(db())
    ]
    may_edit = access.may_administer(people.actor_of(person()))
    return render_template("settings/specialties.html", groups=listed, may_edit=may_edit)


@bp.get("/new")
@requires(access.may_administer)
def new() -> ResponseReturnValue:
    """A group to write down."""
    return _page(_form())


@bp.post("/new")
@requires(access.may_administer)
def create() -> ResponseReturnValue:
    """Write a group down."""
    return _save(_form(), None)


@bp.get("/<uuid:specialty_group_id>")
@requires(library_access.may_edit_group)
def edit(specialty_group: SpecialtyGroup) -> ResponseReturnValue:
    """One group."""
    return _page(_form(specialty_group), specialty_group)


@bp.post("/<uuid:specialty_group_id>")
@requires(library_access.may_edit_group)
def change(specialty_group: SpecialtyGroup) -> ResponseReturnValue:
    """Correct a group."""
    return _save(_form(specialty_group), specialty_group)


def _form(row: SpecialtyGroup | None = None) -> GroupForm:
    told = {"text": ", ".join(row.codes)} if row else None
    form = GroupForm(obj=row, data=told)
    form.kind.choices = group_kinds()
    if row is not None:
        form.code.data = row.code
        form.code.render_kw = {"readonly": True}
        if not form.is_submitted():
            form.text.data = ", ".join(row.codes)
    return form


def _save(form: GroupForm, row: SpecialtyGroup | None) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return _page(form, row), 422
    try:
        specialties.save_group(db(), _draft(form), by=person(), row=row)
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _page(form, row), 422
    flash(_("La compétence est enregistrée."), "success")
    return redirect(url_for(".index"), code=303)


def _draft(form: GroupForm) -> GroupDraft:
    codes = frozenset(one for one in re.split(r"[\s,;]+", form.text.data or "") if one)
    return GroupDraft(
        code=(form.code.data or "").strip(),
        label=form.label.data or "",
        label_en=form.label_en.data or "",
        kind=GroupKind(form.kind.data),
        codes=codes,
        is_discipline=bool(form.is_discipline.data),
    )


def _page(form: GroupForm, row: SpecialtyGroup | None = None) -> str:
    return render_template(
        "settings/form.html",
        title=_name(row) if row else _("Nouvelle compétence"),
        form=form,
        back=_("Compétences"),
        back_url=url_for(".index"),
        submit=_("Enregistrer"),
    )


def _name(row: SpecialtyGroup) -> str:
    return row.label_en if row.label_en and language() == "en" else row.label
