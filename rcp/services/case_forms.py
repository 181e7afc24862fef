"""What boards ask of their cases, what was answered, what still lacks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from rcp.catalogue import coded
from rcp.db.models import Board, BoardForm, Case
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import (
    FieldSpec,
    FieldValue,
    asked,
    checked_value,
    field_from_mapping,
    is_asked,
)
from rcp.domain.identity import age_on


def asked_fields(board: Board) -> tuple[FieldSpec, ...]:
    """The clinical fields that a board asks for today."""
    return specs_of(board.form)


def fields_of(case: Case) -> tuple[FieldSpec, ...]:
    """The fields with which the case was filled in, whatever the board asks since."""
    return specs_of(case.form)


def specs_of(form: BoardForm) -> tuple[FieldSpec, ...]:
    """What a version of a board's form asks, read once for each row that is loaded."""
    fields, common, specs = _READ.get(form, ((), (), ()))
    if fields is form.fields and common is form.common:
        return specs
    specs = _fields(json.dumps(form.questions))
    _READ[form] = form.fields, form.common, specs
    return specs


_READ: WeakKeyDictionary[BoardForm, tuple[Any, Any, tuple[FieldSpec, ...]]] = WeakKeyDictionary()
"""By row, the two lists as they were read, kept as Any for rows leave their items untyped."""


@lru_cache(maxsize=256)
def _fields(asked: str) -> tuple[FieldSpec, ...]:
    """A form as it is kept: hundreds of cases were filled in with the same one."""
    return tuple(field_from_mapping(mapping) for mapping in json.loads(asked))


def standing_fields(case: Case) -> tuple[FieldSpec, ...]:
    """The questions of the case's form that its answers and the patient's age call for."""
    return asked(fields_of(case), case.fields, age_of(case))


def age_of(case: Case) -> int | None:
    """The patient's age on the day on which the case is ready; None for an unknown patient."""
    born = case.patient.traits.get("birth_date") if case.patient else None
    return age_on(date.fromisoformat(born), case.ready_on) if born else None


def missing_fields(case: Case) -> tuple[FieldSpec, ...]:
    """The required clinical fields that are still empty."""
    return tuple(
        spec
        for spec in standing_fields(case)
        if spec.required and case.fields.get(spec.key) is None
    )


def checked_fields(
    typed: Mapping[str, str | Sequence[str]], specs: Sequence[FieldSpec], age: int | None = None
) -> dict[str, FieldValue]:
    """The board's own fields, checked one by one; empty ones are left out, and so is what was
    typed for a question that the other answers or the age do not call for.

    Raises RuleBroken of `checked_value`, or `field_unknown` (fact: the key).
    """
    known = {spec.key for spec in specs}
    for key in typed:
        if key not in known:
            raise RuleBroken("field_unknown", key=key)
    values: dict[str, FieldValue] = {}
    for spec in specs:
        value = checked_value(spec, typed.get(spec.key)) if is_asked(spec, values, age) else None
        if value is not None:
            values[spec.key] = _in_words(spec, value)
    return values


def _in_words(spec: FieldSpec, value: FieldValue) -> FieldValue:
    """A code gets the words of its list, so that it can be read without it."""
    return coded.in_words(spec.system, str(value)) if spec.system else value
