"""How the value of a clinical field reads on a page or a document, in French or in English."""

from __future__ import annotations

from datetime import date

from rcp.domain.field_spec import FieldKind, FieldSpec
from rcp.domain.field_value import FieldValue

_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_SPACE = "\N{NO-BREAK SPACE}"
_MONTHS_EN = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def shown_value(spec: FieldSpec, value: FieldValue, language: str = "fr") -> str:
    """The text for a value that `checked_value` returned; empty for None.

    A value that no longer suits the field, because the board's form has changed since, is shown
    as it was stored.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _yes_or_no(yes=value, language=language)
    if isinstance(value, int | float):
        return _number(value, spec.unit_in(language), language)
    if isinstance(value, list):
        return ", ".join(_option(spec, chosen, language) for chosen in value)
    if spec.kind is FieldKind.DATE:
        return _date(value, language)
    return _option(spec, value, language)


def _yes_or_no(*, yes: bool, language: str) -> str:
    if language == "en":
        return "Yes" if yes else "No"
    return "Oui" if yes else "Non"


def _number(value: float, unit: str, language: str) -> str:
    digits = f"{value:,.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    if language != "en":
        digits = digits.replace(",", _NARROW_SPACE).replace(".", ",")
    glue = "" if unit == "%" and language == "en" else _SPACE
    return f"{digits}{glue}{unit}" if unit else digits


def _date(value: str, language: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    if language == "en":
        return f"{day.day} {_MONTHS_EN[4 * day.month - 4 :][:3]} {day.year}"
    return f"{day:%d/%m/%Y}"


def _option(spec: FieldSpec, value: str, language: str) -> str:
    labels = {option.value: option.label_in(language) for option in spec.options}
    return labels.get(value, value)
