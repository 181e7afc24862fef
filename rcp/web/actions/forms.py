"""Forms about actions: close one, narrow a list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from rcp.domain.opinion import ActionState
from rcp.services.actions import LONGEST_OUTCOME
from rcp.web.cases.choices import SelectChoice
from rcp.web.forms import PageForm


class CloseForm(PageForm):
    """Done or abandoned, and what came of it."""

    state = RadioField(
        _l("Issue"),
        choices=[
            SelectChoice(ActionState.DONE.value, _l("Faite")),
            SelectChoice(ActionState.ABANDONED.value, _l("Abandonnée")),
        ],
        validators=[InputRequired(_l("Indiquez si l’action est faite ou abandonnée."))],
    )
    outcome = TextAreaField(
        _l("Ce qu’il en est"),
        description=_l("Nécessaire si l’action est abandonnée : dites pourquoi."),
        validators=[Length(max=LONGEST_OUTCOME)],
    )


class FollowForm(PageForm):
    """Which open actions to show, sent in the address."""

    board = SelectField(_l("Réunion"), choices=[], validate_choice=False)
    owner = SelectField(_l("Confiée à"), choices=[], validate_choice=False)
    late = BooleanField(_l("En retard seulement"))
