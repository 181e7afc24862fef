"""A board's questions as its form shows them: by part, what must be answered first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from wtforms import Field

from rcp.domain.errors import RuleBroken
from rcp.domain.fields import (
    NO,
    YES,
    Condition,
    FieldSpec,
    FieldValue,
    checked_value,
    shown_value,
)
from rcp.web.languages import language


@dataclass(frozen=True, slots=True)
class Question:
    """A board's question: its form field, and in words when it is asked."""

    field: Field
    spec: FieldSpec
    asked_if: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether something was answered, or is wrong."""
        return bool(self.field.data or self.field.errors)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form: what must be answered, and what may stay empty."""

    title: str
    standing: frozenset[str]
    questions: list[Question] = field(default_factory=list)

    @property
    def needed(self) -> list[Question]:
        """Those that must be answered, or that the fiche expects: they come first."""
        return [one for one in self.questions if one.spec.required or one.spec.expected]

    @property
    def others(self) -> list[Question]:
        """Those that may stay empty."""
        return [one for one in self.questions if one not in self.needed]

    @property
    def asked(self) -> int:
        """How many of those that may stay empty are asked of this patient."""
        return sum(one.spec.key in self.standing for one in self.others)

    @property
    def is_open(self) -> bool:
        """Whether one that may stay empty is filled in or wrong: they are shown unfolded then."""
        return any(one.is_filled for one in self.others)


def parts_of(asked: Sequence[tuple[Field, FieldSpec]], standing: frozenset[str]) -> list[Part]:
    """The parts that all boards share in their order, then the board's own questions."""
    known = {spec.key: spec for _field, spec in asked}
    found: dict[str, Part] = {}
    for told, spec in asked:
        title = spec.section_in(language())
        part = found.setdefault(title, Part(title, standing))
        part.questions.append(Question(told, spec, condition_words(spec.asked_if, known)))
    own = found.pop("", None)
    return [*found.values(), *([own] if own else [])]


def typed_value(spec: FieldSpec, typed: str | Sequence[str] | None) -> FieldValue:
    """The value of what was typed, or None for what cannot stand yet."""
    try:
        return checked_value(spec, typed)
    except RuleBroken:
        return None


def condition_words(condition: Condition | None, known: Mapping[str, FieldSpec]) -> str:
    """When a question is asked: « si Organe : Prostate », « à partir de 75 ans »."""
    if condition is None:
        return ""
    if condition.key not in known:
        return _("Demandé à partir de %(years)s ans.", years=condition.from_age)
    parent = known[condition.key]
    values = ", ".join(answer_label(parent, value) for value in condition.among)
    return _(
        "Demandé si « %(question)s » : %(answers)s.",
        question=parent.label_in(language()),
        answers=values,
    )


def answer_label(parent: FieldSpec, value: str) -> str:
    """A stored answer in words, on which another question may hang."""
    if value in {YES, NO} and not parent.options:
        return _("oui") if value == YES else _("non")
    return shown_value(parent, value, language())
