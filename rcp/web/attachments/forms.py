"""The form that adds files to a case."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from rcp.domain.piece import Piece
from rcp.web.attachments.words import piece_label
from rcp.web.cases.choices import SelectChoice
from rcp.web.forms import PageForm


class AttachForm(PageForm):
    """What the files are, and the files."""

    piece = SelectField(_l("Ce que c’est"), validators=[InputRequired()])
    files = MultipleFileField(_l("Fichiers"))

    def validate_files(self, field: MultipleFileField) -> None:
        """At least one file."""
        if not field.data or not any(field.data):
            raise ValidationError(_l("Choisissez au moins un fichier."))


def attach_form(*, typed: bool = True) -> AttachForm:
    """The form, with the pieces that a file may be; `typed` reads what was sent."""
    told = {} if typed else {"formdata": None}
    form = AttachForm(prefix="attach", **told)
    form.piece.choices = [SelectChoice(piece.value, piece_label(piece)) for piece in Piece]
    return form
