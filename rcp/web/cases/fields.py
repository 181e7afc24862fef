"""A board's own clinical fields as form fields: what was typed comes back as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from rcp.domain.errors import RuleBroken
from rcp.domain.fields import NO, YES, CodeSystem, FieldKind, FieldSpec, FieldValue, checked_value
from rcp.domain.readiness import NeededPiece
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.code_field import CodeField
from rcp.web.cases.forms import PREFIX, CaseForm
from rcp.web.cases.pieces import piece_fields
from rcp.web.sentences import sentence

_FEW = 4  # up to so many options are buttons, more are a list


class Answers:
    """Asks the rules of a field whether what was typed can stand."""

    def __init__(self, spec: FieldSpec) -> None:
        self.spec = spec
        self.field_flags = {"required": True} if spec.required else {}

    def __call__(self, form: CaseForm, field: Field) -> None:
        """Refuse a wrong answer always, an empty one only in a case that is handed in.

        What the other answers do not call for may say anything: it is not kept.
        """
        if self.spec.key not in form.standing:
            return
        try:
            checked_value(self.spec, field.data)
        except RuleBroken as broken:
            if broken.code != "field_required" or form.is_submitting:
                raise StopValidation(sentence(broken)) from broken


def form_with(
    specs: Sequence[FieldSpec], language: str, needed: Sequence[NeededPiece] = ()
) -> type[CaseForm]:
    """The form of a case with these fields after its own, and the pieces that the board needs."""
    own = {PREFIX + spec.key: _field(spec, language) for spec in specs}
    told = {"specs": tuple(specs), "needed": tuple(needed)}
    return type("BoardCaseForm", (CaseForm,), {**own, **piece_fields(needed), **told})


def typed_answers(form: CaseForm) -> dict[str, str | Sequence[str]]:
    """What the form says of the board's own fields, by key."""
    return {field.name.removeprefix(PREFIX): field.data or "" for field in form.own_fields}


def as_typed(spec: FieldSpec, value: FieldValue) -> str | list[str]:
    """A stored value as its form field would send it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return value
    return f"{value}".replace(".", ",") if spec.kind is FieldKind.NUMBER else str(value)


def _field(spec: FieldSpec, language: str) -> Any:  # an unbound field, which WTForms leaves untyped
    unit = spec.unit_in(language)
    label = f"{spec.label_in(language)} ({unit})" if unit else spec.label_in(language)
    told = {"description": spec.hint_in(language), "validators": [Answers(spec)]}
    return _MAKERS[spec.kind](label, spec, language, told)


def _text(label: str, _spec: FieldSpec, _language: str, told: dict[str, Any]) -> Any:
    return StringField(label, **told)


def _long_text(label: str, _spec: FieldSpec, _language: str, told: dict[str, Any]) -> Any:
    return TextAreaField(label, **told)


def _number(label: str, _spec: FieldSpec, _language: str, told: dict[str, Any]) -> Any:
    keys = {"inputmode": "decimal", "autocomplete": "off", "data-width": "s"}
    return StringField(label, render_kw=keys, **told)


def _code(label: str, spec: FieldSpec, _language: str, told: dict[str, Any]) -> Any:
    keys = {"data-url": url_for("cases.codes")}
    return CodeField(label, system=CodeSystem(spec.system or ""), render_kw=keys, **told)


def _tnm(label: str, _spec: FieldSpec, _language: str, told: dict[str, Any]) -> Any:
    keys = {"autocomplete": "off", "autocapitalize": "off", "data-width": "m"}
    return StringField(label, render_kw=keys, **told)


def _date(label: str, _spec: FieldSpec, _language: str, told: dict[str, Any]) -> Any:
    return StringField(label, widget=DateInput(), render_kw={"data-width": "s"}, **told)


def _yes_no(label: str, _spec: FieldSpec, _language: str, told: dict[str, Any]) -> Any:
    return _radio(label, [SelectChoice(YES, _("Oui")), SelectChoice(NO, _("Non"))], told)


def _choice(label: str, spec: FieldSpec, language: str, told: dict[str, Any]) -> Any:
    choices = _options(spec, language)
    if len(choices) <= _FEW:
        return _radio(label, choices, told)
    empty = SelectChoice("", _("Choisir…"))
    return SelectField(label, choices=[empty, *choices], validate_choice=False, **told)


def _choices(label: str, spec: FieldSpec, language: str, told: dict[str, Any]) -> Any:
    return SelectMultipleField(
        label,
        choices=_options(spec, language),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
        **told,
    )


def _options(spec: FieldSpec, language: str) -> list[SelectChoice]:
    return [SelectChoice(option.value, option.label_in(language)) for option in spec.options]


def _radio(label: str, choices: list[SelectChoice], told: dict[str, Any]) -> Any:
    """Buttons; an optional question can be left or taken back with "not filled in"."""
    if not told["validators"][0].spec.required:
        choices = [*choices, SelectChoice("", _("Non renseigné"))]
    return RadioField(label, choices=choices, validate_choice=False, default="", **told)


_MAKERS: Mapping[FieldKind, Callable[[str, FieldSpec, str, dict[str, Any]], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.CODE: _code,
    FieldKind.TNM: _tnm,
}
