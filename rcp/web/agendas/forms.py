"""Forms about one's time: a calendar file, an absence."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from rcp.web.day_field import DayField
from rcp.web.forms import PageForm


class AgendaForm(PageForm):
    """One calendar file; the name tells a second calendar from the first."""

    file = FileField(
        _l("Agenda exporté (.ics)"), validators=[FileRequired(_l("Choisissez un fichier .ics."))]
    )
    name = StringField(
        _l("Nom de cet agenda"),
        description=_l("À remplir seulement si vous en avez plusieurs, par exemple « Cabinet »."),
        validators=[Length(max=60)],
    )


class AbsenceForm(PageForm):
    """The days of an absence, both included; it shares its page with AgendaForm."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="absence", **told)

    first = DayField(
        _l("Premier jour"), validators=[InputRequired(_l("Choisissez le premier jour."))]
    )
    last = DayField(
        _l("Dernier jour inclus"), validators=[InputRequired(_l("Choisissez le dernier jour."))]
    )
