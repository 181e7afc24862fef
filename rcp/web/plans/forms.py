"""The form that asks for a plan."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TypedDict

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from rcp.services.planning.run import SECONDS, WEEKS
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm


class PlanWishes(TypedDict):
    """The first day, number of weeks, seconds of search and boards of a plan."""

    first_day: date
    weeks: int
    time_limit: int
    boards: list[uuid.UUID]


class PlanForm(PageForm):
    """From when, for how many weeks, which boards, and how long the engine may search."""

    first_day = DayField(
        _l("À partir du"), validators=[InputRequired(_l("Choisissez un premier jour."))]
    )
    weeks = IntegerField(
        _l("Nombre de semaines"),
        validators=[
            InputRequired(_l("Indiquez un nombre de semaines.")),
            NumberRange(*WEEKS, message=_l("De 1 à 26 semaines.")),
        ],
    )
    time_limit = IntegerField(
        _l("Temps de recherche (secondes)"),
        description=_l("Un premier plan vient en une seconde ; le reste du temps l’améliore."),
        validators=[
            InputRequired(_l("Indiquez une durée.")),
            NumberRange(*SECONDS, message=_l("De 2 à 600 secondes.")),
        ],
    )
    boards = SelectMultipleField(
        _l("Réunions à planifier"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[InputRequired(_l("Choisissez au moins une réunion."))],
    )

    def wishes(self) -> PlanWishes:
        """What was asked, once the form is valid."""
        return {
            "first_day": self.first_day.data or date.min,
            "weeks": self.weeks.data or 0,
            "time_limit": self.time_limit.data or 0,
            "boards": [uuid.UUID(board) for board in self.boards.data or ()],
        }
