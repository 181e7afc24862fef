"""The form of an opinion: as many examinations and actions as lines are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from rcp.db.models import AgendaItem, Practitioner
from rcp.domain.errors import Refusal
from rcp.domain.opinion import ActionPriority, OpinionCategory, TrialAnswer
from rcp.services.opinions import MAX_TEXT, ActionDraft, Examination, OpinionDraft
from rcp.web.cases.words import category_label
from rcp.web.day_field import DayField
from rcp.web.forms import FormPart, PageForm
from rcp.web.meetings.words import priority_label, trial_label
from rcp.web.sentences import sentence

EMPTY_LINES = {"examinations": 1, "actions": 2}
_DIGITS = 10  # no version is that long; beyond some thousands Python refuses to read a number
_SHORT = Length(max=300, message=_l("300 caractères au plus."))
_LONG = Length(max=MAX_TEXT, message=_l("20 000 caractères au plus."))
_FIELD_OF = {
    "opinion_proposal_missing": "proposal",
    "opinion_examination_missing": "category",
    "opinion_guideline_missing": "guideline",
    "opinion_guideline_or_reason": "guideline",
    "opinion_trial_missing": "trial",
}
_PLAIN = (
    "guideline",
    "guideline_version",
    "off_guideline_reason",
    "trial_name",
    "follow_up",
    "patient_wishes",
    "dissent",
    "comment",
)


class ExaminationForm(FormPart):
    """An examination and the days between which it should be done."""

    text = StringField(_l("Examen"), validators=[_SHORT])
    earliest = DayField(_l("Pas avant le"), validators=[Optional()])
    latest = DayField(_l("Au plus tard le"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Dates in order, and never without the examination they are for."""
        if not super().validate(extra_validators):
            return False
        dated = self.earliest.data or self.latest.data
        if dated and not (self.text.data or "").strip():
            self.text.errors = [_("Dites de quel examen il s’agit.")]
            return False
        if self.earliest.data and self.latest.data and self.latest.data < self.earliest.data:
            self.latest.errors = [_("Cette date précède l’autre.")]
            return False
        return True


class ActionForm(FormPart):
    """What somebody is to do by a day; a line left empty does not count."""

    what = StringField(_l("À faire"), validators=[_SHORT])
    owner = SelectField(_l("Par qui"))
    due_on = DayField(_l("Pour le"), validators=[Optional()])
    criterion = StringField(_l("Fait quand"), validators=[_SHORT])
    priority = SelectField(_l("Priorité"), default=ActionPriority.NORMAL.value)

    @property
    def is_blank(self) -> bool:
        """Nothing was typed on the line."""
        day = (self.due_on.raw_data or [""])[0] or self.due_on.data
        return not (_text(self.what) or _text(self.criterion) or day)

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that was begun says what, who and by when."""
        if not super().validate(extra_validators):
            return False
        if self.is_blank:
            return True
        if not (self.what.data or "").strip():
            self.what.errors = [_("Dites ce qui est à faire.")]
        if not self.owner.data:
            self.owner.errors = [_("Dites qui s’en charge.")]
        if self.due_on.data is None:
            self.due_on.errors = [_("Donnez une date : sans elle, personne ne saura quand clore.")]
        return not (self.what.errors or self.owner.errors or self.due_on.errors)


class OpinionForm(PageForm):
    """What the meeting answers about a case."""

    version = HiddenField()
    category = SelectField(_l("Nature de l’avis"))
    proposal = TextAreaField(_l("Proposition"), validators=[_LONG])
    alternative = TextAreaField(_l("Autre possibilité"), validators=[_LONG])
    guideline = StringField(_l("Référentiel appliqué"), validators=[_SHORT])
    guideline_version = StringField(_l("Version"), validators=[_SHORT])
    off_guideline_reason = TextAreaField(
        _l("Raison de s’écarter du référentiel"), validators=[_LONG]
    )
    trial = SelectField(_l("Essai clinique"))
    trial_name = StringField(_l("Nom de l’essai"), validators=[_SHORT])
    examinations = FieldList(FormField(ExaminationForm, _l("Examen")), _l("Examens"))
    actions = FieldList(FormField(ActionForm, _l("Action")), _l("Actions"))
    follow_up = TextAreaField(_l("Surveillance"), validators=[_LONG])
    patient_wishes = TextAreaField(_l("Souhaits du patient"), validators=[_LONG])
    dissent = TextAreaField(_l("Avis divergent"), validators=[_LONG])
    comment = TextAreaField(_l("Commentaire"), validators=[_LONG])

    def offer(self, people: Sequence[Practitioner], usual: Practitioner) -> None:
        """Offer the categories, the trial's answers, and the people who may be given an action.

        An untouched line is already the `usual` person's.
        """
        self.category.choices = [(one.value, category_label(one)) for one in OpinionCategory]
        answers = [(one.value, trial_label(one)) for one in TrialAnswer]
        self.trial.choices = [("", _("Choisir…")), *answers]
        for line in self.actions:
            line.form.owner.choices = [(str(one.id), one.name) for one in people]
            line.form.owner.data = line.form.owner.data or str(usual.id)
            line.form.priority.choices = [
                (one.value, priority_label(one)) for one in ActionPriority
            ]

    def add_lines(self, name: str, count: int) -> None:
        """Put so many empty lines at the end of a list."""
        for _line in range(count):
            self[name].append_entry()

    def blame(self, refusal: Refusal) -> None:
        """Put what was refused beside the field that it is about."""
        said, name = sentence(refusal), _FIELD_OF.get(refusal.code)
        if name is None:
            self.form_errors.append(said)
            return
        self[name].errors = [*self[name].errors, said]

    @property
    def examination_count(self) -> int:
        """How many examinations are named."""
        return sum(bool(_text(line.form.text)) for line in self.examinations)

    @property
    def shows_examinations(self) -> bool:
        """Whether the examinations are unfolded: some are named, asked for or mistaken."""
        asked = self.category.data == OpinionCategory.EXAMINATIONS or len(self.examinations) > 1
        return asked or bool(self.examination_count or self.examinations.errors)

    @property
    def has_details(self) -> bool:
        """Whether any of the rarer texts holds something to see."""
        rare = (self.follow_up, self.patient_wishes, self.dissent, self.comment)
        return any(one.data or one.errors for one in rare)


def form_for(
    item: AgendaItem,
    draft: OpinionDraft | None,
    version: int | None,
    typed: Mapping[str, str] | None = None,
) -> OpinionForm:
    """The form, filled with the opinion as it stands, or with what such a board mostly answers.

    `typed`, by field, is what was typed over it since and is not recorded yet.
    """
    usual = OpinionCategory.TREATMENT
    if not item.case.board.is_regulatory:
        usual = OpinionCategory.COORDINATION
    applied = item.case.guideline
    told = draft or OpinionDraft(
        usual,
        guideline=applied.title if applied else "",
        guideline_version=applied.version if applied else "",
    )
    filled = _as_typed(told)
    form = OpinionForm(formdata=None, data=filled)
    if typed:
        sent = {**dict(_flat(filled)), **typed}
        form = OpinionForm(formdata=MultiDict({**dict(_lines_up_to(sent)), **sent}))
    form.version.data = "" if version is None else str(version)
    for name, count in EMPTY_LINES.items():
        form.add_lines(name, 0 if len(form[name]) else count)
    return form


def typed_draft(form: OpinionForm, people: Sequence[Practitioner]) -> OpinionDraft:
    """What a valid form says."""
    by_id = {str(person.id): person for person in people}
    return OpinionDraft(
        category=OpinionCategory(form.category.data),
        proposals=(_text(form.proposal), _text(form.alternative)),
        examinations=tuple(_examination(line.form) for line in form.examinations if line.text.data),
        guideline=_text(form.guideline),
        guideline_version=_text(form.guideline_version),
        off_guideline_reason=_text(form.off_guideline_reason),
        trial=TrialAnswer(form.trial.data) if form.trial.data else None,
        trial_name=_text(form.trial_name),
        follow_up=_text(form.follow_up),
        patient_wishes=_text(form.patient_wishes),
        dissent=_text(form.dissent),
        comment=_text(form.comment),
        actions=tuple(_action(line.form, by_id) for line in form.actions if not line.form.is_blank),
    )


def expected_version(form: OpinionForm) -> int | None:
    """The version that the writer read; None if there was no opinion yet."""
    typed = form.version.data or ""
    return int(typed) if typed.isdecimal() and len(typed) < _DIGITS else None


def _as_typed(draft: OpinionDraft) -> dict[str, Any]:
    """A draft as the form's fields hold it."""
    return {
        **{name: getattr(draft, name) for name in _PLAIN},
        "category": draft.category.value,
        "trial": draft.trial.value if draft.trial else "",
        "proposal": "".join(draft.proposals[:1]),
        "alternative": "\n".join(draft.proposals[1:]),
        "examinations": [
            {"text": one.text, "earliest": _day(one.earliest), "latest": _day(one.latest)}
            for one in draft.examinations
        ],
        "actions": [
            {
                "what": one.what,
                "owner": str(one.owner.id),
                "due_on": one.due_on,
                "criterion": one.criterion,
                "priority": one.priority.value,
            }
            for one in draft.actions
        ],
    }


def _flat(filled: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The fields as a browser would send them."""
    for name, told in filled.items():
        if isinstance(told, list):
            for place, line in enumerate(told):
                yield from _flat(line, f"{before}{name}-{place}-")
        elif told is not None:
            yield f"{before}{name}", told.isoformat() if isinstance(told, date) else str(told)


def _lines_up_to(sent: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The lines above the last one, empty ones too: a line keeps its place on every screen."""
    for name, first in (("examinations", "text"), ("actions", "what")):
        places = [int(one.split("-")[1]) for one in sent if one.startswith(f"{name}-")]
        for place in range(max([EMPTY_LINES[name] - 1, *places]) + 1):
            yield f"{name}-{place}-{first}", ""


def field_labels() -> dict[str, str]:
    """How the form calls each field; those of the lines by their last name."""
    form = OpinionForm(formdata=None)
    parts = (ExaminationForm(formdata=None), ActionForm(formdata=None))
    return {field.short_name: field.label.text for one in (*parts, form) for field in one}


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


def _text(field: Any) -> str:
    return (field.data or "").strip()


def _examination(line: ExaminationForm) -> Examination:
    earliest, latest = line.earliest.data, line.latest.data
    return Examination(
        _text(line.text),
        earliest.isoformat() if earliest else "",
        latest.isoformat() if latest else "",
    )


def _action(line: ActionForm, people: Mapping[str, Practitioner]) -> ActionDraft:
    if line.due_on.data is None:
        raise ValueError("the form was not validated")
    return ActionDraft(
        what=_text(line.what),
        owner=people[line.owner.data],
        due_on=line.due_on.data,
        criterion=_text(line.criterion),
        priority=ActionPriority(line.priority.data),
    )
