"""Forms about messages: look for one, send one again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from rcp.web.forms import PageForm


class SendAgainForm(PageForm):
    """The address to which the message goes this time."""

    address = StringField(
        _l("Adresse électronique"),
        validators=[InputRequired(_l("Saisissez une adresse électronique.")), Length(max=254)],
        render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"},
    )

    corrects_person = BooleanField(_l("Corriger aussi la fiche de la personne"))


class SearchForm(PageForm):
    """Words to look for, sent in the address."""

    q = StringField(_l("Destinataire, adresse ou objet"))
