"""Forms about the library."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField, URLField
from wtforms.validators import InputRequired, Length, Optional

from rcp.services.guidelines import LONGEST_TEXT, LONGEST_TITLE
from rcp.web.boards.forms import ChecksField
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm


class GuidelineForm(PageForm):
    """One version of a guideline or protocol."""

    kind = SelectField(_l("Nature"), validators=[InputRequired()])
    title = StringField(
        _l("Titre"), validators=[InputRequired(_l("Écrivez un titre.")), Length(max=LONGEST_TITLE)]
    )
    pathway = StringField(
        _l("Parcours"),
        description=_l("Par exemple : cancer du sein, insuffisance cardiaque, plaies."),
        validators=[Optional(), Length(max=200)],
    )
    code = StringField(
        _l("Code"),
        description=_l("Court, le même pour toutes les versions, par exemple REF-SEIN."),
        validators=[InputRequired(_l("Écrivez un code.")), Length(max=64)],
    )
    version = StringField(
        _l("Version"), validators=[InputRequired(_l("Écrivez la version.")), Length(max=64)]
    )
    dated_on = DayField(
        _l("Date de cette version"), validators=[InputRequired(_l("Choisissez une date."))]
    )
    publisher = StringField(_l("Source"), validators=[Optional(), Length(max=200)])
    url = URLField(_l("Lien"), validators=[Optional(), Length(max=500)])
    text = TextAreaField(
        _l("Texte"),
        description=_l("Ce qu’il faut avoir sous les yeux, si le lien ne suffit pas."),
        validators=[Optional(), Length(max=LONGEST_TEXT)],
    )
    organization = SelectField(_l("À qui"), default="")
    is_withdrawn = BooleanField(
        _l("Retiré : n’est plus proposé"),
        description=_l("Les RCP et les dossiers qui le suivent le gardent."),
    )


class AttachForm(PageForm):
    """What a case follows."""

    guidelines = ChecksField(_l("Référentiels et protocoles de ce dossier"))
