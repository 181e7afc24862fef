"""Somebody new: looked for in the public directory, so that nobody types a specialty."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import DirectoryEntry, Role
from rcp.domain import access
from rcp.domain.errors import Refusal, RuleBroken
from rcp.services import directory, organizations, people
from rcp.services.people import PersonDraft
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.sentences import sentence
from rcp.web.settings.doubts import doubt_rpps
from rcp.web.settings.forms import LookUpForm, PersonForm, PracticeForm
from rcp.web.settings.people import bp, offered, practice_name

__all__ = ["bp"]


@bp.get("/new")
@requires(access.may_set_up)
def new() -> ResponseReturnValue:
    """Look somebody up, or fill the form in with what the directory says of them."""
    chosen = directory.entry(db(), request.args.get("entry", ""))
    form = PersonForm(formdata=None, obj=chosen, is_active=True)
    practice = offered(PracticeForm(formdata=None))
    practice.roles.data = [Role.PARTICIPANT.value]
    if chosen:
        practice.profession.data = chosen.profession
        practice.qualification.data = chosen.specialty or ""
        practice.organization.data = _house(chosen)
    return _page(form, practice, chosen)


@bp.post("/new")
@requires(access.may_set_up)
def add() -> ResponseReturnValue:
    """Write the person and their practice down."""
    form, practice = PersonForm(), offered(PracticeForm())
    valid = [one.validate_on_submit() for one in (form, practice)]
    if not all(valid):
        return _page(form, practice), 422
    try:
        people.save_person(db(), _drafted(form, practice), by=person())
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(form, practice), 422
    flash(_("%(name)s peut être invité(e).", name=form.family_name.data), "success")
    doubt_rpps(form.rpps.data)
    return redirect(url_for(".index"), code=303)


def _drafted(form: PersonForm, practice: PracticeForm) -> PersonDraft:
    """Raises RuleBroken `email_taken`: somebody known is changed on their own page."""
    if people.by_email(db(), form.email.data or ""):
        raise RuleBroken("email_taken")
    places = {place.code: place for place in organizations.organizations(db())}
    return PersonDraft(
        family_name=form.family_name.data or "",
        given_name=form.given_name.data or "",
        email=form.email.data or "",
        organization=places[practice.organization.data],
        profession=practice.profession.data,
        qualification=practice.qualification.data or None,
        rpps=form.rpps.data or "",
        roles=frozenset(Role(role) for role in practice.roles.data or ()),
    )


def _house(chosen: DirectoryEntry) -> str | None:
    """The structure of ours in which the directory says that they practise."""
    known = {one.finess: one.code for one in organizations.organizations(db()) if one.finess}
    return known.get(chosen.finess)


def _page(form: PersonForm, practice: PracticeForm, chosen: DirectoryEntry | None = None) -> str:
    asked = LookUpForm(request.args)
    found = directory.look_up(db(), asked.text.data or "")
    return render_template(
        "settings/newcomer.html",
        form=form,
        practice_form=practice,
        chosen=chosen,
        look_up=asked,
        asked=(asked.text.data or "").strip(),
        found=[(one, practice_name(one.profession, one.specialty)) for one in found],
        has_directory=directory.is_known(db()),
    )
