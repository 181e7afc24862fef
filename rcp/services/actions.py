"""Actions followed until done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from rcp.calendars import ics
from rcp.db.models import Action, Board, Case, Meeting, Opinion, PatientNotice, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.domain.opinion import ActionState
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import ActionsLetter, html, subject, text
from rcp.mail.message import Envelope, Mailbox, invitation_message
from rcp.services import audit, outbox
from rcp.wording import Wording, wording_in

OPEN = frozenset({ActionState.TO_DO, ActionState.IN_PROGRESS})
LONGEST_OUTCOME = 2_000


def actions_of(session: Session, person: Practitioner) -> list[Action]:
    """The published actions that a person owns, by due day."""
    return list(session.scalars(_followed().where(Action.owner_id == person.id)))


def open_actions_of_boards(session: Session, boards: Sequence[Board]) -> list[Action]:
    """What is still to be done for the cases of these boards, by due day."""
    ids = [board.id for board in boards]
    wanted = _followed().where(Case.board_id.in_(ids), Action.state.in_(OPEN))
    return list(session.scalars(wanted))


def _followed() -> Select[Action]:
    """Published actions, except for patients who object to their case being shared."""
    return (
        select(Action)
        .join(Action.case)
        .where(Action.is_published, Case.notice != PatientNotice.OBJECTION)
        .options(
            selectinload(Action.case).selectinload(Case.board).selectinload(Board.organization),
            selectinload(Action.owner),
        )
        .order_by(Action.due_on, Action.created_at, Action.uid)
    )


def is_overdue(action: Action, today: date) -> bool:
    """Whether the day has passed and nobody closed it."""
    return action.state in OPEN and action.due_on < today


def close(
    session: Session,
    action: Action,
    state: ActionState,
    outcome: str,
    *,
    by: Practitioner,
    now: datetime,
) -> None:
    """Close an action as done or abandoned, with what came of it.

    Raises RuleBroken `action_closed_already`, `action_outcome_unknown` for a state that closes
    nothing, `action_outcome_missing` for one abandoned without a reason, `action_outcome_long`.
    """
    if action.state not in OPEN:
        raise RuleBroken("action_closed_already")
    if state in OPEN:
        raise RuleBroken("action_outcome_unknown")
    if state is ActionState.ABANDONED and not outcome.strip():
        raise RuleBroken("action_outcome_missing")
    if len(outcome) > LONGEST_OUTCOME:
        raise RuleBroken("action_outcome_long", maximum=LONGEST_OUTCOME)
    action.state, action.closed_at = state, now
    action.text = {**action.text, "outcome": outcome.strip()}
    session.flush()
    audit.record(session, by, f"action.{state.value}", action)


def start(session: Session, action: Action, by: Practitioner) -> None:
    """Say that somebody is at it; raises RuleBroken `action_started_already`."""
    if action.state is not ActionState.TO_DO:
        raise RuleBroken("action_started_already")
    action.state = ActionState.IN_PROGRESS
    session.flush()
    audit.record(session, by, "action.started", action)


def reopen(session: Session, action: Action, by: Practitioner) -> None:
    """Take a closed action up again; raises RuleBroken `action_open_already`."""
    if action.state in OPEN:
        raise RuleBroken("action_open_already")
    action.state, action.closed_at = ActionState.TO_DO, None
    session.flush()
    audit.record(session, by, "action.reopened", action)


def publish(
    session: Session,
    meeting: Meeting,
    opinions: list[Opinion],
    letterhead: Letterhead,
    now: datetime,
) -> int:
    """Send the new actions of validated opinions to their owners, as calendar entries.

    The entries say that something is due, never what or for whom. Those of a patient who objects
    since are kept back. Returns how many people.
    """
    shared = [opinion for opinion in opinions if not opinion.case.is_objected]
    fresh = [one for opinion in shared for one in opinion.actions if not one.is_published]
    by_owner: dict[Practitioner, list[Action]] = {}
    for action in fresh:
        action.is_published = True
        by_owner.setdefault(session.get_one(Practitioner, action.owner_id), []).append(action)
    for owner, owned in by_owner.items():
        _send(session, meeting, owner, owned, letterhead, now)
    return len(by_owner)


def entries_of(
    actions: Sequence[Action], letterhead: Letterhead, wording: Wording
) -> list[ics.ActionEntry]:
    """Calendar entries for these actions, in words that tell nothing of the patient."""
    title = wording.translations.gettext("Action à clore")
    return [
        ics.ActionEntry(
            uid=f"{action.uid}@{letterhead.domain}",
            sequence=action.sequence,
            summary=f"{title} ({action.case.board.name})",
            due=action.due_on,
            stamp=action.created_at,
            description=action.case.reference,
            url=f"{letterhead.base_url}/actions/{action.id}",
        )
        for action in actions
    ]


def open_calendar(
    session: Session, person: Practitioner, letterhead: Letterhead, zone: ZoneInfo
) -> bytes:
    """A person's open actions as one calendar file."""
    wording = wording_in(person.language)
    mine = [action for action in actions_of(session, person) if action.state in OPEN]
    name = wording.translations.gettext("Mes actions")
    return ics.action_entries(name, entries_of(mine, letterhead, wording), zone)


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
    entries = entries_of(owned, letterhead, wording)
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
        calendar=ics.action_entries(board.name, entries, board.organization.zone),
        method="PUBLISH",
    )
    outbox.post(session, owner, message, now)
