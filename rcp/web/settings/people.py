"""Professionals: who they are, where they practise, what they may do."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp import catalogue
from rcp.db.models import Practitioner, Role
from rcp.domain import access
from rcp.domain.errors import Refusal
from rcp.services import organizations, people
from rcp.services.people import PersonDraft
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.languages import language
from rcp.web.sentences import sentence
from rcp.web.settings.doubts import doubt_rpps
from rcp.web.settings.forms import PersonForm, PracticeForm
from rcp.web.shell import role_name

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
@requires(access.may_set_up)
def index() -> ResponseReturnValue:
    """Everybody, with practices and rights."""
    asking = people.actor_of(person())
    listed = [
        {
            "row": one,
            "practices": [practice_name(role.profession, role.specialty) for role in one.roles],
            "places": sorted({role.organization.name for role in one.roles}),
            "rights": sorted({role_name(grant.role) for grant in one.grants}),
            "may_edit": access.may_edit_person(asking, one),
        }
        for one in people.everybody(db())
    ]
    return render_template("settings/people.html", people=listed)


@bp.get("/<uuid:practitioner_id>")
@requires(access.may_edit_person)
def edit(practitioner: Practitioner) -> ResponseReturnValue:
    """Who a person is and where they practise."""
    return _page(practitioner, PersonForm(obj=practitioner), _practice_form())


@bp.post("/<uuid:practitioner_id>")
@requires(access.may_edit_person)
def change(practitioner: Practitioner) -> ResponseReturnValue:
    """Correct who a person is."""
    form = PersonForm()
    if not form.validate_on_submit():
        return _page(practitioner, form, _practice_form()), 422
    try:
        _edit(practitioner, form)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(practitioner, form, _practice_form()), 422
    flash(_("La personne est enregistrée."), "success")
    doubt_rpps(form.rpps.data)
    return redirect(url_for(".edit", practitioner_id=practitioner.id), code=303)


@bp.post("/<uuid:practitioner_id>/practices")
@requires(access.may_edit_person)
def save_practice(practitioner: Practitioner) -> ResponseReturnValue:
    """Add a practice and its rights, or correct those of a structure."""
    form = _practice_form()
    blank = PersonForm(formdata=None, obj=practitioner)
    if not form.validate_on_submit():
        return _page(practitioner, blank, form), 422
    try:
        _save_practice(practitioner, form)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(practitioner, blank, form), 422
    flash(_("L’exercice est enregistré."), "success")
    return redirect(url_for(".edit", practitioner_id=practitioner.id), code=303)


def _edit(practitioner: Practitioner, form: PersonForm) -> None:
    people.edit_person(
        db(),
        practitioner,
        family_name=form.family_name.data or "",
        given_name=form.given_name.data or "",
        email=form.email.data or "",
        rpps=form.rpps.data or "",
        is_active=bool(form.is_active.data),
        by=person(),
    )


def _save_practice(practitioner: Practitioner, form: PracticeForm) -> None:
    place = next(
        one for one in organizations.organizations(db()) if one.code == form.organization.data
    )
    roles = frozenset(Role(role) for role in form.roles.data or ())
    draft = PersonDraft(
        family_name=practitioner.family_name,
        given_name=practitioner.given_name,
        email=practitioner.email,
        organization=place,
        profession=form.profession.data,
        qualification=form.qualification.data or None,
        roles=roles,
    )
    people.save_person(db(), draft, by=person())
    people.set_rights(db(), practitioner, place, roles, by=person())


def _practice_form() -> PracticeForm:
    return offered(PracticeForm())


def offered(form: PracticeForm) -> PracticeForm:
    """The form with the structures, professions, qualifications and rights to choose from."""
    asking = people.actor_of(person())
    form.organization.choices = [
        (place.code, place.name)
        for place in organizations.organizations(db())
        if access.may_edit_people_of(asking, place.id)
    ]
    form.profession.choices = [
        (one.code, f"{one.label_in(language())} ({one.code})") for one in catalogue.professions()
    ]
    known = [(q.code, f"{q.label_in(language())} ({q.code})") for q in catalogue.qualifications()]
    form.qualification.choices = [("", _("Aucune")), *dict(known).items()]
    form.roles.choices = [(role.value, role_name(role)) for role in Role]
    return form


def practice_name(profession: str, qualification: str | None) -> str:
    """« Médecin, oncologie médicale »."""
    professions = {one.code: one.label_in(language()) for one in catalogue.professions()}
    known = {
        (one.profession, one.code): one.label_in(language()) for one in catalogue.qualifications()
    }
    told = professions.get(profession, profession)
    if not qualification:
        return told
    return f"{told} – {known.get((profession, qualification), qualification)}"


def _page(practitioner: Practitioner, form: PersonForm, practice_form: PracticeForm) -> str:
    practices = [
        {
            "place": role.organization.name,
            "practice": practice_name(role.profession, role.specialty),
            "rights": [
                role_name(grant.role)
                for grant in practitioner.grants
                if grant.organization_id == role.organization_id
            ],
        }
        for role in practitioner.roles
    ]
    return render_template(
        "settings/person.html",
        who=practitioner,
        form=form,
        practice_form=practice_form,
        practices=practices,
    )
