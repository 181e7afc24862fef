"""Which answers a clinical field accepts.

Values are plain JSON: text, number, ISO date, true or false, option value, list of option values;
None stands for "not filled in". Refusals never repeat the answer: it is clinical.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from rcp.domain.errors import RuleBroken
from rcp.domain.field_spec import CodeSystem, FieldKind, FieldSpec
from rcp.domain.tnm import checked_tnm

FieldValue: TypeAlias = str | int | float | bool | list[str] | None

LONGEST_TEXT = 300
LONGEST_LONG_TEXT = 10_000
YES, NO = "yes", "no"
"""What a form sends for a yes-or-no field."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no document format (XML, PDF) can carry."""


def checked_value(spec: FieldSpec, raw: str | Sequence[str] | None) -> FieldValue:
    """The value to keep for what a form sent; None for an empty optional field.

    Raises RuleBroken `field_required`, `field_too_long`, `field_number`, `field_too_small`,
    `field_too_large`, `field_date`, `field_yes_no`, `field_choice`, `field_code` or `field_tnm`;
    facts: the field's key and the bounds, never the answer.
    """
    typed = [raw] if isinstance(raw, str) else raw or ()
    answers = [answer for answer in map(printable, typed) if answer]
    if not answers:
        if spec.required:
            raise RuleBroken("field_required", key=spec.key)
        return None
    if spec.kind is FieldKind.CHOICES:
        return _checked_choices(spec, answers)
    if len(answers) > 1:
        raise RuleBroken("field_choice", key=spec.key)
    return _CHECKS[spec.kind](spec, answers[0])


def printable(answer: str) -> str:
    """A typed text without what no document can carry, its line ends alike, its ends trimmed."""
    return _UNPRINTABLE.sub("", answer.replace("\r\n", "\n")).strip()


def _checked_text(spec: FieldSpec, answer: str) -> str:
    longest = LONGEST_TEXT if spec.kind is FieldKind.TEXT else LONGEST_LONG_TEXT
    if len(answer) > longest:
        raise RuleBroken("field_too_long", key=spec.key, maximum=longest)
    return answer


def _checked_number(spec: FieldSpec, answer: str) -> int | float:
    compact = re.sub(r"\s", "", answer).replace(",", ".").replace("−", "-")
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,9})?", compact, re.ASCII):
        raise RuleBroken("field_number", key=spec.key)
    number = float(compact) if "." in compact else int(compact)
    if spec.minimum is not None and number < spec.minimum:
        raise RuleBroken("field_too_small", key=spec.key, minimum=spec.minimum)
    if spec.maximum is not None and number > spec.maximum:
        raise RuleBroken("field_too_large", key=spec.key, maximum=spec.maximum)
    return number


def _checked_date(spec: FieldSpec, answer: str) -> str:
    french = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", answer, re.ASCII)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", answer, re.ASCII)
    found = french.groups()[::-1] if french else iso.groups() if iso else None
    try:
        if found is None:
            raise RuleBroken("field_date", key=spec.key)
        return date(*map(int, found)).isoformat()
    except ValueError:
        raise RuleBroken("field_date", key=spec.key) from None


def _checked_yes_no(spec: FieldSpec, answer: str) -> bool:
    if answer not in {YES, NO}:
        raise RuleBroken("field_yes_no", key=spec.key)
    return answer == YES


def _checked_choice(spec: FieldSpec, answer: str) -> str:
    if answer not in {option.value for option in spec.options}:
        raise RuleBroken("field_choice", key=spec.key)
    return answer


def _checked_choices(spec: FieldSpec, answers: Sequence[str]) -> list[str]:
    chosen = {_checked_choice(spec, answer) for answer in answers}
    return [option.value for option in spec.options if option.value in chosen]


_CODES = {
    CodeSystem.ICD_10: re.compile(r"([A-Z]\d{2}(?:\.?\d{1,2})?(?:\+\d{1,2})?)", re.ASCII),
    CodeSystem.ICD_O_3: re.compile(r"(\d{4}/\d)", re.ASCII),
}


def code_of(value: str) -> str:
    """The code of a kept answer: "C50.4 Tumeur maligne…" gives C50.4."""
    return value.partition(" ")[0]


def _checked_code(spec: FieldSpec, answer: str) -> str:
    """A code, with or without its words; C504 is read as C50.4."""
    if spec.system is None or len(answer) > LONGEST_TEXT:
        raise RuleBroken("field_code", key=spec.key)
    head, _blank, words = answer.partition(" ")
    found = _CODES[spec.system].fullmatch(head.upper())
    if found is None:
        raise RuleBroken("field_code", key=spec.key)
    code = found.group(1)
    if spec.system is CodeSystem.ICD_10 and len(code) > 3 and "." not in code:
        code = f"{code[:3]}.{code[3:]}"
    return f"{code} {words}".strip()


def _checked_tnm(spec: FieldSpec, answer: str) -> str:
    return checked_tnm(answer, spec.edition, spec.key)


_CHECKS: Mapping[FieldKind, Callable[[FieldSpec, str], FieldValue]] = {
    FieldKind.TEXT: _checked_text,
    FieldKind.LONG_TEXT: _checked_text,
    FieldKind.NUMBER: _checked_number,
    FieldKind.DATE: _checked_date,
    FieldKind.YES_NO: _checked_yes_no,
    FieldKind.CHOICE: _checked_choice,
    FieldKind.CODE: _checked_code,
    FieldKind.TNM: _checked_tnm,
}
