"""The form that adds files to a case."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from rcp.domain.readiness import PieceKind
from rcp.web.attachments.words import piece_label
from rcp.web.cases.choices import SelectChoice
from rcp.web.forms import PageForm

OTHER = "other"


class AttachForm(PageForm):
    """What the files are, and the files."""

    piece = SelectField(_l("Ce que c’est"), validators=[InputRequired()])
    files = MultipleFileField(_l("Fichiers"))

    @property
    def chosen(self) -> PieceKind | None:
        """What the files are; None for another document."""
        return None if self.piece.data == OTHER else PieceKind(self.piece.data)

    def validate_files(self, field: MultipleFileField) -> None:
        """At least one file."""
        if not field.data or not any(field.data):
            raise ValidationError(_l("Choisissez au moins un fichier."))


def attach_form(*, typed: bool = True) -> AttachForm:
    """The form, with the pieces that a file may be; `typed` reads what was sent."""
    told = {} if typed else {"formdata": None}
    form = AttachForm(prefix="attach", **told)
    pieces = (*PieceKind, None)
    form.piece.choices = [SelectChoice(piece or OTHER, piece_label(piece)) for piece in pieces]
    return form
