"""Opinions: what a meeting answers about a case, with the actions that follow."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from rcp.db.models import Action, AgendaItem, AgendaItemState, Case, Opinion, Practitioner
from rcp.domain.case import CaseClass, CaseStep
from rcp.domain.errors import RuleBroken, Stale
from rcp.domain.opinion import ActionPriority, OpinionCategory, TrialAnswer
from rcp.services import audit, cases, hearings, meetings, specialties

MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Examination:
    """An examination asked for, with the days between which it should be done (ISO dates)."""

    text: str
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """What somebody is to do by a day."""

    what: str
    owner: Practitioner
    due_on: date
    criterion: str = ""
    priority: ActionPriority = ActionPriority.NORMAL


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """An opinion as typed; `proposals` are in order of preference."""

    category: OpinionCategory
    proposals: tuple[str, ...] = ()
    examinations: tuple[Examination, ...] = ()
    guideline: str = ""
    guideline_version: str = ""
    off_guideline_reason: str = ""
    trial: TrialAnswer | None = None
    trial_name: str = ""
    follow_up: str = ""
    patient_wishes: str = ""
    dissent: str = ""
    comment: str = ""
    actions: tuple[ActionDraft, ...] = ()


def opinion_on(session: Session, item: AgendaItem) -> Opinion | None:
    """The opinion given at this passage, if any."""
    return session.scalars(select(Opinion).where(Opinion.item_id == item.id)).first()


def draft_of(opinion: Opinion) -> OpinionDraft:
    """The opinion as it could be typed again; actions already sent out are left aside."""
    told = opinion.content
    texts = ("guideline", "guideline_version", "off_guideline_reason", "trial_name", "follow_up")
    return OpinionDraft(
        category=opinion.category,
        trial=opinion.trial,
        proposals=tuple(told.get("proposals", ())),
        examinations=tuple(Examination(**one) for one in told.get("examinations", ())),
        actions=tuple(_draft_of(one) for one in opinion.actions if not one.is_published),
        patient_wishes=told.get("patient_wishes", ""),
        dissent=told.get("dissent", ""),
        comment=told.get("comment", ""),
        **{name: told.get(name, "") for name in texts},
    )


def _draft_of(action: Action) -> ActionDraft:
    return ActionDraft(
        what=action.text["what"],
        owner=action.owner,
        due_on=action.due_on,
        criterion=action.text.get("criterion", ""),
        priority=action.priority,
    )


def record_opinion(
    session: Session,
    item: AgendaItem,
    draft: OpinionDraft,
    by: Practitioner,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Opinion:
    """Write down what the meeting answers; quorum is counted when it is first written.

    A later correction changes the words, not who was there: see `count_again`. Raises RuleBroken
    for what the field's rules do not allow, and Stale `opinion_stale` if somebody else wrote
    meanwhile (`expected_version` is the one that was read, None for none): roll back then.
    """
    meetings.require_begun(session, item.meeting)
    _check(item, draft)
    opinion = opinion_on(session, item)
    if (opinion.version if opinion else None) != expected_version:
        raise Stale("opinion_stale")
    if opinion is None:
        opinion = _first_opinion(session, item, by)
    opinion.category, opinion.trial = draft.category, draft.trial
    opinion.content = _content(draft)
    opinion.written_by, opinion.written_at = by, now
    _flush_or_stale(session, opinion)
    _replace_actions(session, opinion, draft.actions)
    hearings.end_of(session, item, by, now)
    audit.record(session, by, "opinion.written", opinion)
    return opinion


def count_again(session: Session, opinion: Opinion, by: Practitioner) -> None:
    """Count the quorum of a case anew, with those ticked as present now."""
    meetings.require_begun(session, opinion.item.meeting)
    _count_quorum(session, opinion, opinion.item)
    audit.record(session, by, "opinion.counted", opinion, reached=opinion.quorum_reached)


def _first_opinion(session: Session, item: AgendaItem, by: Practitioner) -> Opinion:
    """An opinion still to be filled in; the case counts as heard, by those who are there now."""
    opinion = Opinion(item=item, case=item.case, content={})
    _count_quorum(session, opinion, item)
    registered = item.case.case_class is CaseClass.REGISTERED
    item.state = AgendaItemState.REGISTERED if registered else AgendaItemState.DISCUSSED
    cases.take_step(session, item.case, CaseStep.GIVE_OPINION, by, item.meeting)
    return opinion


def _flush_or_stale(session: Session, opinion: Opinion) -> None:
    """Write the opinion; whoever wrote at the same instant and was first has won."""
    session.add(opinion)
    try:
        session.flush()
    except (IntegrityError, StaleDataError) as lost:
        raise Stale("opinion_stale") from lost


def _check(item: AgendaItem, draft: OpinionDraft) -> None:
    """What an opinion must hold: R2, R14 and R19 of the cancer boards, and sense for all."""
    case = item.case
    if item.state is AgendaItemState.WITHDRAWN or item.state is AgendaItemState.POSTPONED:
        raise RuleBroken("opinion_not_on_agenda")
    texts = [*draft.proposals, draft.comment, draft.follow_up, draft.patient_wishes, draft.dissent]
    if any(len(one) > MAX_TEXT for one in texts):
        raise RuleBroken("opinion_text_long", maximum=MAX_TEXT)
    needs_proposal = draft.category in (OpinionCategory.TREATMENT, OpinionCategory.COORDINATION)
    if needs_proposal and not any(one.strip() for one in draft.proposals):
        raise RuleBroken("opinion_proposal_missing")
    if draft.category is OpinionCategory.EXAMINATIONS and not draft.examinations:
        raise RuleBroken("opinion_examination_missing")
    if case.board.is_regulatory:
        _check_regulatory(case, draft)


def _check_regulatory(case: Case, draft: OpinionDraft) -> None:
    """A registered case names its guideline with version (FRCP); a trial is always considered."""
    has_guideline = bool(draft.guideline.strip() and draft.guideline_version.strip())
    if case.case_class is CaseClass.REGISTERED and not has_guideline:
        raise RuleBroken("opinion_guideline_missing")
    if draft.category is OpinionCategory.TREATMENT:
        if not has_guideline and not draft.off_guideline_reason.strip():
            raise RuleBroken("opinion_guideline_or_reason")
        if draft.trial is None:
            raise RuleBroken("opinion_trial_missing")


def _content(draft: OpinionDraft) -> dict[str, object]:
    return {
        "proposals": [one.strip() for one in draft.proposals if one.strip()],
        "examinations": [asdict(one) for one in draft.examinations if one.text.strip()],
        "guideline": draft.guideline.strip(),
        "guideline_version": draft.guideline_version.strip(),
        "off_guideline_reason": draft.off_guideline_reason.strip(),
        "trial_name": draft.trial_name.strip(),
        "follow_up": draft.follow_up.strip(),
        "patient_wishes": draft.patient_wishes.strip(),
        "dissent": draft.dissent.strip(),
        "comment": draft.comment.strip(),
    }


def _count_quorum(session: Session, opinion: Opinion, item: AgendaItem) -> None:
    """Keep who was there for this case, and what was missing."""
    known = specialties.groups(session)
    result = meetings.quorum_now(item.meeting, known)
    seats = meetings.seats_by_id(item.meeting.board)
    opinion.quorum_reached = result.reached
    opinion.quorum = {
        "missing": {seats[seat].group_code: count for seat, count in result.missing.items()},
        "specialties": result.specialties,
        "min_specialties": result.min_specialties,
        "seated": {seats[seat].group_code: list(who) for seat, who in result.seated.items()},
    }
    opinion.present_ids = sorted(
        str(one.practitioner_id)
        for one in item.meeting.attendances
        if one.presence.counts and one.left_at is None
    )


def _replace_actions(session: Session, opinion: Opinion, drafts: Sequence[ActionDraft]) -> None:
    """The actions not yet sent become those given; one with the same words, owner and day stays.

    An action that was sent out with validated minutes is closed or abandoned by whoever follows
    it: it never vanishes because an opinion is corrected.
    """
    kept: dict[tuple[str, uuid.UUID, date], Action] = {
        (action.text["what"], action.owner_id, action.due_on): action for action in opinion.actions
    }
    for draft in drafts:
        if not draft.what.strip():
            raise RuleBroken("action_what_missing")
        key = (draft.what.strip(), draft.owner.id, draft.due_on)
        action = kept.pop(key, None) or _new_action(session, opinion, draft)
        action.priority = draft.priority
        action.text = {**action.text, "criterion": draft.criterion.strip()}
    for action in kept.values():
        if not action.is_published:
            session.delete(action)
    session.flush()
    session.expire(opinion, ["actions"])


def _new_action(session: Session, opinion: Opinion, draft: ActionDraft) -> Action:
    action = Action(
        opinion_id=opinion.id,
        case_id=opinion.case_id,
        owner_id=draft.owner.id,
        due_on=draft.due_on,
        text={"what": draft.what.strip(), "criterion": "", "outcome": ""},
        uid=f"action-{uuid.uuid4()}",
    )
    session.add(action)
    return action
