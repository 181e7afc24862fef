"""A case as its page prints it: answers with units, history, passages, what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from rcp.db.base import utc_now
from rcp.db.models import Case, CaseEvent, Document, Meeting, NoticeWay
from rcp.domain import access
from rcp.domain.access import Actor
from rcp.domain.case import CaseClass, CaseStep, PostponeCause, possible_steps
from rcp.domain.fields import shown_value
from rcp.domain.identity import may_print_ins
from rcp.services import (
    case_files,
    case_following,
    case_forms,
    case_openings,
    case_pieces,
    cases,
)
from rcp.services.case_files import Passage
from rcp.web.attachments.shown import files_of
from rcp.web.cases import words
from rcp.web.cases.choices import SelectChoice
from rcp.web.cases.forms import AgendaForm, AskForMoreForm, SortForm
from rcp.web.cases.piece_words import piece_label, piece_tag
from rcp.web.cases.pieces import PieceRow, as_typed, pieces_form, rows_of
from rcp.web.cases.sharing import sharing_form
from rcp.web.cases.sorting import guideline_choices
from rcp.web.cases.words import Tag
from rcp.web.database import db
from rcp.web.formats import day_and_hour, numeric_day, short_day
from rcp.web.formats import hour as hour_of
from rcp.web.forms import PageForm
from rcp.web.guidelines.wording import followed
from rcp.web.identity import person
from rcp.web.languages import language

_ACCEPTS = frozenset({CaseStep.ACCEPT_FOR_DISCUSSION, CaseStep.ACCEPT_FOR_REGISTRATION})


@dataclass(frozen=True, slots=True)
class May:
    """What the person who looks may do to the case in its present state."""

    edit: bool
    submit: bool
    ask_for_more: bool
    sort: bool
    plan: bool
    withdraw: bool
    object: bool
    share: bool
    follow_pieces: bool
    present_again: bool
    follow_up: bool
    go_without: bool

    @classmethod
    def of(cls, actor: Actor, case: Case) -> May:
        """Rights and life-cycle together."""
        steps = possible_steps(case.state)
        sorts = access.may_triage_case(actor, case)
        takes_back = access.may_withdraw_case(actor, case) and not case.is_objected
        return cls(
            edit=access.may_edit_case(actor, case),
            submit=access.may_edit_case(actor, case) and CaseStep.SUBMIT in steps,
            ask_for_more=sorts and CaseStep.ASK_FOR_MORE in steps,
            sort=sorts and bool(_ACCEPTS & steps) and CaseStep.WITHDRAW in steps,
            plan=sorts and CaseStep.PLAN in steps,
            withdraw=takes_back and CaseStep.WITHDRAW in steps,
            object=takes_back,
            share=access.may_share_case(actor, case),
            present_again=takes_back and CaseStep.PRESENT_AGAIN in steps,
            follow_up=access.may_submit_cases(actor) and access.may_read_clinical(actor, case),
            follow_pieces=bool(case.pieces) and access.may_follow_pieces(actor, case),
            go_without=CaseStep.PLAN in steps and access.may_go_without_pieces(actor, case),
        )


@dataclass(frozen=True, slots=True)
class PassageShown:
    """A passage with its words and links."""

    passage: Passage
    tag: Tag
    cause: str
    category: str
    url: str | None
    documents: list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class PiecesShown:
    """The form of the pieces and its rows."""

    form: PageForm
    rows: list[PieceRow]


def file_of(case: Case, actor: Actor) -> dict[str, Any]:
    """Everything that the page of a case prints, by the name the template gives it."""
    now = utc_now()
    today = cases.today_at(case.board, now)
    meetings = case_files.coming_meetings(db(), case.board, now)
    may = May.of(actor, case)
    is_whole = access.may_read_clinical(actor, case)
    return {
        "case": case,
        "may": may,
        "state": words.state_tag(case.state),
        "delay": words.delay_tag(case, today),
        "banner": banner(case),
        "identity": identity(case),
        "is_qualified": may_print_ins(case.patient.identity_status),
        "around": around(case),
        "is_whole": is_whole,
        "answers": answers(case) if is_whole else [],
        "readiness": case_files.readiness(case, today),
        "passages": [
            _shown(one if is_whole else replace(one, opinion=None, documents=()))
            for one in case_files.passages(db(), case)
        ],
        "pieces": [(one, piece_label(one.kind), piece_tag(one.told, today)) for one in case.pieces],
        "lacks_pieces": bool(case_pieces.lacking_of(case, today)) or case.ready_on > today,
        "pieces_form": pieces_form_of(case),
        "openings": case_openings.of_case(db(), case) if may.share else [],
        "sharing": sharing_form(),
        "sharing_told": told_on_one_line(case.sharing_told),
        "others": case_following.other_cases(db(), case, person()) if is_whole else [],
        "words": words,
        "history": [_event(one, case) for one in case_files.history(db(), case)],
        "meetings": meetings,
        "files": files_of(case, actor) if is_whole else None,
        "ask_form": AskForMoreForm(formdata=None),
        "sort_form": sort_form(case),
        "agenda_form": agenda_form(case, meetings),
        "guidelines": followed(case),
    }


def answers(case: Case) -> list[tuple[str, str]]:
    """The board's questions that were answered, with units."""
    told = ((spec, case.fields.get(spec.key)) for spec in case_forms.fields_of(case))
    return [
        (spec.label_in(language()), shown_value(spec, value, language()))
        for spec, value in told
        if value is not None or spec.required
    ]


def identity(case: Case) -> list[tuple[str, str]]:
    """The patient's traits that are known; the matricule only of a qualified identity."""
    traits = case.patient.traits
    born = date.fromisoformat(traits["birth_date"])
    may_print = may_print_ins(case.patient.identity_status)
    told = [
        (_("Né(e) le"), f"{numeric_day(born)} ({_age(born)})"),
        (_("Sexe"), words.sex_label(traits.get("sex") or "")),
        (_("Nom utilisé"), traits.get("used_name")),
        (_("Commune de naissance"), traits.get("birth_place")),
        (_("Identité"), words.identity_label(case.patient.identity_status)),
        (_("Matricule INS"), traits.get("ins") if may_print else None),
        (_("IPP"), traits.get("local_patient_id")),
        (_("Médecin traitant"), traits.get("primary_care_doctor")),
    ]
    return [(term, str(content)) for term, content in told if content]


def banner(case: Case) -> str:
    """What tells two patients apart at a glance: birth, sex, and the matricule if qualified."""
    wanted = (_("Né(e) le"), _("Sexe"), _("Matricule INS"))
    told = dict(identity(case))
    return " · ".join(f"{term} {told[term]}" for term in wanted if term in told)


def around(case: Case) -> list[tuple[str, str]]:
    """Who asks, who presents, how long, by when."""
    zone = case.board.organization.time_zone
    told = [
        (_("Référence"), case.reference),
        (_("Réunion"), f"{case.board.name}, {case.board.organization.name}"),
        (_("Médecin demandeur"), case.referrer.name),
        (_("Présenté par"), case.presenter.name if case.presenter else case.referrer.name),
        (_("Temps à prévoir"), words.class_label(case.case_class)),
        (_("Référentiel suivi"), guideline_of(case)),
        (_("Information du patient"), words.notice_label(case.notice)),
        (_("Informé par"), told_on_one_line(case.notice_told)),
        (_("Prêt le"), numeric_day(case.ready_on)),
        (_("Réponse attendue avant le"), numeric_day(case.due_on)),
        (_("Soumis"), day_and_hour(case.submitted_at, zone) if case.submitted_at else ""),
    ]
    return [pair for pair in told if pair[1]]


def guideline_of(case: Case) -> str:
    """The guideline that a case to register follows, with its version."""
    named = case.guideline
    return f"{named.title}, {named.version}, {numeric_day(named.dated_on)}" if named else ""


def told_on_one_line(kept: Mapping[str, str] | None) -> str:
    """Who told the patient or heard them, when and how."""
    told = kept or {}
    day = numeric_day(date.fromisoformat(told["on"])) if told.get("on") else ""
    way = words.way_label(NoticeWay(told["way"])).lower() if told.get("way") else ""
    return ", ".join(part for part in (told.get("by", ""), day, way) if part)


def pieces_form_of(case: Case) -> PiecesShown | None:
    """The form that says where the pieces of the case stand, if it waits for any."""
    kinds = {one.kind for one in case.pieces}
    needed = [one for one in case_pieces.pieces_of(case.board) if one.kind in kinds]
    if not needed:
        return None
    form = pieces_form(needed)(formdata=None, data=as_typed(case.pieces))
    return PiecesShown(form, rows_of(form, needed))


def sort_form(case: Case) -> SortForm:
    """The decision about a case, as the referrer foresaw it."""
    form = SortForm(
        formdata=None,
        case_class=case.case_class.value,
        is_urgent=case.is_urgent,
        guideline=str(case.guideline_id or ""),
    )
    named = [SelectChoice(key, label) for key, label in guideline_choices(case.board)]
    form.guideline.choices = [SelectChoice("", _("Aucun")), *named]
    form.case_class.choices = [
        SelectChoice(kind.value, words.class_label(kind)) for kind in CaseClass
    ]
    return form


def agenda_form(case: Case, meetings: list[Meeting]) -> AgendaForm:
    """The board's coming meetings to choose from."""
    zone = case.board.organization.time_zone
    form = AgendaForm(formdata=None)
    form.meeting.choices = [
        SelectChoice(
            str(one.id), f"{short_day(one.starts_at, zone)}, {hour_of(one.starts_at, zone)}"
        )
        for one in meetings
    ]
    return form


def _age(born: date) -> str:
    today = utc_now().date()
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return _("%(years)s ans", years=years)


def _event(event: CaseEvent, case: Case) -> dict[str, Any]:
    zone = case.board.organization.time_zone
    by = event.by.name if event.by else ""
    cause = words.cause_label(PostponeCause(event.cause)) if event.cause else ""
    return {
        "when": day_and_hour(event.created_at, zone),
        "machine": event.created_at.isoformat(timespec="minutes"),
        "title": words.step_label(event.step),
        "text": " — ".join(part for part in (by, cause) if part),
        "kind": words.state_tag(event.state).kind,
    }


def _shown(passage: Passage) -> PassageShown:
    item, opinion = passage.item, passage.opinion
    return PassageShown(
        passage,
        tag=words.passage_tag(item.state),
        cause=words.cause_label(item.postponed_for) if item.postponed_for else "",
        category=words.category_label(opinion.category) if opinion else "",
        url=_link("meetings.show", meeting_id=item.meeting_id),
        documents=[(words.document_label(one.kind), _document(one)) for one in passage.documents],
    )


def _document(document: Document) -> str | None:
    return _link("documents.download", document_id=document.id)


def _link(endpoint: str, **named: Any) -> str | None:
    """The address of another room's page, if this installation has that room."""
    return url_for(endpoint, **named) if endpoint in current_app.view_functions else None
