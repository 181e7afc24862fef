"""Working hours and preferences typed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from rcp.db.models import Practitioner, WeeklyTime
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.domain.weekly import WeeklyKind
from rcp.services import agendas, weekly_times
from rcp.web.access import requires
from rcp.web.agendas.blueprint import bp
from rcp.web.agendas.forms import HoursForm, PreferenceForm
from rcp.web.agendas.listing import preferences_listed
from rcp.web.database import db
from rcp.web.identity import person
from rcp.web.sentences import sentence


@bp.get("/<uuid:practitioner_id>/hours")
@requires(access.may_see_agenda)
def hours(practitioner: Practitioner) -> ResponseReturnValue:
    """The ordinary week of a person."""
    form = HoursForm()
    form.fill([one.stretch for one in weekly_times.hours(db(), practitioner)])
    return _show(practitioner, form, PreferenceForm())


@bp.post("/<uuid:practitioner_id>/hours")
@requires(access.may_see_agenda)
def set_hours(practitioner: Practitioner) -> ResponseReturnValue:
    """Keep the working hours."""
    form = HoursForm()
    found = form.stretches() if form.validate_on_submit() else None
    if found is None:
        return _show(practitioner, form, PreferenceForm()), 422
    weekly_times.set_hours(db(), practitioner, found, by=person())
    flash(_("Les horaires sont enregistrés."), "success")
    return redirect(url_for(".hours", practitioner_id=practitioner.id), code=303)


@bp.post("/<uuid:practitioner_id>/preferences")
@requires(access.may_see_agenda)
def add_preference(practitioner: Practitioner) -> ResponseReturnValue:
    """Note what is wished for, possible or to avoid."""
    form = PreferenceForm()
    if not form.validate_on_submit() or not form.starts.data or not form.ends.data:
        return _show(practitioner, _known_hours(practitioner), form), 422
    try:
        weekly_times.add_preference(
            db(),
            practitioner,
            WeeklyKind(form.kind.data),
            [int(day) for day in form.weekdays.data or ()],
            form.starts.data,
            form.ends.data,
            by=person(),
        )
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _show(practitioner, _known_hours(practitioner), form), 422
    flash(_("La préférence est notée."), "success")
    return redirect(url_for(".hours", practitioner_id=practitioner.id), code=303)


@bp.post("/preferences/<uuid:weekly_time_id>/remove")
@requires(access.may_change_agenda_part)
def remove_preference(weekly_time: WeeklyTime) -> ResponseReturnValue:
    """Forget a preference."""
    owner = weekly_time.practitioner_id
    weekly_times.remove(db(), weekly_time, by=person())
    flash(_("La préférence est retirée."), "success")
    return redirect(url_for(".hours", practitioner_id=owner), code=303)


def _known_hours(who: Practitioner) -> HoursForm:
    form = HoursForm(formdata=None)
    form.fill([one.stretch for one in weekly_times.hours(db(), who)])
    return form


def _show(who: Practitioner, form: HoursForm, preference: PreferenceForm) -> str:
    opens, closes = agendas.hours_of(who)
    return render_template(
        "agendas/hours.html",
        who=who,
        is_own=who.id == person().id,
        opens=opens,
        closes=closes,
        form=form,
        preference=preference,
        preferences=preferences_listed(db(), who),
    )
