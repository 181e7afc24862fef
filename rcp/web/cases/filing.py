"""Between the form of a case and what the service is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from wtforms import Field

from rcp.db.models import Board, Case, NoticeWay, PatientNotice, Practitioner
from rcp.domain.case import CaseClass
from rcp.domain.errors import RuleBroken
from rcp.domain.fields import FieldSpec
from rcp.domain.identity import IdentityStatus
from rcp.services import case_forms, case_pieces
from rcp.services.case_following import Following
from rcp.services.cases import CaseDraft, NoticeTold
from rcp.services.patients import PatientTraits
from rcp.web.cases import words
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.days import typed_day
from rcp.web.cases.fields import as_typed, form_with, typed_answers
from rcp.web.cases.forms import PREFIX, CaseForm
from rcp.web.cases.pieces import as_typed as pieces_as_typed
from rcp.web.cases.pieces import told_in
from rcp.web.formats import duration
from rcp.web.languages import language
from rcp.web.sentences import sentence

FIELD_OF = {
    "patient_name": "birth_name",
    "patient_sex": "sex",
    "patient_birth_date": "birth_date",
    "patient_text_long": "birth_name",
    "patient_qualified_without_ins": "ins",
    "patient_ins_of_another": "ins",
    "ins_length": "ins",
    "ins_characters": "ins",
    "ins_key": "ins",
    "case_objected": "notice",
    "case_notice_missing": "notice",
    "case_question_missing": "question",
    "case_due_before_ready": "due_on",
}
"""The field of the form in which each broken rule is said."""

NOTICES = (
    PatientNotice.NO_OBJECTION,
    PatientNotice.CONSENT,
    PatientNotice.INFORMED,
    PatientNotice.OBJECTION,
    PatientNotice.CANNOT_BE_INFORMED,
)


@dataclass(frozen=True, slots=True)
class People:
    """Who may be named in a case's form; `may_choose_referrer` for those who run the board."""

    everybody: Mapping[str, Practitioner]
    may_choose_referrer: bool

    @classmethod
    def of(
        cls, people: Iterable[Practitioner], case: Case | None, *, may_choose_referrer: bool
    ) -> People:
        """The people who practise and those the case names already, by id, in their order."""
        named = {case.referrer_id, case.presenter_id} if case else set()
        known = (one for one in people if one.id in named or (one.is_active and one.roles))
        return cls({str(one.id): one for one in known}, may_choose_referrer)

    def named(self, typed: str | None) -> Practitioner | None:
        """The person of an id that the form sent."""
        return self.everybody.get(typed or "")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two people wrote differently."""

    label: str
    mine: str
    theirs: str


def empty_form(board: Board, people: People, given: Mapping[str, Any] | None = None) -> CaseForm:
    """The form of a new case, as the request fills it in."""
    needed = case_pieces.pieces_of(board)
    form = form_with(case_forms.asked_fields(board), language(), needed)(data=given)
    return _with_choices(form, board, people)


def filled_form(case: Case, people: People, *, typed: bool = True) -> CaseForm:
    """The form of a known case; what the request sends wins, unless `typed` is false."""
    specs = case_forms.fields_of(case)
    kept = _as_kept(case, specs)
    made = form_with(specs, language(), case_pieces.pieces_of(case.board))
    form = made(data=kept) if typed else made(formdata=None, data=kept)
    return _with_choices(form, case.board, people)


def drafted(form: CaseForm, people: People, previous: Case | None = None) -> CaseDraft:
    """What the form tells; only to be called once it is valid."""
    return CaseDraft(
        patient=_traits(form),
        question=form.question.data or "",
        summary=form.summary.data or "",
        case_class=CaseClass(form.case_class.data),
        is_urgent=form.is_urgent.data,
        ready_on=form.ready_on.data,
        due_on=form.due_on.data,
        notice=PatientNotice(form.notice.data or "not_recorded"),
        presenter=people.named(form.presenter.data),
        referrer=people.named(form.referrer.data) if people.may_choose_referrer else None,
        fields=typed_answers(form),
        previous=previous,
        pieces=told_in(form, form.needed) if form.needed else None,
        told=NoticeTold(
            by=form.notice_by.data or "",
            on=form.notice_on.data,
            way=NoticeWay(form.notice_way.data) if form.notice_way.data else None,
        ),
    )


def say_in(form: CaseForm, broken: RuleBroken) -> None:
    """Write a broken rule where it was broken."""
    key = broken.facts.get("key")
    name = f"{PREFIX}{key}" if key else FIELD_OF.get(broken.code, "")
    if name not in form:
        form.form_errors.append(sentence(broken))
        return
    field = form[name]
    field.errors = (*field.errors, sentence(broken))


def differences(mine: CaseForm, theirs: CaseForm) -> list[Difference]:
    """What two people wrote differently, field by field."""
    pairs = ((field, theirs[field.name]) for field in mine if field.name in theirs)
    told = (
        Difference(str(one.label.text), _shown(one), _shown(other))
        for one, other in pairs
        if one.name not in {"version", "csrf_token"}
    )
    return [one for one in told if one.mine != one.theirs]


def _with_choices(form: CaseForm, board: Board, people: People) -> CaseForm:
    minutes = board.minutes_per_case
    form.case_class.choices = [
        SelectChoice(kind.value, _class_choice(kind, minutes.get(kind.value))) for kind in CaseClass
    ]
    form.notice.choices = [SelectChoice(one.value, words.notice_label(one)) for one in NOTICES]
    form.identity_status.choices = [
        SelectChoice(status.value, words.identity_label(status)) for status in IdentityStatus
    ]
    ways = [SelectChoice(way.value, words.way_label(way)) for way in NoticeWay]
    form.notice_way.choices = [SelectChoice("", _("Non précisé")), *ways]
    named = [SelectChoice(key, one.name) for key, one in people.everybody.items()]
    form.presenter.choices = [SelectChoice("", _("Le médecin demandeur")), *named]
    form.referrer.choices = [SelectChoice("", _("Moi")), *named]
    if not form.case_class.data:
        form.case_class.data = CaseClass.STANDARD.value
    return form


def _class_choice(kind: CaseClass, minutes: int | None) -> str:
    label = words.class_label(kind)
    return f"{label} ({duration(minutes)})" if minutes else label


def _traits(form: CaseForm) -> PatientTraits:
    return PatientTraits(
        birth_name=form.birth_name.data or "",
        given_names=form.given_names.data or "",
        sex=form.sex.data or "",
        birth_date=cast(date, typed_day(form.birth_date.data or "")),  # the form checked it
        birth_place=form.birth_place.data or "",
        used_name=form.used_name.data or "",
        ins=form.ins.data or "",
        local_patient_id=form.local_patient_id.data or "",
        primary_care_doctor=form.primary_care_doctor.data or "",
        identity_status=IdentityStatus(form.identity_status.data or "PROV"),
    )


def _as_kept(case: Case, specs: tuple[FieldSpec, ...]) -> dict[str, Any]:
    """A case as its form's fields hold it."""
    traits = {name: value or "" for name, value in case.patient.traits.items()}
    born = date.fromisoformat(traits.pop("birth_date"))
    return {
        **traits,
        "birth_date": f"{born:%d/%m/%Y}",
        "identity_status": case.patient.identity_status.value,
        "version": str(case.version),
        "notice": case.notice.value,
        "question": case.question,
        "summary": case.summary,
        "case_class": case.case_class.value,
        "is_urgent": case.is_urgent,
        "ready_on": case.ready_on,
        "due_on": case.due_on,
        "presenter": str(case.presenter_id or ""),
        "referrer": str(case.referrer_id),
        **_notice_as_kept(case),
        **pieces_as_typed(case.pieces),
        **{PREFIX + spec.key: as_typed(spec, case.fields.get(spec.key)) for spec in specs},
    }


def next_case(told: Following) -> dict[str, Any]:
    """The form of the next case for a patient: who it is, and the answers that still hold."""
    traits = {name: value or "" for name, value in told.previous.patient.traits.items()}
    born = date.fromisoformat(traits.pop("birth_date"))
    specs = {spec.key: spec for spec in case_forms.fields_of(told.previous)}
    return {
        **traits,
        "birth_date": f"{born:%d/%m/%Y}",
        "identity_status": told.previous.patient.identity_status.value,
        "previous": str(told.previous.id),
        **{PREFIX + key: as_typed(specs[key], value) for key, value in told.answers.items()},
    }


def _notice_as_kept(case: Case) -> dict[str, Any]:
    told = case.notice_told or {}
    return {
        "notice_by": told.get("by", ""),
        "notice_on": date.fromisoformat(told["on"]) if told.get("on") else None,
        "notice_way": told.get("way", ""),
    }


def _shown(field: Field) -> str:
    """A field's content as a person reads it."""
    if field.data in (None, "", [], False):
        return ""
    choices: Any = getattr(field, "iter_choices", tuple)()  # the stubs say tuples
    labels = {str(choice.value): str(choice.label) for choice in choices}
    if isinstance(field.data, list):
        return ", ".join(labels.get(str(one), str(one)) for one in field.data)
    if field.data is True:
        return _("Oui")
    if isinstance(field.data, date):
        return f"{field.data:%d/%m/%Y}"
    return labels.get(str(field.data), str(field.data).replace("\r\n", "\n").strip())
