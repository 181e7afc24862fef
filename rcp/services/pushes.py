"""Meetings written into the calendars of those who gave access to one.

What a person was last told of a meeting is put into the calendar they chose, under the UID of the
invitation, and taken out once they are no longer expected or said no. Writing twice changes
nothing, so a run that was killed is simply made again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload, sessionmaker

from rcp.calendars import ics
from rcp.db.models import (
    AgendaSource,
    Answer,
    Board,
    CalendarPush,
    Invitation,
    InvitationState,
    Meeting,
    Practitioner,
)
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.outside.address import Address, parsed
from rcp.outside.caldav import Account
from rcp.outside.client import Client
from rcp.outside.faults import FetchFault, NotFetched
from rcp.services import audit, feeds
from rcp.services.agenda_errands import account_of
from rcp.services.agenda_pace import next_reading

TASK = "push_meetings"
MOST = 40
"""Meetings written in one run; what is left is due for the next one."""
LEASE = timedelta(minutes=15)
"""Longer than a run takes: two never write the same meeting at once."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One meeting to write into a calendar, or to take out of it when `content` is None."""

    push_id: uuid.UUID
    account: Account = field(repr=False)
    calendar: Address = field(repr=False)
    uid: str
    content: bytes | None = field(repr=False)
    told_at: datetime
    answer: Answer


def choose(
    session: Session, source: AgendaSource, address: str | None, *, by: Practitioner
) -> None:
    """Write meetings into one of an account's calendars from now on, or into none.

    Raises RuleBroken `push_unknown` for a calendar that the account does not have.
    """
    access = dict(source.access or {})
    if address and address not in {one["address"] for one in access.get("found", [])}:
        raise RuleBroken("push_unknown")
    if address == access.get("push"):
        return
    source.access, source.pushes = {**access, "push": address or None}, bool(address)
    for push in session.scalars(select(CalendarPush).where(CalendarPush.source_id == source.id)):
        session.delete(push)
    session.flush()
    audit.record(session, by, "agenda.push_chosen", source, pushes=source.pushes)


def faults(session: Session, source: AgendaSource) -> dict[str, int]:
    """How many coming meetings could not be written, by the code of the reason."""
    found = session.execute(
        select(CalendarPush.fault, func.count())
        .where(CalendarPush.source_id == source.id, CalendarPush.fault.is_not(None))
        .group_by(CalendarPush.fault)
    )
    return {str(fault): count for fault, count in found}


def is_owed(now: datetime) -> ColumnElement[bool]:
    """Whether anybody's calendar lacks what they were told."""
    return _owed(now).exists()


def push_owed(
    sessions: sessionmaker[Session],
    client: Client,
    letterhead: Letterhead,
    now: Callable[[], datetime],
) -> int:
    """Write what calendars lack, a few at a time; returns how many were brought up to date.

    No transaction is open while a server is asked. What fails is tried again later, more and more
    rarely, with the reason kept.
    """
    with sessions.begin() as session:
        errands = _reserved(session, client, letterhead, now())
    done = 0
    for errand in errands:
        fault = _written(errand)
        with sessions.begin() as session:
            _settle(session, errand, fault, now())
        done += fault is None
    return done


def _owed(now: datetime) -> Select[Invitation, AgendaSource, CalendarPush]:
    """Invitations with the calendar that should show them, and what was written there so far."""
    stands = and_(Invitation.state == InvitationState.SENT, Invitation.answer != Answer.DECLINED)
    is_stale = or_(
        CalendarPush.told_at.is_distinct_from(Invitation.told_at),
        CalendarPush.answer.is_distinct_from(Invitation.answer),
    )
    is_due = or_(CalendarPush.next_try_at.is_(None), CalendarPush.next_try_at <= now)
    return (
        select(Invitation, AgendaSource, CalendarPush)
        .join(AgendaSource, AgendaSource.practitioner_id == Invitation.practitioner_id)
        .outerjoin(
            CalendarPush,
            and_(
                CalendarPush.invitation_id == Invitation.id,
                CalendarPush.source_id == AgendaSource.id,
            ),
        )
        .where(
            AgendaSource.pushes,
            AgendaSource.practitioner.has(Practitioner.is_active),
            Invitation.told_ends_at > now,
            or_(and_(CalendarPush.id.is_(None), stands), and_(is_stale, is_due)),
            or_(CalendarPush.id.is_not(None), stands),
        )
        .order_by(Invitation.told_starts_at, Invitation.uid)
    )


def _reserved(
    session: Session, client: Client, letterhead: Letterhead, now: datetime
) -> list[Errand]:
    rows = session.execute(
        _owed(now)
        .limit(MOST)
        .options(
            selectinload(Invitation.meeting)
            .selectinload(Meeting.board)
            .selectinload(Board.organization)
        )
    ).all()
    errands = []
    for invitation, source, known in rows:
        push = known or CalendarPush(invitation_id=invitation.id, source_id=source.id)
        push.next_try_at = now + LEASE
        session.add(push)
        session.flush()
        errands.append(_errand(push, invitation, source, client, letterhead))
    return errands


def _errand(
    push: CalendarPush,
    invitation: Invitation,
    source: AgendaSource,
    client: Client,
    letterhead: Letterhead,
) -> Errand:
    access = source.access or {}
    stands = invitation.state is InvitationState.SENT and invitation.answer is not Answer.DECLINED
    content = ics.calendar_object(feeds.event_of(invitation, letterhead)) if stands else None
    return Errand(
        push_id=push.id,
        account=account_of(client, access),
        calendar=parsed(access["push"]),
        uid=invitation.uid,
        content=content,
        told_at=invitation.told_at,
        answer=invitation.answer,
    )


def _written(errand: Errand) -> str | None:
    """Why the calendar could not be changed, if it could not."""
    name = f"{errand.uid.partition('@')[0]}.ics"
    try:
        if errand.content is None:
            errand.account.remove(errand.calendar, name)
        else:
            errand.account.put(errand.calendar, name, errand.content)
    except NotFetched as refused:
        return FetchFault(refused.code).value
    return None


def _settle(session: Session, errand: Errand, fault: str | None, now: datetime) -> None:
    push = session.get(CalendarPush, errand.push_id)
    if push is None:  # the calendar was given up meanwhile
        return
    push.fault = fault
    if fault is None:
        push.told_at, push.answer = errand.told_at, errand.answer
        push.tries, push.next_try_at = 0, None
    else:
        push.tries += 1
        push.next_try_at = next_reading(now, push.tries, spread=push.id.int, fault=fault)
