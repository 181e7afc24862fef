"""Actions followed until done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from rcp.calendars import ics
from rcp.db.models import Action, Case, Meeting, Opinion, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.domain.opinion import ActionState
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import ActionsLetter, html, subject, text
from rcp.mail.message import Envelope, Mailbox, invitation_message
from rcp.services import audit, outbox
from rcp.wording import Wording, wording_in

OPEN = frozenset({ActionState.TO_DO, ActionState.IN_PROGRESS})


def actions_of(session: Session, person: Practitioner) -> list[Action]:
    """The published actions that a person owns, by due day."""
    return list(
        session.scalars(
            select(Action)
            .where(Action.owner_id == person.id, Action.is_published)
            .options(
                selectinload(Action.case).selectinload(Case.board),
                selectinload(Action.case).selectinload(Case.patient),
                selectinload(Action.owner),
            )
            .order_by(Action.due_on, Action.created_at)
        )
    )


def is_overdue(action: Action, today: date) -> bool:
    """Whether the day has passed and nobody closed it."""
    return action.state in OPEN and action.due_on < today


def close(
    session: Session,
    action: Action,
    state: ActionState,
    outcome: str,
    by: Practitioner,
    now: datetime,
) -> None:
    """Close an action as done or abandoned, with what came of it.

    Raises RuleBroken `action_closed_already`, or `action_outcome_missing` for one abandoned
    without a reason.
    """
    if action.state not in OPEN:
        raise RuleBroken("action_closed_already")
    if state is ActionState.ABANDONED and not outcome.strip():
        raise RuleBroken("action_outcome_missing")
    action.state = state
    action.closed_at = None if state in OPEN else now
    action.text = {**action.text, "outcome": outcome.strip()}
    audit.record(session, by, f"action.{state.value}", action)


def reopen(session: Session, action: Action, by: Practitioner) -> None:
    """Take a closed action up again."""
    if action.state in OPEN:
        raise RuleBroken("action_open_already")
    action.state, action.closed_at = ActionState.TO_DO, None
    audit.record(session, by, "action.reopened", action)


def publish(
    session: Session,
    meeting: Meeting,
    opinions: list[Opinion],
    letterhead: Letterhead,
    now: datetime,
) -> int:
    """Send the new actions of validated opinions to their owners, as calendar entries.

    The entries say that something is due, never what or for whom. Returns how many people.
    """
    fresh = [one for opinion in opinions for one in opinion.actions if not one.is_published]
    by_owner: dict[Practitioner, list[Action]] = {}
    for action in fresh:
        action.is_published = True
        by_owner.setdefault(session.get_one(Practitioner, action.owner_id), []).append(action)
    for owner, owned in by_owner.items():
        _send(session, meeting, owner, owned, letterhead, now)
    return len(by_owner)


def calendar_of(
    actions: list[Action], meeting: Meeting, letterhead: Letterhead, wording: Wording, now: datetime
) -> bytes:
    """Calendar entries for these actions, in words that tell nothing."""
    board = meeting.board
    summary = wording.translations.gettext("Action à clore") + f" ({board.name})"
    entries = [
        ics.ActionEntry(
            uid=f"{action.uid}@{letterhead.domain}",
            sequence=action.sequence,
            summary=summary,
            due=action.due_on,
            stamp=now,
            description=action.case.reference,
            url=f"{letterhead.base_url}/actions/{action.id}",
        )
        for action in actions
    ]
    return ics.action_entries(f"Quorum – {board.name}", entries, board.organization.zone)


def _send(
    session: Session,
    meeting: Meeting,
    owner: Practitioner,
    owned: list[Action],
    letterhead: Letterhead,
    now: datetime,
) -> None:
    board, wording = meeting.board, wording_in(owner.language)
    letter = ActionsLetter(
        recipient=owner.given_name,
        board=board.name,
        dues=tuple(sorted(action.due_on for action in owned)),
        link=f"{letterhead.base_url}/actions",
    )
    entries = calendar_of(owned, meeting, letterhead, wording, now)
    message = invitation_message(
        Envelope(
            sender=Mailbox(board.name, letterhead.sender_email),
            recipient=Mailbox(owner.name, owner.email),
            subject=subject(letter, wording),
            message_id=f"<{owned[0].id}.{owned[0].sequence}@{letterhead.domain}>",
            date=now,
        ),
        text=text(letter, wording),
        html=html(letter, wording),
        calendar=entries,
        method="PUBLISH",
    )
    outbox.post(session, owner, message, now)
