"""The calendar that a person subscribes to: their meetings and their open actions."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from rcp.calendars import ics
from rcp.calendars.ics import EventStatus
from rcp.db.models import (
    Answer,
    Board,
    CalendarFeed,
    Invitation,
    InvitationState,
    Meeting,
    Practitioner,
)
from rcp.domain.errors import NotFound, RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services import actions, agendas, audit
from rcp.wording import wording_in

KEPT = timedelta(days=60)
"""How long a meeting stays in the feed after it was held or called off."""
_SECRET_BYTES = 24


def feed_of(session: Session, person: Practitioner) -> CalendarFeed | None:
    """The person's feed, if they have one."""
    return session.scalars(
        select(CalendarFeed).where(CalendarFeed.practitioner_id == person.id)
    ).first()


def renew(session: Session, person: Practitioner, *, by: Practitioner, now: datetime) -> str:
    """Give a person a feed, or another address for it; the former one answers no more.

    Returns the secret part of its address (192 random bits), which is told once and not kept.
    """
    secret = new_secret()
    audit.record(session, by, "feed.renewed", person)  # first: two renewals wait for each other
    feed = feed_of(session, person)
    if feed is None:
        feed = CalendarFeed(practitioner_id=person.id)
        session.add(feed)
    feed.token_digest, feed.created_at = digest_of(secret), now
    session.flush()
    return secret


def revoke(session: Session, person: Practitioner, *, by: Practitioner) -> None:
    """Let the feed answer no more; raises RuleBroken `feed_none`."""
    feed = feed_of(session, person)
    if feed is None:
        raise RuleBroken("feed_none")
    session.delete(feed)
    session.flush()
    audit.record(session, by, "feed.revoked", person)


def owner_of(session: Session, secret: str) -> Practitioner:
    """Whose feed an address is; raises NotFound `not_here`, also for people who left."""
    found = session.scalars(
        select(CalendarFeed)
        .where(CalendarFeed.token_digest == digest_of(secret))
        .options(selectinload(CalendarFeed.practitioner))
    ).first()
    if found is None or not found.practitioner.is_active:
        raise NotFound("not_here")
    return found.practitioner


def content(session: Session, person: Practitioner, letterhead: Letterhead, now: datetime) -> bytes:
    """The person's meetings and open actions as iCalendar; the same bytes while nothing changes.

    Meetings that the person declined are left out: their agenda is free then.
    """
    wording, zone = wording_in(person.language), agendas.zone_of(person)
    events = [event_of(one, letterhead) for one in _told(session, person, now)]
    mine = [one for one in actions.actions_of(session, person) if one.state in actions.OPEN]
    return ics.publish(
        f"Quorum – {person.name}",
        events,
        zone,
        actions=actions.entries_of(mine, letterhead, wording),
    )


def _told(session: Session, person: Practitioner, now: datetime) -> list[Invitation]:
    """The invitations whose meeting is to come, or was held or called off lately."""
    return list(
        session.scalars(
            select(Invitation)
            .where(
                Invitation.practitioner_id == person.id,
                Invitation.told_ends_at > now - KEPT,
                or_(Invitation.state == InvitationState.SENT, Invitation.told_at > now - KEPT),
                or_(
                    Invitation.answer != Answer.DECLINED,
                    Invitation.state == InvitationState.CANCELLED,
                ),
            )
            .options(
                selectinload(Invitation.meeting)
                .selectinload(Meeting.board)
                .selectinload(Board.organization)
            )
            .order_by(Invitation.told_starts_at, Invitation.uid)
        )
    )


def event_of(invitation: Invitation, letterhead: Letterhead) -> ics.MeetingEvent:
    """The meeting as its invited person was last told of it, without who else is."""
    meeting = invitation.meeting
    link = f"{letterhead.base_url}/meetings/{meeting.id}"
    return ics.MeetingEvent(
        uid=invitation.uid,
        sequence=invitation.sequence,
        summary=meeting.board.name,
        starts=invitation.told_starts_at,
        ends=invitation.told_ends_at,
        zone=_zone(meeting),
        organizer=ics.Organizer(meeting.board.name, letterhead.sender_email),
        stamp=max(invitation.told_at, invitation.answered_at or invitation.told_at),
        location=invitation.told_place,
        video_url=invitation.told_video_url,
        description=f"{meeting.reference}\n{link}",
        url=link,
        status=_status(invitation),
    )


def _status(invitation: Invitation) -> EventStatus:
    if invitation.state is InvitationState.CANCELLED:
        return EventStatus.CANCELLED
    if invitation.answer is Answer.TENTATIVE:
        return EventStatus.TENTATIVE
    return EventStatus.CONFIRMED


def _zone(meeting: Meeting) -> ZoneInfo:
    return meeting.board.organization.zone


def new_secret() -> str:
    """The secret part of a feed's address: 192 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest_of(secret: str) -> str:
    """All that is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
