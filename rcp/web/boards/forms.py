"""Forms that make and change a board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
    URLField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from rcp.db.models import Practitioner
from rcp.domain.calendar import Cadence
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm

Choices = Sequence[tuple[str, str]]


class ChecksField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BoardForm(PageForm):
    """What a new board starts from."""

    template = SelectField(_l("Modèle"), validators=[InputRequired(_l("Choisissez un modèle."))])
    organization = SelectField(
        _l("Structure"), validators=[InputRequired(_l("Choisissez une structure."))]
    )
    code = StringField(
        _l("Code"),
        description=_l("Court et unique, par exemple SEIN. Il sert dans les imports."),
        validators=[InputRequired(_l("Écrivez un code.")), Length(max=32)],
    )
    name = StringField(
        _l("Nom"), validators=[InputRequired(_l("Écrivez un nom.")), Length(max=200)]
    )


class HabitForm(PageForm):
    """When and where a board meets."""

    name = StringField(
        _l("Nom"), validators=[InputRequired(_l("Écrivez un nom.")), Length(max=200)]
    )
    cadence = SelectField(_l("Cadence"), validators=[InputRequired()])
    weekday = SelectField(_l("Jour"), coerce=int, validators=[InputRequired()])
    weeks = ChecksField(
        _l("Semaines du mois"),
        coerce=int,
        description=_l("Pour une cadence comptée en mois, par exemple 1er et 3e."),
    )
    first_on = DayField(
        _l("Première séance à partir du"),
        description=_l(
            "Fixe la semaine ou le mois d’où l’on compte « une semaine sur deux » ou "
            "« un mois sur deux »."
        ),
        validators=[Optional()],
    )
    at = TimeField(_l("Heure"), validators=[InputRequired(_l("Choisissez une heure."))])
    room = SelectField(_l("Salle"))
    video_url = URLField(_l("Lien de visioconférence"), validators=[Length(max=500)])


class OfficersForm(PageForm):
    """Who answers for a board."""

    chair = SelectField(_l("Médecin responsable"))
    coordinator = SelectField(_l("Coordonnateur"))
    secretary = SelectField(_l("Secrétaire"))


class MinutesForm(PageForm):
    """How long meetings and cases last."""

    minutes = IntegerField(_l("Durée d’une séance (minutes)"), validators=[InputRequired()])
    reserve = IntegerField(
        _l("Réserve pour les urgences (minutes)"), validators=[InputRequired(), NumberRange(min=0)]
    )
    enregistre = IntegerField(_l("Dossier à enregistrer (minutes)"), validators=[InputRequired()])
    standard = IntegerField(_l("Dossier à discuter (minutes)"), validators=[InputRequired()])
    complexe = IntegerField(_l("Dossier complexe (minutes)"), validators=[InputRequired()])


class SeatForm(PageForm):
    """One seat more."""

    group = SelectField(_l("Compétence"), validators=[InputRequired()])
    minimum = IntegerField(
        _l("Nombre"), default=1, validators=[InputRequired(), NumberRange(min=1, max=20)]
    )
    mandatory = BooleanField(_l("Nécessaire au quorum"), default=True)


class SpecialtiesForm(PageForm):
    """How many medical specialties the quorum counts; it shares its page with SeatForm."""

    def __init__(self, **told: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(prefix="count", **told)

    min_specialties = IntegerField(
        _l("Spécialités médicales différentes"),
        description=_l("Au moins 3 pour une RCP réglementaire ; 0 si le quorum n’en compte pas."),
        validators=[InputRequired(_l("Combien de spécialités ?")), NumberRange(min=0, max=10)],
    )


class MembersForm(PageForm):
    """Who is named for a seat."""

    members = ChecksField(_l("Titulaires"))
    deputies = ChecksField(_l("Suppléants"))


def cadences() -> Choices:
    """The cadences in words."""
    return [
        (Cadence.WEEKLY.value, _("Chaque semaine")),
        (Cadence.FORTNIGHTLY.value, _("Une semaine sur deux")),
        (Cadence.MONTHLY.value, _("Chaque mois")),
        (Cadence.TWO_MONTHLY.value, _("Un mois sur deux")),
        (Cadence.QUARTERLY.value, _("Tous les trois mois")),
        (Cadence.ON_DEMAND.value, _("À la demande")),
    ]


def people_choices(people: Sequence[Practitioner]) -> Choices:
    """Nobody, then everybody by name."""
    return [("", _("Personne")), *((str(one.id), _listed(one)) for one in people)]


def named(people: Sequence[Practitioner]) -> Choices:
    """Everybody by name."""
    return [(str(one.id), _listed(one)) for one in people]


def _listed(person: Practitioner) -> str:
    return f"{person.family_name} {person.given_name}"
