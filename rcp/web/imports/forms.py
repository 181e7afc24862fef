"""Forms that send files in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms.validators import ValidationError

from rcp.web.forms import PageForm


class AgendasForm(PageForm):
    """Several calendar files, or one archive of them."""

    agendas = MultipleFileField(_l("Agendas (.ics ou .zip)"))

    def validate_agendas(self, field: MultipleFileField) -> None:
        """At least one file."""
        if not field.data or not any(field.data):
            raise ValidationError(_l("Choisissez au moins un fichier."))


class FileForm(PageForm):
    """One file; the prefix names the door it goes through."""

    file = FileField(_l("Fichier"), validators=[FileRequired(_l("Choisissez un fichier."))])

    def prefix_is(self, name: str) -> bool:
        """Whether this is the form of a door."""
        return bool(self.file.name == f"{name}-file")
