"""The house at a glance, its specialties and its board templates."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import BoardTemplate
from rcp.domain import access
from rcp.domain.errors import Refusal
from rcp.services import catalogue, guidelines, organizations, people, specialties
from rcp.web.access import requires
from rcp.web.boards.wording import template_name
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.imports import wording as _faults  # noqa: F401  adds the sentences of this room
from rcp.web.sentences import sentence
from rcp.web.settings import newcomers, reminders, structures
from rcp.web.settings import specialties as specialty_pages
from rcp.web.settings.forms import TemplateForm

bp = Blueprint("settings", __name__, url_prefix="/settings")
bp.register_blueprint(structures.bp)
bp.register_blueprint(reminders.bp)
bp.register_blueprint(newcomers.bp)  # the people's, with all its routes
bp.register_blueprint(specialty_pages.bp)


@bp.get("")
@requires(access.may_set_up)
def index() -> ResponseReturnValue:
    """Structures, people, specialties, templates: how many of each."""
    return render_template(
        "settings/index.html",
        structures=len(organizations.organizations(db())),
        people=len(people.everybody(db())),
        groups=len(specialties.groups(db())),
        templates=len(catalogue.templates(db())),
        guidelines=len(guidelines.library(db())),
    )


@bp.get("/templates")
@requires(access.may_set_up)
def templates() -> ResponseReturnValue:
    """The board templates."""
    listed = [
        {
            "row": row,
            "name": template_name(row),
            "seats": len(row.content["seats"]),
            "fields": len(row.content["fields"]),
        }
        for row in catalogue.templates(db())
    ]
    may_edit = access.may_administer(people.actor_of(person()))
    return render_template("settings/templates.html", templates=listed, may_edit=may_edit)


@bp.get("/templates/<uuid:template_id>")
@requires(access.may_edit_template)
def template(template: BoardTemplate) -> ResponseReturnValue:
    """A board template as YAML."""
    return _template_page(template, TemplateForm(data={"text": catalogue.template_text(template)}))


@bp.post("/templates/<uuid:template_id>")
@requires(access.may_edit_template)
def edit_template(template: BoardTemplate) -> ResponseReturnValue:
    """Replace a board template; boards already made stay as they are."""
    form = TemplateForm()
    if not form.validate_on_submit():
        return _template_page(template, form), 422
    try:
        catalogue.edit_template(db(), template, form.text.data or "", by=person())
    except Refusal as refusal:
        form.text.errors = [*form.text.errors, sentence(refusal)]
        return _template_page(template, form), 422
    flash(_("Le modèle est enregistré. Les RCP déjà créées gardent le leur."), "success")
    return redirect(url_for(".templates"), code=303)


def _template_page(row: BoardTemplate, form: TemplateForm) -> str:
    return render_template(
        "settings/template.html", template=row, name=template_name(row), form=form
    )
