"""One's own agenda, and for coordinators those of their people."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Absence, AgendaSource, Practitioner
from rcp.domain import access
from rcp.domain.calendar import is_plausible
from rcp.domain.errors import RuleBroken
from rcp.services import agendas, people
from rcp.services.agendas import AgendaFile
from rcp.services.imports.agendas import faults_of
from rcp.web.access import requires
from rcp.web.agendas.blueprint import bp
from rcp.web.agendas.forms import Forms
from rcp.web.agendas.listing import calendars, habits_told, listed
from rcp.web.agendas.week import Week, columns, monday_of, rows
from rcp.web.database import commit, db
from rcp.web.identity import own_domain, person
from rcp.web.imports.wording import remedy
from rcp.web.sentences import sentence


@bp.get("")
@requires(access.is_signed_in)
def index() -> ResponseReturnValue:
    """One's own agenda."""
    return show_agenda(person(), Forms())


@bp.get("/people")
@requires(access.may_set_up)
def of_people() -> ResponseReturnValue:
    """The people whose agendas one may see, and how each was read."""
    asking = people.actor_of(person())
    mine = [one for one in people.everybody(db()) if access.may_see_agenda(asking, one)]
    return render_template("agendas/people.html", people=listed(db(), mine))


@bp.get("/<uuid:practitioner_id>")
@requires(access.may_see_agenda)
def show(practitioner: Practitioner) -> ResponseReturnValue:
    """Somebody's agenda."""
    return show_agenda(practitioner, Forms())


@bp.post("/<uuid:practitioner_id>/calendar")
@requires(access.may_see_agenda)
def upload(practitioner: Practitioner) -> ResponseReturnValue:
    """Read a calendar file in place of the former one."""
    form = (forms := Forms()).file
    if not form.validate_on_submit():
        return show_agenda(practitioner, forms), 422
    file = AgendaFile(practitioner, form.file.data.read(), (form.name.data or "").strip())
    (kept,) = agendas.take_agendas(
        db(), [file], by=person(), now=utc_now(), own_domain=own_domain(), let_go=commit
    )
    faults = [remedy(fault) for fault in faults_of(kept)]
    for said in faults:
        flash(said, "warning")
    if not faults:
        flash(_("L’agenda est lu."), "success")
    return redirect(url_for(".show", practitioner_id=practitioner.id), code=303)


@bp.post("/<uuid:practitioner_id>/absences")
@requires(access.may_see_agenda)
def add_absence(practitioner: Practitioner) -> ResponseReturnValue:
    """Note an absence."""
    form = (forms := Forms()).absence
    if not form.validate_on_submit() or not form.first.data or not form.last.data:
        return show_agenda(practitioner, forms), 422
    try:
        agendas.add_absence(db(), practitioner, form.first.data, form.last.data, by=person())
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return show_agenda(practitioner, forms), 422
    flash(_("L’absence est notée."), "success")
    return redirect(url_for(".show", practitioner_id=practitioner.id), code=303)


@bp.post("/absences/<uuid:absence_id>/remove")
@requires(access.may_change_agenda_part)
def remove_absence(absence: Absence) -> ResponseReturnValue:
    """Forget an absence."""
    owner = absence.practitioner_id
    agendas.remove_absence(db(), absence, by=person())
    flash(_("L’absence est retirée."), "success")
    return redirect(url_for(".show", practitioner_id=owner), code=303)


@bp.post("/calendars/<uuid:source_id>/remove")
@requires(access.may_change_agenda_part)
def remove_calendar(source: AgendaSource) -> ResponseReturnValue:
    """Forget a calendar."""
    owner = source.practitioner_id
    agendas.remove_source(db(), source, by=person())
    flash(_("L’agenda est retiré."), "success")
    return redirect(url_for(".show", practitioner_id=owner), code=303)


def show_agenda(who: Practitioner, forms: Forms) -> str:
    """The page of somebody's agenda, with what was just typed in its forms."""
    now, zone = utc_now(), agendas.zone_of(who)
    today = now.astimezone(zone).date()
    opens, closes = agendas.hours_of(who)
    week = Week(monday_of(_asked_day(today)), zone, opens, closes)
    return render_template(
        "agendas/show.html",
        who=who,
        is_own=who.id == person().id,
        may_see_others=access.may_set_up(people.actor_of(person())),
        zone=zone.key,
        calendars=calendars(db(), who, zone.key),
        week=week,
        columns=columns(week, today),
        rows=rows(week, agendas.busy_between(db(), who, *week.bounds)),
        absences=[_absence(one, zone.key) for one in agendas.absences_of(db(), who, now)],
        habits=habits_told(db(), who),
        forms=forms,
    )


def _asked_day(today: date) -> date:
    with suppress(ValueError):
        asked = date.fromisoformat(request.args.get("week", ""))
        if is_plausible(asked):
            return asked
    return today + timedelta(days=2)  # from Saturday on, the week to come


def _absence(absence: Absence, zone: str) -> dict[str, Any]:  # Any: what a template prints
    first, last = agendas.days_of(absence, zone)
    return {"id": absence.id, "first": first, "last": last}
