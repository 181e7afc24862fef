"""Forms whose own remarks are in the reader's language, and say what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Form


def _choose() -> str:
    return _("Choisissez une réponse de la liste.")


def _date() -> str:
    return _("Écrivez une date qui existe, ainsi : 31/12/2026.")


def _number() -> str:
    return _("Écrivez un nombre, par exemple 12 ou 3,5.")


REMARKS: Mapping[str, Callable[[], str]] = {
    "This field is required.": lambda: _("Remplissez ce champ."),
    "Not a valid choice.": _choose,
    "Invalid Choice: could not coerce.": _choose,
    "Invalid choice(s): one or more data inputs could not be coerced.": _choose,
    "'%(value)s' is not a valid choice for this field.": _choose,
    "Not a valid date value.": _date,
    "Not a valid datetime value.": _date,
    "Not a valid time value.": lambda: _("Écrivez une heure, ainsi : 12:30."),
    "Not a valid integer value.": lambda: _("Écrivez un nombre entier."),
    "Not a valid decimal value.": _number,
    "Not a valid float value.": _number,
    "Number must be at least %(min)s.": lambda: _("Écrivez un nombre de %(min)s au moins."),
    "Number must be at most %(max)s.": lambda: _("Écrivez un nombre de %(max)s au plus."),
    "Number must be between %(min)s and %(max)s.": lambda: _(
        "Écrivez un nombre entre %(min)s et %(max)s."
    ),
}
"""What WTForms remarks by itself, as it says it, and how the house says it."""


class _Remarks:
    """Stands where WTForms looks for its translations."""

    def gettext(self, remark: str) -> str:
        """The house's sentence; a remark that none of its forms can make stays as it is."""
        return REMARKS[remark]() if remark in REMARKS else remark

    def ngettext(self, remark: str, plural: str, count: int) -> str:
        """The same for a remark that counts."""
        return self.gettext(remark if remark in REMARKS or count == 1 else plural)


_SPOKEN = _Remarks()


class FormPart(Form):
    """A form inside another, such as one line of a list."""

    class Meta:
        """Says its remarks as the house does."""

        def get_translations(self, _form: Form) -> _Remarks:
            """The house's sentences."""
            return _SPOKEN


class PageForm(FlaskForm):
    """The form of a page, protected against forged requests."""

    class Meta(FormPart.Meta):
        """Says its remarks as the house does."""
