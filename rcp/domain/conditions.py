"""Which questions a form asks, given what has been answered and how old the patient is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rcp.domain.entries import Remedy
from rcp.domain.errors import RuleBroken
from rcp.domain.field_spec import Condition, FieldSpec
from rcp.domain.field_value import NO, YES, FieldValue


def is_asked(spec: FieldSpec, answers: Mapping[str, FieldValue], age: int | None) -> bool:
    """Whether a question stands, given the kept answers of those before it, by key.

    One that hangs on an age is not asked while the age (in full years) is unknown.
    """
    condition = spec.asked_if
    if condition is None:
        return True
    if condition.from_age and (age is None or age < condition.from_age):
        return False
    return not condition.key or bool(_as_options(answers.get(condition.key)) & {*condition.among})


def asked(
    specs: Sequence[FieldSpec], answers: Mapping[str, FieldValue], age: int | None = None
) -> tuple[FieldSpec, ...]:
    """The questions that stand: FISH is asked only if HER2 is 2+, a G8 only from 75.

    A question that is not asked answers nothing, so what hangs on it is not asked either.
    """
    standing: list[FieldSpec] = []
    kept: dict[str, FieldValue] = {}
    for spec in specs:
        if is_asked(spec, kept, age):
            standing.append(spec)
            kept[spec.key] = answers.get(spec.key)
    return tuple(standing)


def check_conditions(specs: Sequence[FieldSpec]) -> None:
    """Refuse a condition on a question that does not come before, or on no answer of it.

    Raises RuleBroken `entry_invalid` (facts: path, remedy, allowed).
    """
    before: dict[str, FieldSpec] = {}
    for place, spec in enumerate(specs):
        if spec.asked_if is not None and spec.asked_if.key:
            _check(spec.asked_if, before, f"fields.{place}.asked_if")
        before[spec.key] = spec


def _as_options(value: FieldValue) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, bool):
        return {YES if value else NO}
    return set(value) if isinstance(value, list) else {str(value)}


def _check(condition: Condition, before: Mapping[str, FieldSpec], path: str) -> None:
    parent = before.get(condition.key)
    if parent is None:
        raise RuleBroken(
            "entry_invalid",
            path=f"{path}.key",
            remedy=Remedy.CHOOSE_ALLOWED,
            allowed=", ".join(before),
        )
    possible = {option.value for option in parent.options} or {YES, NO}
    if not set(condition.among) <= possible:
        raise RuleBroken(
            "entry_invalid",
            path=f"{path}.among",
            remedy=Remedy.CHOOSE_ALLOWED,
            allowed=", ".join(sorted(possible)),
        )
