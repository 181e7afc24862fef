"""A board's feeds: its meetings for its members, its members' busy times for who runs it.

Each subscriber has a secret address of their own, which answers only while they may see the board.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from rcp.calendars import ics
from rcp.calendars.free_busy_feed import PersonBusy, Stretch, free_busy
from rcp.calendars.ics import EventStatus
from rcp.db.models import (
    Absence,
    Attendance,
    Board,
    BoardFeed,
    BoardFeedKind,
    BusyInterval,
    Invitation,
    Meeting,
    MeetingState,
    Member,
    Practitioner,
    Seat,
)
from rcp.domain import access
from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services import audit, feeds, people
from rcp.services.case_lists import is_run_by
from rcp.services.invitations import place_of

AHEAD = timedelta(weeks=26)


def boards_of(session: Session, person: Practitioner) -> list[Board]:
    """The boards on which a person sits or that they run, by name."""
    sits = select(Seat.board_id).join(Member).where(Member.practitioner_id == person.id)
    return list(
        session.scalars(
            select(Board)
            .where(Board.is_active, Board.id.in_(sits) | is_run_by(person))
            .options(selectinload(Board.seats).selectinload(Seat.members))
            .order_by(Board.name)
        )
    )


def feeds_of(session: Session, person: Practitioner) -> dict[tuple[uuid.UUID, str], BoardFeed]:
    """The person's feeds, by board and kind."""
    rows = session.scalars(select(BoardFeed).where(BoardFeed.practitioner_id == person.id))
    return {(row.board_id, row.kind.value): row for row in rows}


def may_follow(person: Practitioner, board: Board, kind: BoardFeedKind) -> bool:
    """Whether a person may subscribe."""
    asking = people.actor_of(person)
    if kind is BoardFeedKind.FREE_BUSY:
        return access.may_run_board(asking, board)
    return access.may_follow_board(asking, board)


def renew(
    session: Session, person: Practitioner, board: Board, kind: BoardFeedKind, *, now: datetime
) -> str:
    """Give a person a feed of a board, or another address for it; returns its secret part."""
    secret = feeds.new_secret()
    audit.record(session, person, "feed.renewed", board, kind=kind.value)  # waits for a twin
    feed = _feed(session, person, board, kind)
    if feed is None:
        feed = BoardFeed(practitioner_id=person.id, board_id=board.id, kind=kind)
        session.add(feed)
    feed.token_digest, feed.created_at = feeds.digest_of(secret), now
    session.flush()
    return secret


def revoke(session: Session, person: Practitioner, board: Board, kind: BoardFeedKind) -> None:
    """Let a feed answer no more; raises RuleBroken `feed_none`."""
    feed = _feed(session, person, board, kind)
    if feed is None:
        raise RuleBroken("feed_none")
    session.delete(feed)
    session.flush()
    audit.record(session, person, "feed.revoked", board, kind=kind.value)


def opened(session: Session, secret: str, kind: BoardFeedKind) -> BoardFeed:
    """The feed of an address; raises NotFound `not_here`, also once the person may see no more."""
    feed = session.scalars(
        select(BoardFeed).where(
            BoardFeed.token_digest == feeds.digest_of(secret), BoardFeed.kind == kind
        )
    ).first()
    if feed is None or not feed.practitioner.is_active:
        raise NotFound("not_here")
    if not feed.board.is_active or not may_follow(feed.practitioner, feed.board, kind):
        raise NotFound("not_here")
    return feed


def meetings_content(
    session: Session, feed: BoardFeed, letterhead: Letterhead, now: datetime
) -> bytes:
    """The board's meetings as iCalendar; the same bytes while nothing changes."""
    board, person = feed.board, feed.practitioner
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.board_id == board.id, Meeting.ends_at > now - feeds.KEPT)
        .options(selectinload(Meeting.room))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    told = _invitations(session, board, person)
    events = [_event(one, told.get(one.id), letterhead) for one in rows]
    return ics.publish(board.name, events, board.organization.zone)


def free_busy_content(session: Session, feed: BoardFeed, now: datetime) -> bytes:
    """When the board's members are taken, from today on: no titles, no places."""
    board = feed.board
    start = datetime.combine(now.astimezone(UTC).date(), time.min, UTC)
    end = start + AHEAD
    members = {
        member.practitioner_id: member.practitioner
        for seat in board.seats
        for member in seat.members
        if member.practitioner.is_active
    }
    taken = _taken(session, members, start, end)
    ordered = sorted(members.values(), key=lambda one: (one.family_name, one.given_name, one.email))
    told = [PersonBusy(one.name, one.email, tuple(taken.get(one.id, ()))) for one in ordered]
    return free_busy(board.name, told, start, end)


def _feed(
    session: Session, person: Practitioner, board: Board, kind: BoardFeedKind
) -> BoardFeed | None:
    return session.scalars(
        select(BoardFeed).where(
            BoardFeed.practitioner_id == person.id,
            BoardFeed.board_id == board.id,
            BoardFeed.kind == kind,
        )
    ).first()


def _invitations(
    session: Session, board: Board, person: Practitioner
) -> dict[uuid.UUID, Invitation]:
    """The person's own invitations: their feeds and messages then speak of one event."""
    rows = session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(Meeting.board_id == board.id, Invitation.practitioner_id == person.id)
    )
    return {row.meeting_id: row for row in rows}


def _event(
    meeting: Meeting, invitation: Invitation | None, letterhead: Letterhead
) -> ics.MeetingEvent:
    link = f"{letterhead.base_url}/meetings/{meeting.id}"
    is_cancelled = meeting.state is MeetingState.CANCELLED
    return ics.MeetingEvent(
        uid=invitation.uid if invitation else f"{meeting.id}@{letterhead.domain}",
        sequence=max(invitation.sequence if invitation else 0, meeting.version - 1),
        summary=meeting.board.name,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        zone=meeting.board.organization.zone,
        organizer=ics.Organizer(meeting.board.name, letterhead.sender_email),
        stamp=invitation.told_at if invitation else meeting.created_at,
        location=place_of(meeting),
        video_url=meeting.video_url,
        description=f"{meeting.reference}\n{link}",
        url=link,
        status=EventStatus.CANCELLED if is_cancelled else EventStatus.CONFIRMED,
    )


def _taken(
    session: Session, people_ids: Iterable[uuid.UUID], start: datetime, end: datetime
) -> dict[uuid.UUID, list[Stretch]]:
    """Busy times read from agendas, absences typed in, and our own meetings."""
    ids = list(people_ids)
    found: dict[uuid.UUID, list[Stretch]] = {}
    for source in (BusyInterval, Absence):
        rows = session.execute(
            select(source.practitioner_id, source.starts_at, source.ends_at).where(
                source.practitioner_id.in_(ids), source.starts_at < end, source.ends_at > start
            )
        )
        for person_id, first, last in rows:
            found.setdefault(person_id, []).append((first, last))
    for attendance in session.scalars(_expected(ids, start, end)):
        found.setdefault(attendance.practitioner_id, []).append(attendance.stretch)
    return found


def _expected(ids: list[uuid.UUID], start: datetime, end: datetime) -> Select[Attendance]:
    return (
        select(Attendance)
        .join(Attendance.meeting)
        .where(
            Attendance.practitioner_id.in_(ids),
            Attendance.presence != Presence.EXCUSED,
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at < end,
            Meeting.ends_at > start,
        )
        .options(selectinload(Attendance.meeting))
    )
