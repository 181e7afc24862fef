"""Forms around minutes: remarks, and why they are amended."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
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


class AmendForm(PageForm):
    """Why validated minutes are opened again."""

    reason = TextAreaField(
        _l("Ce qui est rectifié, et pourquoi"),
        validators=[InputRequired(_l("Dites ce qui est rectifié et pourquoi.")), _LONG],
    )
