"""The code that a screen shows, and how one takes part."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from rcp.domain.quorum import Presence
from rcp.web.cases.choices import SelectChoice
from rcp.web.forms import PageForm


class ArrivalForm(PageForm):
    """I am here."""

    code = StringField(
        _l("Code affiché à l’écran"),
        validators=[InputRequired(_l("Recopiez le code de l’écran.")), Length(max=20)],
    )
    presence = RadioField(
        _l("Vous êtes"),
        choices=[
            SelectChoice(Presence.IN_ROOM.value, _l("dans la salle")),
            SelectChoice(Presence.BY_VIDEO.value, _l("en visioconférence")),
        ],
        default=Presence.IN_ROOM.value,
        validators=[InputRequired(_l("Dites comment vous participez."))],
    )

    @property
    def chosen(self) -> Presence:
        """How the person takes part."""
        return Presence(self.presence.data)
