"""The forms of a case; `CaseForm` is completed with the board's own fields, see `fields`."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from rcp.db.base import utc_now
from rcp.db.models import PatientNotice
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import FieldSpec, FieldValue, is_asked
from rcp.domain.identity import age_on, checked_ins
from rcp.domain.readiness import NeededPiece
from rcp.services.cases import MAX_TEXT
from rcp.services.patients import EARLIEST_BIRTH
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.days import typed_day
from rcp.web.cases.parts import Part, parts_of, typed_value
from rcp.web.cases.pieces import PieceRow, rows_of
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm
from rcp.web.sentences import sentence

PREFIX = "field_"
"""What the names of a board's own fields begin with."""
_EAST = timedelta(hours=14)  # where days begin; the service knows the hour of the board
_SHORT = Length(max=300, message=_l("300 caractères au plus."))
_LONG = Length(max=MAX_TEXT, message=_l("20 000 caractères au plus."))


def _needed(message: str) -> list[Any]:
    return [InputRequired(message), _SHORT]


class NeededToSubmit:
    """An answer without which a draft can be kept but not handed in."""

    field_flags = {"required": True}

    def __init__(self, code: str, empty: tuple[str, ...] = ("",)) -> None:
        self.code = code
        self.empty = empty

    def __call__(self, form: CaseForm, field: Field) -> None:
        """Refuse an empty answer in a case that is handed in."""
        if form.is_submitting and (field.data or "").strip() in self.empty:
            raise StopValidation(sentence(RuleBroken(self.code)))


class CaseForm(PageForm):
    """Patient, information, question, deadline and presenter."""

    is_submitting = False
    specs: tuple[FieldSpec, ...] = ()
    needed: tuple[NeededPiece, ...] = ()

    version = HiddenField()
    previous = HiddenField()
    is_another = BooleanField(_l("C’est bien un autre dossier : le créer"))
    birth_name = StringField(_l("Nom de naissance"), _needed(_l("Indiquez le nom de naissance.")))
    given_names = StringField(
        _l("Prénoms"),
        _needed(_l("Indiquez au moins un prénom.")),
        description=_l("Dans l’ordre de l’état civil."),
    )
    sex = RadioField(
        _l("Sexe"),
        [InputRequired(_l("Choisissez le sexe."))],
        choices=[
            SelectChoice("F", _l("Féminin")),
            SelectChoice("M", _l("Masculin")),
            SelectChoice("I", _l("Indéterminé")),
        ],
    )
    birth_date = StringField(
        _l("Date de naissance"),
        [InputRequired(_l("Indiquez la date de naissance."))],
        description=_l("Ainsi : 17/04/1961, ou d’un trait 17041961."),
    )
    used_name = StringField(_l("Nom utilisé"), [_SHORT])
    birth_place = StringField(
        _l("Commune de naissance"), [_SHORT], description=_l("Code INSEE ou nom.")
    )
    ins = StringField(_l("Matricule INS"), [_SHORT], description=_l("15 caractères, clé comprise."))
    identity_status = SelectField(_l("Statut de l’identité"), default="PROV")
    local_patient_id = StringField(_l("IPP"), [_SHORT])
    primary_care_doctor = StringField(_l("Médecin traitant"), [_SHORT])
    notice = RadioField(
        _l("Information du patient"),
        [NeededToSubmit("case_notice_missing", ("", "not_recorded"))],
        description=_l("Que sait le patient de cette réunion, et qu’en dit-il ?"),
        validate_choice=False,
    )
    question = TextAreaField(
        _l("Question posée à la réunion"), [NeededToSubmit("case_question_missing"), _LONG]
    )
    summary = TextAreaField(
        _l("Synthèse du cas"),
        [_LONG],
        description=_l("Antécédents, histoire, résultats : ce qu’il faut pour répondre."),
    )
    case_class = RadioField(_l("Temps à prévoir"))
    is_urgent = BooleanField(_l("Urgent : à examiner avant les autres"))
    ready_on = DayField(
        _l("Prêt le"), [Optional()], description=_l("Examens attendus compris. Vide : dès ce jour.")
    )
    due_on = DayField(
        _l("Réponse attendue avant le"), [Optional()], description=_l("Vide : sous deux semaines.")
    )
    presenter = SelectField(_l("Qui présente le dossier"), default="")
    referrer = SelectField(_l("Médecin demandeur"), default="")

    notice_by = StringField(_l("Informé par"), [_SHORT])
    notice_on = DayField(_l("Le"), [Optional()])
    notice_way = SelectField(_l("Comment"), default="")

    def validate_birth_date(self, field: Field) -> None:
        """A day that exists, not to come."""
        born = typed_day(field.data or "")
        if born is None or not EARLIEST_BIRTH <= born <= (utc_now() + _EAST).date():
            raise StopValidation(sentence(RuleBroken("patient_birth_date")))

    def validate_ins(self, field: Field) -> None:
        """Its length, characters and key."""
        try:
            if (field.data or "").strip():
                checked_ins(field.data)
        except RuleBroken as broken:
            raise StopValidation(sentence(broken)) from broken

    def validate_notice(self, field: Field) -> None:
        """One of the answers known."""
        if field.data and field.data not in set(PatientNotice):
            raise StopValidation(sentence(RuleBroken("field_choice")))

    def validate_due_on(self, field: Field) -> None:
        """Not before the case is ready."""
        if field.data and self.ready_on.data and field.data < self.ready_on.data:
            raise StopValidation(sentence(RuleBroken("case_due_before_ready")))

    @property
    def piece_rows(self) -> list[PieceRow]:
        """The pieces that the board needs, each with its state and its day."""
        return rows_of(self, self.needed)

    @property
    def has_notice_told(self) -> bool:
        """Whether it says who told the patient, when or how."""
        told = (self.notice_by, self.notice_on, self.notice_way)
        return any(field.data or field.errors for field in told)

    @cached_property
    def standing(self) -> frozenset[str]:
        """The keys of the questions that the answers typed and the age call for."""
        born = typed_day(self.birth_date.data or "")
        age = age_on(born, utc_now().date()) if born else None
        answers: dict[str, FieldValue] = {}
        for spec in self.specs:
            if is_asked(spec, answers, age):
                answers[spec.key] = typed_value(spec, self[PREFIX + spec.key].data)
        return frozenset(answers)

    @cached_property
    def common_parts(self) -> list[Part]:
        """The questions that the board shares with its field, part by part."""
        return [part for part in self._parts if part.title]

    @property
    def own_part(self) -> Part | None:
        """The board's own questions."""
        return next((part for part in self._parts if not part.title), None)

    @cached_property
    def _parts(self) -> list[Part]:
        return parts_of([(self[PREFIX + spec.key], spec) for spec in self.specs], self.standing)

    @property
    def own_fields(self) -> list[Field]:
        """The board's own fields, in its order."""
        return [field for field in self if field.name.startswith(PREFIX)]

    @property
    def has_more_identity(self) -> bool:
        """Whether one of the rarer traits is filled in or wrong: they are shown unfolded then."""
        rare = (
            *(self.used_name, self.birth_place, self.ins),
            *(self.local_patient_id, self.primary_care_doctor),
        )
        is_stated = self.identity_status.data not in (None, "", "PROV")
        return is_stated or any(field.data or field.errors for field in rare)


class AskForMoreForm(PageForm):
    """What is missing."""

    what = TextAreaField(
        _l("Ce qui manque"), description=_l("Le demandeur lira cette phrase telle quelle.")
    )


class AgendaForm(PageForm):
    """The meeting that will hear the case."""

    meeting = SelectField(_l("Séance"))


class SortForm(PageForm):
    """What the case needs."""

    case_class = RadioField(_l("Décision"))
    guideline = SelectField(
        _l("Référentiel suivi"), description=_l("Pour un dossier à enregistrer."), default=""
    )
    is_urgent = BooleanField(_l("Urgent"))


class FilterForm(PageForm):
    """How the list is narrowed; sent in the address, but for a patient's name."""

    class Meta:
        csrf = False

    text = StringField(_l("Référence ou nom du patient"))
    board = SelectField(_l("Réunion"))
    state = SelectField(_l("État"))
    urgent = BooleanField(_l("Urgents"))
    late = BooleanField(_l("En retard"))
