"""Cases: handed in, completed, sorted, postponed, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Board,
    Case,
    CaseEvent,
    Guideline,
    Meeting,
    NoticeWay,
    PatientNotice,
    Practitioner,
)
from rcp.domain.access import EDITABLE
from rcp.domain.case import (
    CaseClass,
    CaseState,
    CaseStep,
    PostponeCause,
    next_state,
    possible_steps,
)
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.field_value import printable
from rcp.domain.fields import (
    FieldSpec,
)
from rcp.domain.identity import age_on
from rcp.domain.readiness import PieceKind, PieceTold
from rcp.services import audit, case_forms, case_pieces, case_rules, patients
from rcp.services.patients import PatientTraits
from rcp.services.references import new_reference

DEFAULT_DAYS = 14
MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """Who told the patient about the meeting, when and how."""

    by: str = ""
    on: date | None = None
    way: NoticeWay | None = None

    def as_kept(self) -> dict[str, str] | None:
        """As the case seals it; None when nothing was told."""
        told = {
            "by": printable(self.by),
            "on": self.on.isoformat() if self.on else "",
            "way": self.way.value if self.way else "",
        }
        return told if any(told.values()) else None


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What a referrer tells about a case, as typed; with no pieces, only its day is known."""

    patient: PatientTraits
    question: str
    summary: str
    case_class: CaseClass = CaseClass.STANDARD
    is_urgent: bool = False
    ready_on: date | None = None
    due_on: date | None = None
    notice: PatientNotice = PatientNotice.NOT_RECORDED
    referrer: Practitioner | None = None
    presenter: Practitioner | None = None
    fields: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    pieces: Mapping[PieceKind, PieceTold] | None = None
    told: NoticeTold | None = None
    previous: Case | None = None


def today_at(board: Board, now: datetime) -> date:
    """The day that it is where the board meets, which in Nouméa or Papeete is often another."""
    return now.astimezone(board.organization.zone).date()


def submit_case(
    session: Session, board: Board, draft: CaseDraft, by: Practitioner, now: datetime
) -> Case:
    """Write a new case down and hand it in to the board.

    Raises RuleBroken: what the patient's traits, the clinical fields or the dates break.
    """
    case = draft_case(session, board, draft, by, now)
    hand_in(session, case, by, now)
    return case


def draft_case(
    session: Session, board: Board, draft: CaseDraft, by: Practitioner, now: datetime
) -> Case:
    """Write a case down without handing it in yet: only the patient's traits are needed.

    Raises RuleBroken `case_board_closed` or `case_objected` besides what `submit_case` raises.
    """
    told = checked_draft(board, draft, now)
    case = Case(
        reference=new_reference(session, Case.reference, "D", now),
        board=board,
        patient=patients.find_or_add(session, draft.patient, today_at(board, now)),
        referrer=draft.referrer or by,
        state=CaseState.DRAFT,
        form=board.form,
        previous=draft.previous,
        **told,
    )
    case_pieces.tell(case, draft.pieces, today_at(board, now))
    session.add(case)
    session.flush()
    remember(session, case, "draft", by)
    audit.record(session, by, "case.drafted", case)
    return case


def checked_draft(board: Board, draft: CaseDraft, now: datetime) -> dict[str, Any]:
    """The columns that a new case would have, but for its patient; see `draft_case`."""
    if not board.is_active:
        raise RuleBroken("case_board_closed", board=board.name)
    if draft.notice is PatientNotice.OBJECTION:
        raise RuleBroken("case_objected")
    case_rules.require_urgency_taken(board, draft.is_urgent)
    return _told(draft, case_forms.asked_fields(board), today_at(board, now))


def change_case(
    session: Session,
    case: Case,
    draft: CaseDraft,
    by: Practitioner,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """Rewrite what was told; the questions asked stay those of the first day.

    `version` is the one that the writer started from. Raises Stale `stale` if it is no longer the
    last, RuleBroken `case_not_editable` once the case was taken for a meeting. A case that was
    handed in stays complete. An objection told here closes the case.
    """
    if version is not None and version != case.version:
        raise Stale("stale")
    if case.state not in EDITABLE:
        raise RuleBroken("case_not_editable", state=case.state)
    case_rules.require_urgency_taken(case.board, draft.is_urgent and not case.is_urgent)
    before, today = case.patient, today_at(case.board, now)
    case.patient = patients.correct(session, before, draft.patient, today)
    case.referrer = draft.referrer or case.referrer
    for name, value in _told(draft, case_forms.fields_of(case), today).items():
        setattr(case, name, value)
    case_pieces.tell(case, draft.pieces, today)
    if case.is_objected:
        record_objection(session, case, by, now)
    elif case.state not in {CaseState.DRAFT, CaseState.TO_COMPLETE}:
        require_complete(case)
    flag_modified(case, "summary")  # a change of the patient alone is a new version too
    audit.record(session, by, "case.changed", case)
    session.flush()
    patients.forget_if_unused(session, before)


def hand_in(session: Session, case: Case, by: Practitioner, now: datetime) -> None:
    """Submit a draft or a completed case; see `require_complete` for what it must tell."""
    require_complete(case)
    take_step(session, case, CaseStep.SUBMIT, by)
    case.submitted_at = case.submitted_at or now
    case.to_complete = None


def require_complete(case: Case) -> None:
    """Refuse a case that no meeting could hear.

    Raises RuleBroken `case_objected`, `case_notice_missing`, `case_question_missing` or
    `field_required` (fact: key).
    """
    if case.is_objected:
        raise RuleBroken("case_objected")
    if case.notice is PatientNotice.NOT_RECORDED:
        raise RuleBroken("case_notice_missing")
    if not case.question.strip():
        raise RuleBroken("case_question_missing")
    for spec in case_forms.missing_fields(case):
        raise RuleBroken("field_required", key=spec.key)


def ask_for_more(session: Session, case: Case, what: str, by: Practitioner) -> None:
    """Send the case back to its referrer, saying exactly what is missing.

    Raises RuleBroken `case_say_what_is_missing` or `case_text_long`.
    """
    told = _text(what)
    if not told:
        raise RuleBroken("case_say_what_is_missing")
    take_step(session, case, CaseStep.ASK_FOR_MORE, by)
    case.to_complete = told


def accept(
    session: Session,
    case: Case,
    case_class: CaseClass,
    is_urgent: bool,
    by: Practitioner,
    guideline: Guideline | None = None,
) -> None:
    """Take the case for a meeting: to register (standard situation) or to discuss.

    A cancer board registers under a guideline, whose version is dated (CSP D.6124-131): raises
    RuleBroken `case_guideline_missing` without one, `case_guideline_withdrawn` for an old one,
    `guideline_elsewhere`, or `case_urgent_discussed` where the board wants urgent cases heard.
    """
    registers = case_class is CaseClass.REGISTERED
    named = guideline or case.guideline
    if registers:
        case_rules.require_registrable(case, is_urgent, named)
    step = CaseStep.ACCEPT_FOR_REGISTRATION if registers else CaseStep.ACCEPT_FOR_DISCUSSION
    target = CaseState.TO_REGISTER if registers else CaseState.TO_DISCUSS
    if case.state is not target:
        take_step(session, case, step, by)
    case.case_class, case.is_urgent = case_class, is_urgent
    case.guideline = named if registers else None
    facts = {"case_class": case_class.value, "urgent": is_urgent}
    audit.record(session, by, "case.sorted", case, **facts)


def set_urgency(session: Session, case: Case, is_urgent: bool, by: Practitioner) -> None:
    """Say that an open case is urgent, or no longer; raises RuleBroken `case_step` once heard,
    or `case_urgent_refused`."""
    if CaseStep.WITHDRAW not in possible_steps(case.state):
        raise RuleBroken("case_step", state=case.state, step=CaseStep.PLAN)
    case_rules.require_urgency_taken(case.board, is_urgent)
    case.is_urgent = is_urgent
    audit.record(session, by, "case.urgency_set", case, urgent=is_urgent)


def withdraw(session: Session, case: Case, by: Practitioner) -> None:
    """Take the case back; it leaves the agenda of any meeting that has not heard it."""
    take_step(session, case, CaseStep.WITHDRAW, by)
    for item in case.items:
        if item.state is AgendaItemState.EXPECTED:
            item.state = AgendaItemState.WITHDRAWN


def record_objection(session: Session, case: Case, by: Practitioner, now: datetime) -> None:
    """The patient objects: the case is closed to everybody but its referrer, leaves its meeting."""
    case.notice = PatientNotice.OBJECTION
    audit.record(session, by, "case.objected", case, at=audit.moment(now))
    if CaseStep.WITHDRAW in possible_steps(case.state):
        withdraw(session, case, by)


def put_on_agenda(
    session: Session, case: Case, meeting: Meeting, by: Practitioner, *, position: int
) -> AgendaItem:
    """Plan a case for a meeting."""
    item = AgendaItem(
        meeting=meeting, case=case, position=position, minutes=minutes_for(case, case.board)
    )
    session.add(item)
    take_step(session, case, CaseStep.PLAN, by, meeting)
    return item


def convene(session: Session, meeting: Meeting, by: Practitioner) -> None:
    """The meeting's people have been told: the cases on its agenda are convened with them."""
    _move_on(session, meeting, CaseStep.CONVENE, frozenset({CaseState.PLANNED}), by)


def call(session: Session, meeting: Meeting, by: Practitioner) -> None:
    """The meeting has begun: the cases on its agenda are before it."""
    told = frozenset({CaseState.PLANNED, CaseState.CONVENED})
    _move_on(session, meeting, CaseStep.CALL, told, by)


def _move_on(
    session: Session,
    meeting: Meeting,
    step: CaseStep,
    states: frozenset[CaseState],
    by: Practitioner,
) -> None:
    moved = session.scalars(
        select(Case)
        .join(AgendaItem, AgendaItem.case_id == Case.id)
        .where(
            AgendaItem.meeting_id == meeting.id,
            AgendaItem.state == AgendaItemState.EXPECTED,
            Case.state.in_(states),
        )
        .order_by(AgendaItem.position)
    ).all()
    for case in moved:
        take_step(session, case, step, by, meeting)


def postpone(session: Session, item: AgendaItem, cause: PostponeCause, by: Practitioner) -> None:
    """Carry a case over: it goes back to the waiting list with its cause, first in line."""
    take_step(session, item.case, CaseStep.POSTPONE, by, item.meeting, cause)
    item.state, item.postponed_for = AgendaItemState.POSTPONED, cause
    item.case.postponed_times += 1


def minutes_for(case: Case, board: Board) -> int:
    """How long the board foresees for a case of this class."""
    told = board.minutes_per_case
    return told.get(case.case_class.value) or max(told.values(), default=10)


def take_step(
    session: Session,
    case: Case,
    step: CaseStep,
    by: Practitioner,
    meeting: Meeting | None = None,
    cause: PostponeCause | None = None,
) -> None:
    """Move the case along its life-cycle; raises RuleBroken for a step that is not foreseen."""
    case.state = next_state(case.state, step)
    remember(session, case, step.value, by, meeting, cause)
    audit.record(session, by, f"case.{step.value}", case)


def remember(
    session: Session,
    case: Case,
    step: str,
    by: Practitioner,
    meeting: Meeting | None = None,
    cause: PostponeCause | None = None,
) -> None:
    """Write a step down in the case's history."""
    event = CaseEvent(
        case_id=case.id,
        step=step,
        state=case.state,
        by_id=by.id,
        meeting_id=meeting.id if meeting else None,
        cause=cause.value if cause else None,
    )
    session.add(event)
    session.flush()


def _told(draft: CaseDraft, specs: Sequence[FieldSpec], today: date) -> dict[str, Any]:
    """The columns that a draft fills; raises RuleBroken for what cannot stand."""
    ready_on = draft.ready_on or today
    due_on = draft.due_on or max(today, ready_on) + timedelta(days=DEFAULT_DAYS)
    if due_on < ready_on:
        raise RuleBroken("case_due_before_ready")
    return {
        "question": _text(draft.question),
        "summary": _text(draft.summary),
        "case_class": draft.case_class,
        "is_urgent": draft.is_urgent,
        "ready_on": ready_on,
        "due_on": due_on,
        "notice": draft.notice,
        "notice_told": draft.told.as_kept() if draft.told else None,
        "presenter": draft.presenter,
        "fields": case_forms.checked_fields(
            draft.fields,
            [replace(spec, required=False) for spec in specs],
            age_on(draft.patient.birth_date, ready_on),
        ),
    }


def _text(typed: str) -> str:
    """A text that every document can carry."""
    if len(typed) > MAX_TEXT:
        raise RuleBroken("case_text_long", maximum=MAX_TEXT)
    return printable(typed)
