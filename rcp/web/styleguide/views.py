"""Every component on one page, for those who build pages."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from rcp.web.access import open_to_all
from rcp.web.forms import PageForm

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")


class SampleForm(PageForm):
    """One field of each kind."""

    name = StringField("Nom", description="Tel qu'à l'état civil.", validators=[InputRequired()])
    when = DateField("Date", validators=[InputRequired()])
    kind = SelectField("Classe", choices=[("standard", "Standard"), ("complexe", "Complexe")])
    question = TextAreaField("Question posée", validators=[InputRequired()])
    agreed = BooleanField("Le patient a été informé")
    mode = RadioField("Présence", choices=[("room", "En salle"), ("video", "En visio")])


@bp.get("")
@open_to_all("it shows components, no person")
def show() -> ResponseReturnValue:
    """The style guide, with a form that was sent empty."""
    form = SampleForm(formdata=None)
    form.validate()
    day = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    return render_template("styleguide.html", form=form, sample_day=day)
