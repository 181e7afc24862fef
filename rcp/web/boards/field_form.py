"""The form of one question of a board: what it asks, how it is answered, when it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from rcp.domain.conditions import answers_of
from rcp.domain.entries import KEY
from rcp.domain.errors import RuleBroken
from rcp.domain.field_spec import TNM_EDITION
from rcp.domain.field_value import printable
from rcp.domain.fields import FieldKind, FieldSpec, checked_value
from rcp.domain.tnm import NEWEST_EDITION
from rcp.web.boards.field_words import kinds
from rcp.web.boards.forms import ChecksField
from rcp.web.cases.parts import answer_label
from rcp.web.forms import FormPart, PageForm
from rcp.web.languages import language
from rcp.web.sentences import sentence

SPARE_LINES = 2
"""Empty lines after the answers of a list."""
MOST_ANSWERS = 100
NEEDS = OPTIONAL, EXPECTED, REQUIRED = "optional", "expected", "required"
_BOUND = FieldSpec("bound", "", FieldKind.NUMBER, "")
_SHORT = Length(max=300, message=_l("300 caractères au plus."))


class AnswerForm(FormPart):
    """One answer of a list; `value` is what is kept, and stays when its words change."""

    value = HiddenField()
    label = StringField(_l("Réponse"), validators=[_SHORT])
    label_en = StringField(_l("En anglais"), validators=[_SHORT])


class FieldForm(PageForm):
    """One question; which of its parts are shown hangs on `kind` and on `parent`."""

    label = StringField(_l("Question"), [InputRequired(_l("Écrivez la question.")), _SHORT])
    kind = SelectField(_l("Type de réponse"), default=FieldKind.TEXT.value)
    need = RadioField(_l("Sans réponse"), default=OPTIONAL)
    hint = StringField(
        _l("Aide"), [_SHORT], description=_l("Une phrase, affichée sous la question.")
    )
    unit = StringField(_l("Unité"), [_SHORT], description=_l("Par exemple : mm, ng/mL, mois."))
    minimum = StringField(_l("Au moins"), render_kw={"inputmode": "decimal"})
    maximum = StringField(_l("Au plus"), render_kw={"inputmode": "decimal"})
    edition = SelectField(_l("Édition de la TNM"), coerce=int, default=TNM_EDITION)
    answers = FieldList(
        FormField(AnswerForm, _l("Réponse")), _l("Réponses"), max_entries=MOST_ANSWERS
    )
    parent = SelectField(
        _l("Selon la réponse à"),
        default="",
        description=_l("Une question à choix, ou à laquelle on répond oui ou non, posée avant."),
    )
    among = ChecksField(_l("Posée si la réponse est"))
    from_age = IntegerField(
        _l("À partir de (ans)"), [Optional(), NumberRange(min=0, max=120)], default=None
    )
    section = StringField(
        _l("Partie du formulaire"),
        [_SHORT],
        description=_l("Vide : avec les autres questions de la RCP."),
    )
    key = StringField(
        _l("Clé d’import"),
        [Optional(), _SHORT],
        description=_l("Le titre de sa colonne dans un tableau. Vide : faite de la question."),
    )
    label_en = StringField(_l("Question en anglais"), [_SHORT])
    hint_en = StringField(_l("Aide en anglais"), [_SHORT])
    unit_en = StringField(_l("Unité en anglais"), [_SHORT])
    section_en = StringField(_l("Partie en anglais"), [_SHORT])

    def offer(self, before: Sequence[FieldSpec]) -> None:
        """Offer the kinds, and the questions `before` on whose answers this one may hang."""
        self.kind.choices = kinds()
        self.need.choices = [
            (OPTIONAL, _("Rien : la question est facultative")),
            (EXPECTED, _("Le dossier passe, mais le manque est signalé au tri")),
            (REQUIRED, _("Le dossier ne peut pas être soumis")),
        ]
        self.edition.choices = [(one, str(one)) for one in range(1, NEWEST_EDITION + 1)]
        parents = [one for one in before if has_answers(one)]
        self.parent.choices = [
            ("", _("Aucune : toujours posée")),
            *((one.key, one.label_in(language())) for one in parents),
        ]
        chosen = next((one for one in parents if one.key == self.parent.data), None)
        self.among.choices = (
            [(value, answer_label(chosen, value)) for value in answers_of(chosen)] if chosen else []
        )

    def add_lines(self) -> None:
        """Keep empty lines at the end of the answers."""
        blank = sum(not _text(line.form.label) for line in self.answers)
        for _line in range(min(SPARE_LINES - blank, MOST_ANSWERS - len(self.answers))):
            self.answers.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual, and a list has its answers."""
        is_valid = super().validate(extra_validators)
        return _answers_are_sound(self) and is_valid

    @property
    def has_english(self) -> bool:
        """Whether something is said in English, or is wrong there."""
        told = (self.label_en, self.hint_en, self.unit_en, self.section_en)
        return any(field.data or field.errors for field in told)

    @property
    def has_condition(self) -> bool:
        """Whether the question is not always asked, or that part is wrong."""
        told = (self.parent, self.from_age, self.among)
        return any(field.data or field.errors for field in told)

    def validate_minimum(self, field: Any) -> None:
        """A number or nothing."""
        _require_number(field)

    def validate_maximum(self, field: Any) -> None:
        """A number or nothing, not below the least."""
        _require_number(field)
        low = None if self.minimum.errors else number_in(self.minimum)
        high = number_in(field)
        if low is not None and high is not None and high < low:
            raise StopValidation(_("C’est moins que le minimum."))

    def validate_among(self, field: Any) -> None:
        """A question that hangs on another one says on which of its answers."""
        if self.parent.data and not field.data:
            raise StopValidation(_("Cochez au moins une réponse."))

    def validate_key(self, field: Any) -> None:
        """As imports write it."""
        if _text(field) and not KEY.fullmatch(_text(field)):
            raise StopValidation(_("Minuscules sans accent, chiffres et _ seulement."))


def _answers_are_sound(form: FieldForm) -> bool:
    """Says beside the first line that is wrong what a list of answers lacks."""
    if not kind_of(form).has_options:
        return True
    said: set[str] = set()
    for line in form.answers:
        told = _text(line.form.label)
        if "|" in told:
            return _blame(form, line, _("Pas de barre verticale (|) dans une réponse."))
        if told in said:
            return _blame(form, line, _("Cette réponse est déjà dans la liste."))
        said |= {told} - {""}
    return bool(said) or _blame(form, form.answers[0], _("Écrivez au moins une réponse."))


def _blame(form: FieldForm, line: Any, remark: str) -> bool:
    line.form.label.errors = [remark]
    form.answers.errors = [remark]
    return False


def has_answers(spec: FieldSpec) -> bool:
    """Whether another question can hang on its answers."""
    return spec.kind.has_options or spec.kind is FieldKind.YES_NO


def kind_of(form: FieldForm) -> FieldKind:
    """The kind chosen; a coded list is the kind CODE with its system."""
    chosen = form.kind.data or ""
    return FieldKind(chosen) if chosen in set(FieldKind) else FieldKind.CODE


def number_in(field: Any) -> float | None:
    """The number that a valid field holds, written with a comma or a point; None for nothing."""
    found = checked_value(_BOUND, field.data or "")
    return found if isinstance(found, int | float) else None


def _require_number(field: Any) -> None:
    try:
        number_in(field)
    except RuleBroken as broken:
        raise StopValidation(sentence(broken)) from broken


def _text(field: Any) -> str:
    return printable(field.data or "")
