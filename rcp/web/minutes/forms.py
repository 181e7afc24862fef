"""Forms around minutes: remarks, the signature, and why they are amended."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from rcp.web.forms import PageForm

_LONG = Length(max=20_000, message=_l("20 000 caractères au plus."))


class RemarksForm(PageForm):
    """What the minutes say besides the cases."""

    remarks = TextAreaField(
        _l("Remarques"),
        description=_l(
            "Sur la séance elle-même. N’y nommez aucun patient : ce compte rendu est lu par tous "
            "les membres."
        ),
        validators=[_LONG],
    )


class SignOffForm(PageForm):
    """The password again: a validation binds the person who gives it."""

    password = PasswordField(
        _l("Votre mot de passe"),
        description=_l("Il est redemandé pour que personne d’autre ne valide à votre place."),
        validators=[InputRequired(_l("Saisissez votre mot de passe.")), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )


class SendOutForm(PageForm):
    """A document for somebody whom the site does not reach."""

    document = SelectField(
        _l("Document"), validators=[InputRequired(_l("Choisissez un document."))]
    )
    channel = RadioField(
        _l("Par quel moyen"), validators=[InputRequired(_l("Dites par quel moyen."))]
    )
    recipient = StringField(
        _l("À qui"),
        description=_l("Le nom du correspondant, par exemple le médecin traitant."),
        validators=[InputRequired(_l("Dites à qui.")), Length(max=200)],
    )
    address = StringField(
        _l("Adresse MSSanté"),
        description=_l("Elle se termine par .mssante.fr. Laissez vide pour un envoi sur papier."),
        validators=[Length(max=254)],
    )


class AmendForm(PageForm):
    """Why validated minutes are opened again."""

    reason = TextAreaField(
        _l("Ce qui est rectifié, et pourquoi"),
        validators=[InputRequired(_l("Dites ce qui est rectifié et pourquoi.")), _LONG],
    )
