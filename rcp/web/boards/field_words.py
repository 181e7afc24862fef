"""The questions of a board in words: their kinds, their answers, when they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from rcp.domain.fields import CodeSystem, FieldKind, FieldSpec
from rcp.web.cases.parts import condition_words
from rcp.web.languages import language


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A question as the list of the form being made shows it; `id` is its key."""

    id: str
    label: str
    kind: str
    answers: str
    condition: str
    is_required: bool
    is_expected: bool


def kinds() -> list[tuple[str, str]]:
    """How a question may be answered; each coded list is a kind of its own."""
    return [
        (FieldKind.TEXT.value, _("Texte court")),
        (FieldKind.LONG_TEXT.value, _("Texte long")),
        (FieldKind.YES_NO.value, _("Oui ou non")),
        (FieldKind.CHOICE.value, _("Une réponse d’une liste")),
        (FieldKind.CHOICES.value, _("Plusieurs réponses d’une liste")),
        (FieldKind.NUMBER.value, _("Nombre")),
        (FieldKind.DATE.value, _("Date")),
        (FieldKind.TNM.value, _("Stade TNM")),
        (CodeSystem.ICD_10.value, _("Code CIM-10")),
        (CodeSystem.ICD_O_3.value, _("Code CIM-O-3")),
    ]


def kind_value(spec: FieldSpec) -> str:
    """The kind as `kinds` names it."""
    return spec.system.value if spec.system else spec.kind.value


def lines(own: Sequence[FieldSpec], asked: Sequence[FieldSpec]) -> list[FieldLine]:
    """The board's own questions; `asked` are all those of the form, on which they may hang."""
    known, words = {spec.key: spec for spec in asked}, dict(kinds())
    return [
        FieldLine(
            id=spec.key,
            label=spec.label_in(language()),
            kind=words[kind_value(spec)],
            answers=_answers(spec),
            condition=condition_words(spec.asked_if, known),
            is_required=spec.required,
            is_expected=spec.expected and not spec.required,
        )
        for spec in own
    ]


def _answers(spec: FieldSpec) -> str:
    if spec.options:
        return ", ".join(option.label_in(language()) for option in spec.options)
    return spec.unit_in(language())
