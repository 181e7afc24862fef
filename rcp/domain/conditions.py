"""Which questions a form asks, given what has been answered and how old the patient is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    for one in dangling(specs):
        raise RuleBroken(
            "entry_invalid",
            path=f"fields.{one.place}.asked_if.{'among' if one.parent else 'key'}",
            remedy=Remedy.CHOOSE_ALLOWED,
            allowed=", ".join(one.allowed),
        )


@dataclass(frozen=True, slots=True)
class Dangling:
    """A question whose condition cannot be met: without a `parent`, that one does not come before.

    `allowed` are the keys on which it could hang, or the answers that its parent has.
    """

    place: int
    spec: FieldSpec
    condition: Condition
    parent: FieldSpec | None
    allowed: tuple[str, ...]


def dangling(specs: Sequence[FieldSpec]) -> Iterator[Dangling]:
    """The questions that hang on nothing, in the order of the form."""
    before: dict[str, FieldSpec] = {}
    for place, spec in enumerate(specs):
        condition = spec.asked_if
        if condition is not None and condition.key:
            parent = before.get(condition.key)
            allowed = answers_of(parent) if parent else tuple(before)
            if parent is None or not set(condition.among) <= set(allowed):
                yield Dangling(place, spec, condition, parent, allowed)
        before[spec.key] = spec


def answers_of(spec: FieldSpec) -> tuple[str, ...]:
    """The stored answers on which another question may hang: options, or yes and no."""
    return tuple(option.value for option in spec.options) or (YES, NO)


def _as_options(value: FieldValue) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, bool):
        return {YES if value else NO}
    return set(value) if isinstance(value, list) else {str(value)}
