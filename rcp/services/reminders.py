"""Reminders to whoever has not answered: each leaves once, never at night, never too late."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.models import (
    Answer,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    MessageKind,
    OutboxState,
    Practitioner,
    Reminder,
)
from rcp.domain.reminders import FARTHEST, ReminderChoice, digest_is_due, due_reminder
from rcp.mail.letterhead import Letterhead
from rcp.mail.letters import DigestLetter, ReminderLetter, Reminding, html, subject, text
from rcp.mail.message import Envelope, Mailbox, plain_message
from rcp.services import agendas, audit, inbox_matching, outbox
from rcp.services.invitation_letters import answer_link, facts_of, next_message_id
from rcp.wording import Wording, wording_in

DIGEST_AHEAD = timedelta(days=30)
_Write: TypeAlias = Callable[[Session, uuid.UUID, Letterhead, datetime], int]


def remind(sessions: sessionmaker[Session], letterhead: Letterhead, now: datetime) -> int:
    """Write the reminders and digests that are due; returns how many.

    Each is written with its own trace in one transaction: stopped anywhere, begun again, run
    twice at once, it writes none twice.
    """
    with sessions() as session:
        single = list(session.scalars(_unanswered(now).with_only_columns(Invitation.id)))
        people = list(
            session.scalars(
                select(Practitioner.id).where(
                    Practitioner.is_active, Practitioner.reminders != ReminderChoice.EACH
                )
            )
        )
    told = sum(_in_turn(sessions, _remind_one, one, letterhead, now) for one in single)
    return told + sum(_in_turn(sessions, _digest, one, letterhead, now) for one in people)


def choose(session: Session, person: Practitioner, choice: ReminderChoice) -> None:
    """Be reminded of each meeting, or of all of them together."""
    person.reminders = choice
    audit.record(session, person, "reminders.chosen", person, choice=choice.value)


def _in_turn(
    sessions: sessionmaker[Session],
    write: _Write,
    row_id: uuid.UUID,
    letterhead: Letterhead,
    now: datetime,
) -> int:
    with suppress(IntegrityError), sessions.begin() as session:  # another worker was quicker
        return write(session, row_id, letterhead, now)
    return 0


def _unanswered(now: datetime) -> Select[Invitation]:
    """Invitations that stand, to meetings that stand and are to come, without an answer."""
    return (
        select(Invitation)
        .join(Invitation.meeting)
        .join(Invitation.practitioner)
        .where(
            Invitation.state == InvitationState.SENT,
            Invitation.answer == Answer.NEEDS_ACTION,
            Invitation.told_starts_at > now,
            Invitation.told_starts_at < now + timedelta(days=FARTHEST + 1),
            Meeting.state == MeetingState.CONVENED,
            Practitioner.is_active,
        )
        .order_by(Invitation.told_starts_at, Invitation.uid)
    )


def _remind_one(
    session: Session, invitation_id: uuid.UUID, letterhead: Letterhead, now: datetime
) -> int:
    asked = _unanswered(now).where(Invitation.id == invitation_id)
    invitation = session.scalars(asked).first()
    if invitation is None or invitation.practitioner.reminders is not ReminderChoice.EACH:
        return 0
    days = _due(invitation, now)
    if (
        days is None
        or _was_reminded(session, invitation, days)
        or not _arrived(session, invitation)
    ):
        return 0
    session.add(Reminder(invitation_id=invitation.id, days=days, sequence=invitation.sequence))
    session.flush()
    person = invitation.practitioner
    wording = wording_in(person.language)
    reminding = _reminding(session, invitation, letterhead, wording)
    letter = ReminderLetter(person.given_name, reminding)
    envelope = _envelope(
        letterhead, person, subject(letter, wording), now,
        next_message_id(session, invitation, letterhead), invitation.meeting.board.name,
    )  # fmt: skip
    message = plain_message(envelope, text=text(letter, wording), html=html(letter, wording))
    _post(session, person, message, now, invitation)
    return 1


def _due(invitation: Invitation, now: datetime) -> int | None:
    house = invitation.meeting.board.organization
    if house.quiet_hours.cover(now, house.zone):
        return None
    return due_reminder(
        house.reminder_days,
        starts_at=invitation.told_starts_at,
        told_at=invitation.told_at,
        now=now,
        zone=house.zone,
    )


def _was_reminded(session: Session, invitation: Invitation, days: int) -> bool:
    """Whether this reminder, or a later one, has left for the meeting as it stands."""
    asked = select(Reminder.id).where(
        Reminder.invitation_id == invitation.id,
        Reminder.sequence == invitation.sequence,
        Reminder.days <= days,
    )
    return session.scalars(asked).first() is not None


def _arrived(session: Session, invitation: Invitation) -> bool:
    """Whether the invitation left, and did not come back: a reminder would fare no better."""
    last = inbox_matching.last_letter(session, invitation)
    return last is not None and last.state is OutboxState.SENT


def _digest(session: Session, person_id: uuid.UUID, letterhead: Letterhead, now: datetime) -> int:
    person = session.get_one(Practitioner, person_id)
    zone = agendas.zone_of(person)
    today = now.astimezone(zone).date()
    if _is_quiet(person, now, zone) or not digest_is_due(
        person.reminders, person.digested_on, today
    ):
        return 0
    pending = _unanswered(now).where(
        Invitation.practitioner_id == person_id, Invitation.told_starts_at < now + DIGEST_AHEAD
    )
    invitations = list(session.scalars(pending))
    if not invitations or not _mark_digested(session, person, today):
        return 0
    _write_digest(session, person, invitations, letterhead, now)
    return 1


def _is_quiet(person: Practitioner, now: datetime, zone: ZoneInfo) -> bool:
    if not person.roles:
        return False
    return person.roles[0].organization.quiet_hours.cover(now, zone)


def _mark_digested(session: Session, person: Practitioner, today: date) -> bool:
    """Take the day's digest; False when another worker has it."""
    former = person.digested_on
    is_former = (
        Practitioner.digested_on.is_(None) if former is None else Practitioner.digested_on == former
    )
    taken = session.execute(
        update(Practitioner)
        .where(Practitioner.id == person.id, is_former)
        .values(digested_on=today)
    )
    return isinstance(taken, CursorResult) and taken.rowcount == 1


def _write_digest(
    session: Session,
    person: Practitioner,
    invitations: Sequence[Invitation],
    letterhead: Letterhead,
    now: datetime,
) -> None:
    wording = wording_in(person.language)
    letter = DigestLetter(
        person.given_name,
        tuple(_reminding(session, one, letterhead, wording) for one in invitations),
        f"{letterhead.base_url}/meetings",
    )
    message_id = f"<digest.{uuid.uuid4()}@{letterhead.domain}>"
    envelope = _envelope(
        letterhead, person, subject(letter, wording), now, message_id, letterhead.sender_name
    )
    message = plain_message(envelope, text=text(letter, wording), html=html(letter, wording))
    _post(session, person, message, now, None)


def _reminding(
    session: Session, invitation: Invitation, letterhead: Letterhead, wording: Wording
) -> Reminding:
    return Reminding(
        facts_of(session, invitation, letterhead, wording), answer_link(invitation, letterhead)
    )


def _envelope(
    letterhead: Letterhead,
    person: Practitioner,
    about: str,
    now: datetime,
    message_id: str,
    sender: str,
) -> Envelope:
    return Envelope(
        sender=Mailbox(sender, letterhead.sender_email),
        recipient=Mailbox(person.name, person.email),
        subject=about,
        message_id=message_id,
        date=now,
    )


def _post(
    session: Session,
    person: Practitioner,
    message: EmailMessage,
    now: datetime,
    invitation: Invitation | None,
) -> None:
    outbox.post(session, person, message, now, invitation, kind=MessageKind.REMINDER)
