"""When the people of a structure's boards are reminded, and when nobody is disturbed."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TimeField
from wtforms.validators import InputRequired, Length, ValidationError

from rcp.db.models import Organization
from rcp.domain import access
from rcp.domain.errors import RuleBroken
from rcp.services import organizations
from rcp.web.access import requires
from rcp.web.database import db
from rcp.web.forms import PageForm
from rcp.web.identity import person
from rcp.web.sentences import sentence

bp = Blueprint("reminders", __name__, url_prefix="/structures/<uuid:organization_id>/reminders")


class RemindersForm(PageForm):
    """How many days before, and the quiet hours."""

    days = StringField(
        _l("Rappels, en jours avant la séance"),
        description=_l("À qui n’a pas répondu. 0 : le jour même. Vide : aucun rappel."),
        validators=[Length(max=60)],
    )
    quiet_from = TimeField(
        _l("Aucun rappel après"), validators=[InputRequired(_l("Choisissez une heure."))]
    )
    quiet_until = TimeField(_l("ni avant"), validators=[InputRequired(_l("Choisissez une heure."))])
    rests_on_sundays = BooleanField(_l("Aucun rappel le dimanche"))

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(**told)
        self.numbers: list[int] = []

    def validate_days(self, field: StringField) -> None:
        """Read the numbers; raises ValidationError, which WTForms shows beside the field."""
        words = (field.data or "").replace(";", ",").split(",")
        try:
            self.numbers = [int(word) for word in words if word.strip()]
        except ValueError:
            raise ValidationError(
                _("Écrivez des nombres séparés par des virgules, ainsi : 15, 3, 0.")
            ) from None


@bp.get("")
@requires(access.may_edit_organization)
def show(organization: Organization) -> ResponseReturnValue:
    """The settings as they stand."""
    form = RemindersForm(formdata=None, obj=organization)
    form.days.data = ", ".join(str(number) for number in organization.reminder_days)
    return _page(organization, form)


@bp.post("")
@requires(access.may_edit_organization)
def change(organization: Organization) -> ResponseReturnValue:
    """Keep other settings."""
    form = RemindersForm()
    if not form.validate_on_submit():
        return _page(organization, form), 422
    try:
        organizations.set_reminders(
            db(),
            organization,
            form.numbers,
            quiet_from=form.quiet_from.data or time(20),
            quiet_until=form.quiet_until.data or time(7),
            rests_on_sundays=bool(form.rests_on_sundays.data),
            by=person(),
        )
    except RuleBroken as broken:
        form.form_errors.append(sentence(broken))
        return _page(organization, form), 422
    flash(_("Les rappels sont réglés."), "success")
    return redirect(_structure(organization), code=303)


def _structure(organization: Organization) -> str:
    return url_for("settings.structures.show", organization_id=organization.id)


def _page(organization: Organization, form: RemindersForm) -> str:
    return render_template(
        "settings/form.html",
        title=_("Rappels"),
        form=form,
        back=organization.name,
        back_url=_structure(organization),
        submit=_("Enregistrer"),
    )
