"""Forms about one's time: calendars in three ways, absences, hours and preferences."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from rcp.domain.errors import RuleBroken
from rcp.domain.weekly import WORKING_DAYS, Stretch, WeeklyKind
from rcp.web.boards.forms import ChecksField
from rcp.web.boards.wording import weekday_name
from rcp.web.cases.choices import SelectChoice
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm
from rcp.web.sentences import sentence

_ADDRESS = InputRequired(_l("Collez l’adresse de l’agenda."))
_LONGEST = Length(max=500)
_TENTATIVE = _l("Les rendez-vous provisoires comptent comme occupés")


class AgendaForm(PageForm):
    """One calendar file; the name tells a second calendar from the first."""

    file = FileField(
        _l("Agenda exporté (.ics ou .zip)"),
        validators=[FileRequired(_l("Choisissez un fichier .ics ou .zip."))],
    )
    name = StringField(
        _l("Nom de cet agenda"),
        description=_l("À remplir seulement si vous en avez plusieurs, par exemple « Cabinet »."),
        validators=[Length(max=60)],
    )


class LinkForm(PageForm):
    """The address of a calendar; it shares its page with others, as do those below."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="link", **told)

    address = StringField(_l("Adresse de l’agenda"), validators=[_ADDRESS, Length(max=2000)])
    name = StringField(_l("Nom de cet agenda"), validators=[Length(max=60)])
    login = StringField(_l("Identifiant"), validators=[_LONGEST])
    password = PasswordField(_l("Mot de passe"), validators=[_LONGEST])
    tentative = BooleanField(_TENTATIVE, default=True)


class AccountForm(PageForm):
    """A CalDAV account."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="account", **told)

    address = StringField(_l("Adresse du serveur"), validators=[_ADDRESS, Length(max=2000)])
    login = StringField(
        _l("Identifiant"), validators=[InputRequired(_l("Écrivez l’identifiant.")), _LONGEST]
    )
    password = PasswordField(
        _l("Mot de passe"), validators=[InputRequired(_l("Écrivez le mot de passe.")), _LONGEST]
    )
    name = StringField(_l("Nom de cet agenda"), validators=[Length(max=60)])
    tentative = BooleanField(_TENTATIVE, default=True)


class AbsenceForm(PageForm):
    """The days of an absence, both included."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="absence", **told)

    first = DayField(
        _l("Premier jour"), validators=[InputRequired(_l("Choisissez le premier jour."))]
    )
    last = DayField(
        _l("Dernier jour inclus"), validators=[InputRequired(_l("Choisissez le dernier jour."))]
    )


class Forms:
    """The forms of the page of an agenda, each with what was typed in it."""

    def __init__(self) -> None:
        self.file = AgendaForm()
        self.link = LinkForm()
        self.account = AccountForm()
        self.absence = AbsenceForm()


class ChoiceForm(PageForm):
    """Which calendars of an account count."""

    calendars = ChecksField(_l("Agendas à lire"))
    push = SelectField(_l("Inscrire mes séances dans"), validators=[Optional()])


class HoursForm(PageForm):
    """From when to when somebody works, day by day; an empty line is a day without work."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="hours", **told)

    starts_0, ends_0 = TimeField(validators=[Optional()]), TimeField(validators=[Optional()])
    starts_1, ends_1 = TimeField(validators=[Optional()]), TimeField(validators=[Optional()])
    starts_2, ends_2 = TimeField(validators=[Optional()]), TimeField(validators=[Optional()])
    starts_3, ends_3 = TimeField(validators=[Optional()]), TimeField(validators=[Optional()])
    starts_4, ends_4 = TimeField(validators=[Optional()]), TimeField(validators=[Optional()])

    def days(self) -> list[tuple[str, Any, Any]]:  # Any: bound fields
        """Each day's name and its two fields."""
        found = []
        for day in range(WORKING_DAYS):
            starts, ends = self[f"starts_{day}"], self[f"ends_{day}"]
            name = weekday_name(day).capitalize()
            starts.label.text = _l("%(day)s, début", day=name)
            ends.label.text = _l("%(day)s, fin", day=name)
            found.append((name, starts, ends))
        return found

    def fill(self, stretches: list[Stretch]) -> None:
        """Show what is known."""
        for one in stretches:
            self[f"starts_{one.weekday}"].data = one.starts
            self[f"ends_{one.weekday}"].data = one.ends

    def stretches(self) -> list[Stretch] | None:
        """The days that were filled in; None once a field says what is wrong with it."""
        found = []
        for day, (_name, starts, ends) in enumerate(self.days()):
            if starts.data is None and ends.data is None:
                continue
            try:
                found.append(Stretch(day, _given(starts.data), _given(ends.data)))
            except RuleBroken as broken:
                ends.errors = [*ends.errors, sentence(broken)]
                return None
        return found


def _given(hour: time | None) -> time:
    if hour is None:
        raise RuleBroken("weekly_half")
    return hour


class PreferenceForm(PageForm):
    """A stretch that comes back every week."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="preference", **told)
        self.weekdays.choices = [
            SelectChoice(str(day), weekday_name(day).capitalize()) for day in range(WORKING_DAYS)
        ]

    kind = RadioField(
        _l("Ce créneau est"),
        choices=[
            SelectChoice(WeeklyKind.WISHED.value, _l("souhaité")),
            SelectChoice(WeeklyKind.POSSIBLE.value, _l("possible")),
            SelectChoice(WeeklyKind.AVOIDED.value, _l("à éviter")),
        ],
        default=WeeklyKind.WISHED.value,
    )
    weekdays = ChecksField(_l("Jours"))
    starts = TimeField(_l("Début"), validators=[InputRequired(_l("Écrivez l’heure de début."))])
    ends = TimeField(_l("Fin"), validators=[InputRequired(_l("Écrivez l’heure de fin."))])
