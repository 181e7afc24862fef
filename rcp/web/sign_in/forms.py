"""The sign-in form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from rcp.web.forms import PageForm


class SignInForm(PageForm):
    """E-mail address and password."""

    email = StringField(
        _l("Adresse électronique"),
        validators=[InputRequired(_l("Saisissez votre adresse électronique.")), Length(max=320)],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        _l("Mot de passe"),
        validators=[InputRequired(_l("Saisissez votre mot de passe.")), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )
