"""Minutes: drafted, signed off by the responsible doctor, frozen, amended by a new version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import (
    Action,
    AgendaItem,
    AgendaItemState,
    Board,
    DocumentKind,
    Meeting,
    MeetingState,
    Minutes,
    MinutesVersion,
    Opinion,
    Practitioner,
)
from rcp.documents.digest import content_digest
from rcp.documents.parts import Validation
from rcp.domain.board import BoardKind
from rcp.domain.case import CaseState, CaseStep
from rcp.domain.errors import RuleBroken
from rcp.domain.minutes import MinutesState, MinutesStep, next_state
from rcp.domain.opinion import BEGINS_CARE, OpinionCategory
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import NoticeLetter, html, subject, text
from rcp.mail.message import Envelope, Mailbox, plain_message
from rcp.services import actions, audit, cases, meetings, outbox, queue
from rcp.services.contents import Contents, person_of
from rcp.services.frozen import SIGNED, Frozen, as_json
from rcp.wording import wording_in


def change_remarks(session: Session, minutes: Minutes, remarks: str, by: Practitioner) -> None:
    """Rewrite the free remarks; raises RuleBroken `minutes_frozen` once validated."""
    meetings.require_open(session, minutes.meeting)
    minutes.remarks = remarks.strip()
    audit.record(session, by, "minutes.remarks", minutes)


def submit(session: Session, minutes: Minutes, by: Practitioner) -> None:
    """Hand the minutes to the responsible doctor.

    Raises RuleBroken `minutes_meeting_not_held` or `minutes_unsettled` (fact: count of cases
    without opinion nor postponement).
    """
    if minutes.meeting.state is not MeetingState.HELD:
        raise RuleBroken("minutes_meeting_not_held")
    _require_settled(session, minutes.meeting)
    minutes.state = next_state(minutes.state, MinutesStep.SUBMIT)
    audit.record(session, by, "minutes.submitted", minutes)


def _require_settled(session: Session, meeting: Meeting) -> None:
    items = meetings.agenda(session, meeting)
    open_ones = sum(item.state is AgendaItemState.EXPECTED for item in items)
    if open_ones:
        raise RuleBroken("minutes_unsettled", count=open_ones)


def send_back(session: Session, minutes: Minutes, by: Practitioner) -> None:
    """Return the minutes to their writers."""
    minutes.state = next_state(minutes.state, MinutesStep.SEND_BACK)
    audit.record(session, by, "minutes.sent_back", minutes)


def sign_off(
    session: Session, minutes: Minutes, letterhead: Letterhead, by: Practitioner, now: datetime
) -> MinutesVersion:
    """Freeze the minutes as a new version; documents, actions and notices follow.

    Nothing in a version ever changes: its documents are printed from its own content. Raises
    RuleBroken `minutes_step`, or `minutes_unsettled` for a case put on the agenda since.
    """
    session.refresh(minutes, with_for_update=True)  # whoever is writing an opinion ends first
    meeting, first = minutes.meeting, minutes.state is MinutesState.SUBMITTED
    signed = next_state(minutes.state, MinutesStep.SIGN_OFF)
    _require_settled(session, meeting)
    minutes.state = signed
    number = _next_number(session, minutes)
    heard = opinions_of(session, meeting)
    frozen = _freeze(session, minutes, heard, by, now, number)
    version = _keep(session, minutes, frozen, by, now, number)
    _settle_cases(session, heard, by)
    actions.publish(session, meeting, [one for _, one in heard if one], letterhead, now)
    _notify(session, meeting, heard, letterhead, version, now)
    whole = content_digest(version.content)
    audit.record(session, by, SIGNED, minutes, version=number, first=first, content=whole)
    key = f"make_documents:{version.id}"
    queue.add(session, "make_documents", unique_key=key, minutes_version_id=str(version.id))
    return version


def _keep(
    session: Session,
    minutes: Minutes,
    frozen: Frozen,
    by: Practitioner,
    now: datetime,
    number: int,
) -> MinutesVersion:
    """The version itself; what it rectifies is said in it and no longer beside it."""
    version = MinutesVersion(
        minutes=minutes,
        number=number,
        content=as_json(frozen),
        digest=content_digest(frozen.minutes),
        reason=minutes.amendment,
        signed_by=by,
        signed_at=now,
    )
    session.add(version)
    minutes.amendment = None
    session.flush()
    return version


def _next_number(session: Session, minutes: Minutes) -> int:
    last = select(func.max(MinutesVersion.number)).where(MinutesVersion.minutes_id == minutes.id)
    return 1 + (session.scalar(last) or 0)


def amend(session: Session, minutes: Minutes, reason: str, by: Practitioner) -> None:
    """Open validated minutes for a rectification, which must say what changes and why."""
    if not reason.strip():
        raise RuleBroken("minutes_amendment_reason")
    minutes.state = next_state(minutes.state, MinutesStep.AMEND)
    minutes.amendment = reason.strip()
    audit.record(session, by, "minutes.amended", minutes)


def written_for(session: Session, meeting: Meeting) -> Minutes | None:
    """The meeting's minutes, if the meeting was ever opened."""
    return session.scalars(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()


def versions_of(session: Session, minutes: Minutes) -> list[MinutesVersion]:
    """What was validated, first version first."""
    return list(
        session.scalars(
            select(MinutesVersion)
            .where(MinutesVersion.minutes_id == minutes.id)
            .options(selectinload(MinutesVersion.signed_by))
            .order_by(MinutesVersion.number)
        )
    )


def latest_version(session: Session, minutes: Minutes) -> MinutesVersion | None:
    """The version in force, if the minutes were ever validated."""
    return next(reversed(versions_of(session, minutes)), None)


def opinions_of(session: Session, meeting: Meeting) -> list[tuple[AgendaItem, Opinion | None]]:
    """The agenda with the opinion given on each case."""
    given = {
        opinion.item_id: opinion
        for opinion in session.scalars(
            select(Opinion)
            .join(AgendaItem)
            .where(AgendaItem.meeting_id == meeting.id)
            .options(selectinload(Opinion.actions).selectinload(Action.owner))
        )
    }
    return [(item, given.get(item.id)) for item in meetings.agenda(session, meeting)]


def _freeze(
    session: Session,
    minutes: Minutes,
    heard: list[tuple[AgendaItem, Opinion | None]],
    by: Practitioner,
    now: datetime,
    number: int,
) -> Frozen:
    zone = minutes.meeting.board.organization.zone
    validation = Validation(
        by=person_of(by),
        role="Responsable de la réunion",
        at=now.astimezone(zone),
        version=number,
        amendment=minutes.amendment or "",
    )
    contents = Contents(session, minutes.meeting, now, validation)
    answered = [(item, opinion) for item, opinion in heard if opinion is not None]
    return Frozen(
        minutes=contents.minutes(heard, minutes.remarks),
        attendance_sheet=contents.attendance_sheet(),
        case_reports={
            str(item.case_id): contents.case_report(item, opinion) for item, opinion in answered
        },
        action_plans={
            str(item.case_id): contents.action_plan(item, opinion)
            for item, opinion in answered
            if opinion.actions
        },
        papers={
            str(item.case_id): tuple(_papers_after(minutes.meeting.board, opinion))
            for item, opinion in answered
        },
    )


def _papers_after(board: Board, opinion: Opinion) -> Iterator[DocumentKind]:
    """What else is printed of a case: the letters, and the draft of its plan of care."""
    yield DocumentKind.DOCTOR_LETTER
    yield DocumentKind.PATIENT_PAGE
    if board.is_regulatory and opinion.category in BEGINS_CARE:
        yield DocumentKind.CARE_PROGRAMME
    if board.kind == BoardKind.PRIMARY_CARE or opinion.category is OpinionCategory.COORDINATION:
        yield DocumentKind.COORDINATION_PLAN


def _settle_cases(
    session: Session, heard: list[tuple[AgendaItem, Opinion | None]], by: Practitioner
) -> None:
    """A discussed case is validated and sent out; without quorum, or if the meeting asked for
    it, it goes back to the waiting list to be presented again (HAS criteria).

    A case that a later meeting has taken up since is that meeting's: an amendment leaves it be.
    """
    for item, opinion in heard:
        if opinion is None or not _is_last_passage(item):
            continue
        again = opinion.category is OpinionCategory.PRESENT_AGAIN or opinion.lacks_quorum
        if item.case.state is CaseState.DISCUSSED:
            cases.take_step(session, item.case, CaseStep.VALIDATE, by, item.meeting)
            step = CaseStep.PRESENT_AGAIN if again else CaseStep.SEND_OUT
            cases.take_step(session, item.case, step, by, item.meeting)
        elif item.case.state is CaseState.SENT_OUT and again:  # an amendment says so
            cases.take_step(session, item.case, CaseStep.PRESENT_AGAIN, by, item.meeting)


def _is_last_passage(item: AgendaItem) -> bool:
    later = (one for one in item.case.items if one.created_at > item.created_at)
    return not any(one.state is not AgendaItemState.WITHDRAWN for one in later)


def _notify(
    session: Session,
    meeting: Meeting,
    heard: list[tuple[AgendaItem, Opinion | None]],
    letterhead: Letterhead,
    version: MinutesVersion,
    now: datetime,
) -> None:
    """Tell each referrer that an opinion can be read, and nothing more."""
    referrers = {item.case.referrer for item, opinion in heard if opinion}
    for referrer in sorted(referrers, key=lambda one: one.email):
        wording = wording_in(referrer.language)
        letter = NoticeLetter(
            referrer.given_name, meeting.board.name, f"{letterhead.base_url}/cases"
        )
        envelope = Envelope(
            sender=Mailbox(meeting.board.name, letterhead.sender_email),
            recipient=Mailbox(referrer.name, referrer.email),
            subject=subject(letter, wording),
            message_id=f"<notice.{version.id}.{referrer.id}@{letterhead.domain}>",
            date=now,
        )
        message = plain_message(envelope, text=text(letter, wording), html=html(letter, wording))
        outbox.post(session, referrer, message, now)
