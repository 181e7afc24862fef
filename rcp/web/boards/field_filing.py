"""Between a question as a board asks it and the form on which it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rcp.domain.field_list import key_for
from rcp.domain.field_spec import TNM_EDITION
from rcp.domain.field_value import printable
from rcp.domain.fields import CodeSystem, Condition, FieldKind, FieldSpec, Option
from rcp.web.boards.field_form import (
    EXPECTED,
    OPTIONAL,
    REQUIRED,
    FieldForm,
    kind_of,
    number_in,
)
from rcp.web.boards.field_words import kind_value
from rcp.web.cases.fields import as_typed

_PLAIN = ("label", "label_en", "hint", "hint_en", "unit", "unit_en", "section", "section_en")


def form_for_field(spec: FieldSpec | None, before: Sequence[FieldSpec]) -> FieldForm:
    """The form of a question, as the request fills it in; an empty one for a new question."""
    form = FieldForm(data=_as_kept(spec) if spec else None)
    form.offer(before)
    form.add_lines()
    return form


def spec_in(form: FieldForm) -> FieldSpec:
    """The question that a valid form tells; what its kind does not call for is left out."""
    kind = kind_of(form)
    texts = {name: printable(form[name].data or "") for name in _PLAIN}
    is_number = kind is FieldKind.NUMBER
    return FieldSpec(
        key=printable(form.key.data or ""),
        kind=kind,
        **_in_english(texts, has_unit=is_number),
        required=form.need.data == REQUIRED,
        expected=form.need.data == EXPECTED,
        options=_options(form) if kind.has_options else (),
        minimum=number_in(form.minimum) if is_number else None,
        maximum=number_in(form.maximum) if is_number else None,
        system=CodeSystem(form.kind.data) if kind is FieldKind.CODE else None,
        edition=form.edition.data if kind is FieldKind.TNM else 0,
        asked_if=_condition(form),
    )


def _in_english(texts: dict[str, str], *, has_unit: bool) -> dict[str, str]:
    """The question is said in French where no English was written."""
    units = {} if has_unit else {"unit": "", "unit_en": ""}
    return {**texts, "label_en": texts["label_en"] or texts["label"], **units}


def _options(form: FieldForm) -> tuple[Option, ...]:
    found: list[Option] = []
    for line in form.answers:
        label = printable(line.form.label.data or "")
        if not label:
            continue
        taken = {option.value for option in found}
        value = line.form.value.data or ""
        if not value or value in taken:
            value = label if label not in taken else key_for(label, taken)
        found.append(Option(value, label, printable(line.form.label_en.data or "") or label))
    return tuple(found)


def _condition(form: FieldForm) -> Condition | None:
    from_age = form.from_age.data or 0
    if not form.parent.data:
        return Condition(from_age=from_age) if from_age else None
    return Condition(form.parent.data, tuple(form.among.data or ()), from_age)


def _as_kept(spec: FieldSpec) -> dict[str, Any]:
    """A question as its form holds it; English is left out where it says the same."""
    condition = spec.asked_if or Condition()
    bound = FieldSpec("bound", "", FieldKind.NUMBER, "")
    return {
        **{name: getattr(spec, name) for name in _PLAIN},
        "label_en": _if_other(spec.label_en, spec.label),
        "kind": kind_value(spec),
        "need": REQUIRED if spec.required else EXPECTED if spec.expected else OPTIONAL,
        "minimum": as_typed(bound, spec.minimum),
        "maximum": as_typed(bound, spec.maximum),
        "edition": spec.edition or TNM_EDITION,
        "answers": [
            {
                "value": option.value,
                "label": option.label,
                "label_en": _if_other(option.label_en, option.label),
            }
            for option in spec.options
        ],
        "parent": condition.key,
        "among": list(condition.among),
        "from_age": condition.from_age or None,
        "key": spec.key,
    }


def _if_other(text: str, than: str) -> str:
    return "" if text == than else text
