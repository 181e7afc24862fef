"""Opening a case in an emergency: with a reason, for a while, told to who runs its board."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Case, CaseOpening, Practitioner
from rcp.domain.case import CaseState
from rcp.domain.errors import RuleBroken
from rcp.domain.field_value import printable
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import OpeningLetter, html, subject, text
from rcp.mail.message import Envelope, Mailbox, plain_message
from rcp.services import audit, outbox
from rcp.wording import wording_in

LASTS = timedelta(hours=4)
SHORTEST_REASON, LONGEST_REASON = 10, 2_000
_NEVER_SHARED = (CaseState.DRAFT, CaseState.WITHDRAWN)


def open_case(
    session: Session,
    reference: str,
    reason: str,
    letterhead: Letterhead,
    *,
    by: Practitioner,
    now: datetime,
) -> CaseOpening:
    """Let somebody read a case for LASTS; who runs its board is written to at once.

    Raises RuleBroken `opening_reason`, or `opening_unknown` for what does not exist, was never
    handed in or whose patient objected: none of these is told apart (CSP L.1110-4).
    """
    told = printable(reason)
    if not SHORTEST_REASON <= len(told) <= LONGEST_REASON:
        raise RuleBroken("opening_reason", minimum=SHORTEST_REASON)
    case = session.scalars(select(Case).where(Case.reference == printable(reference))).first()
    if case is None or case.is_objected or case.state in _NEVER_SHARED:
        raise RuleBroken("opening_unknown")
    opening = CaseOpening(
        case=case, practitioner=by, reason=told, created_at=now, ends_at=now + LASTS
    )
    session.add(opening)
    session.flush()
    audit.record(session, by, "case.opened_in_emergency", case, opening=str(opening.id))
    _tell(session, opening, letterhead, now)
    return opening


def is_open(opening: CaseOpening, now: datetime) -> bool:
    """Whether it may still be read: its time is not over, and the patient has not objected."""
    return now < opening.ends_at and not opening.case.is_objected


def of_case(session: Session, case: Case) -> list[CaseOpening]:
    """Who opened a case in an emergency, newest first."""
    return list(
        session.scalars(
            select(CaseOpening)
            .where(CaseOpening.case_id == case.id)
            .options(selectinload(CaseOpening.practitioner))
            .order_by(CaseOpening.created_at.desc())
        )
    )


def _tell(session: Session, opening: CaseOpening, letterhead: Letterhead, now: datetime) -> None:
    """Write to the coordinator and the chair: who opened a case, and where to read why."""
    board = opening.case.board
    told = {one.id: one for one in (board.coordinator, board.chair) if one}
    for person in told.values():
        wording = wording_in(person.language)
        link = f"{letterhead.base_url}/cases/{opening.case_id}"
        letter = OpeningLetter(person.given_name, board.name, opening.practitioner.name, link)
        envelope = Envelope(
            sender=Mailbox(board.name, letterhead.sender_email),
            recipient=Mailbox(person.name, person.email),
            subject=subject(letter, wording),
            message_id=f"<opening.{opening.id}.{person.id}@{letterhead.domain}>",
            date=now,
        )
        message = plain_message(envelope, text=text(letter, wording), html=html(letter, wording))
        outbox.post(session, person, message, now)
