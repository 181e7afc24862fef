"""Structures, their rooms and their closures."""

from __future__ import annotations

from datetime import date, time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Organization, OrganizationKind
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import organizations, people
from rcp.services.days_off import calendar_of
from rcp.services.organizations import OrganizationDraft
from rcp.web.access import requires
from rcp.web.boards.rules_words import finess
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.sentences import sentence
from rcp.web.settings.forms import (
    ZONES,
    ClosureForm,
    LookForm,
    RoomForm,
    StructureForm,
    calendars,
    kinds,
)

bp = Blueprint("structures", __name__, url_prefix="/structures")


@bp.get("")
@requires(access.may_set_up)
def index() -> ResponseReturnValue:
    """Every structure."""
    return render_template(
        "settings/structures.html",
        structures=organizations.organizations(db()),
        kinds=dict(kinds()),
        may_add=access.may_administer(people.actor_of(person())),
    )


@bp.get("/new")
@requires(access.may_administer)
def new() -> ResponseReturnValue:
    """A structure to write down."""
    return _form_page(_form(None), None)


@bp.post("/new")
@requires(access.may_administer)
def create() -> ResponseReturnValue:
    """Write a structure down."""
    form = _form(None)
    if form.code.data and organizations.by_code(db(), form.code.data.strip()):
        form.form_errors.append(_("Une autre structure a déjà ce code."))
        return _form_page(form, None), 422
    return _save(form, None)


@bp.get("/<uuid:organization_id>")
@requires(access.may_edit_organization)
def show(organization: Organization) -> ResponseReturnValue:
    """A structure with its rooms and closures."""
    return _page(organization, RoomForm(), ClosureForm())


@bp.get("/<uuid:organization_id>/edit")
@requires(access.may_rename_organization)
def edit(organization: Organization) -> ResponseReturnValue:
    """What a structure is."""
    return _form_page(_form(organization), organization)


@bp.post("/<uuid:organization_id>/edit")
@requires(access.may_rename_organization)
def change(organization: Organization) -> ResponseReturnValue:
    """Correct what a structure is."""
    return _save(_form(organization), organization)


@bp.post("/<uuid:organization_id>/look")
@requires(access.may_rename_organization)
def set_look(organization: Organization) -> ResponseReturnValue:
    """Choose the logo and the footer of the structure's documents."""
    form = LookForm()
    if not form.validate_on_submit():
        return _page(organization, RoomForm(), ClosureForm(), form), 422
    try:
        _take_look(organization, form)
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _page(organization, RoomForm(), ClosureForm(), form), 422
    flash(_("Les prochains documents porteront ce logo et ce pied de page."), "success")
    return redirect(url_for(".show", organization_id=organization.id), code=303)


def _take_look(organization: Organization, form: LookForm) -> None:
    sent = form.logo.data
    organizations.set_look(
        db(),
        organization,
        footer=form.footer.data or "",
        logo=sent.read() if sent else None,
        removes_logo=bool(form.removes_logo.data),
        by=person(),
    )


@bp.post("/<uuid:organization_id>/rooms")
@requires(access.may_edit_organization)
def save_room(organization: Organization) -> ResponseReturnValue:
    """Add a room, or correct the one of that name."""
    form = RoomForm()
    if not form.validate_on_submit():
        return _page(organization, form, ClosureForm()), 422
    organizations.save_room(
        db(),
        organization,
        form.name.data or "",
        form.capacity.data or 0,
        has_video=bool(form.has_video.data),
        by=person(),
    )
    flash(_("La salle est enregistrée."), "success")
    return redirect(url_for(".show", organization_id=organization.id), code=303)


@bp.post("/<uuid:organization_id>/closures")
@requires(access.may_edit_organization)
def close(organization: Organization) -> ResponseReturnValue:
    """Hold no meeting on a day."""
    form = ClosureForm()
    if not form.validate_on_submit() or form.day.data is None:
        return _page(organization, RoomForm(), form), 422
    reason = form.reason.data or _("Fermeture")
    organizations.close_on(db(), organization, form.day.data, reason, by=person())
    flash(_("La fermeture est notée."), "success")
    return redirect(url_for(".show", organization_id=organization.id), code=303)


@bp.post("/<uuid:organization_id>/closures/<day>/remove")
@requires(access.may_edit_organization)
def open_again(organization: Organization, day: str) -> ResponseReturnValue:
    """Forget a closure."""
    try:
        organizations.open_again(db(), organization, date.fromisoformat(day), by=person())
    except ValueError:
        return redirect(url_for(".show", organization_id=organization.id), code=303)
    flash(_("La fermeture est retirée."), "success")
    return redirect(url_for(".show", organization_id=organization.id), code=303)


def _page(
    organization: Organization,
    room_form: RoomForm,
    closure_form: ClosureForm,
    look_form: LookForm | None = None,
) -> str:
    today = utc_now().astimezone(organization.zone).date()
    return render_template(
        "settings/structure.html",
        structure=organization,
        kind=dict(kinds())[organization.kind.value],
        holidays=dict(calendars())[calendar_of(organization)],
        finess=finess(organization.finess or ""),
        closures=[one for one in organization.closures if one.day >= today],
        room_form=room_form,
        closure_form=closure_form,
        look_form=look_form or LookForm(formdata=None, data={"footer": organization.footer}),
        may_rename=access.may_administer(people.actor_of(person())),
    )


def _form(organization: Organization | None) -> StructureForm:
    defaults = {"opens": time(8), "closes": time(19)}
    form = StructureForm(obj=organization, data=None if organization else defaults)
    form.kind.choices = kinds()
    form.holidays.choices = calendars()
    zones = dict.fromkeys((*ZONES, organization.time_zone) if organization else ZONES)
    form.time_zone.choices = [(zone, zone) for zone in zones]
    if organization is not None:
        if not form.is_submitted():
            form.kind.data = organization.kind.value
        form.code.data = organization.code
        form.code.render_kw = {"readonly": True}
    return form


def _save(form: StructureForm, organization: Organization | None) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return _form_page(form, organization), 422
    try:
        saved, _changed = organizations.save_organization(db(), _draft(form), by=person())
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _form_page(form, organization), 422
    flash(_("La structure est enregistrée."), "success")
    return redirect(url_for(".show", organization_id=saved.id), code=303)


def _draft(form: StructureForm) -> OrganizationDraft:
    return OrganizationDraft(
        code=(form.code.data or "").strip(),
        name=(form.name.data or "").strip(),
        kind=OrganizationKind(form.kind.data),
        time_zone=form.time_zone.data,
        finess=(form.finess.data or "").strip(),
        address=(form.address.data or "").strip(),
        email=(form.email.data or "").strip(),
        opens=form.opens.data or time(8),
        closes=form.closes.data or time(19),
        holidays=form.holidays.data or "",
    )


def _form_page(form: StructureForm, organization: Organization | None) -> str:
    known = organization is not None
    return render_template(
        "settings/form.html",
        title=organization.name if organization else _("Nouvelle structure"),
        form=form,
        back=organization.name if organization else _("Structures"),
        back_url=url_for(".show", organization_id=organization.id)
        if organization
        else url_for(".index"),
        submit=_("Enregistrer") if known else _("Créer la structure"),
    )
