"""When each case was before its meeting: stretches that begin, end and add up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rcp.db.models import AgendaItem, Hearing, Meeting, Practitioner
from rcp.services import audit


def of_meeting(session: Session, meeting: Meeting) -> list[Hearing]:
    """The stretches of a meeting in the order in which they began."""
    return list(
        session.scalars(
            select(Hearing)
            .join(Hearing.item)
            .where(AgendaItem.meeting_id == meeting.id)
            .order_by(Hearing.starts_at, Hearing.ends_at)
            .options(joinedload(Hearing.item))
        )
    )


def running(found: Sequence[Hearing]) -> Hearing | None:
    """The stretch that has not ended."""
    return next((one for one in found if one.ends_at is None), None)


def lasted(found: Sequence[Hearing], now: datetime) -> dict[uuid.UUID, timedelta]:
    """For how long each case has been heard in all, by the item's id."""
    told: dict[uuid.UUID, timedelta] = {}
    for one in found:
        told[one.item_id] = (
            told.get(one.item_id, timedelta()) + (one.ends_at or now) - one.starts_at
        )
    return told


def begin(session: Session, item: AgendaItem, by: Practitioner, now: datetime) -> Hearing:
    """The case is before the meeting from now on; whichever was before it is no longer."""
    current = running(of_meeting(session, item.meeting))
    if current is not None and current.item_id == item.id:
        return current
    end(session, item.meeting, by, now)
    begun = Hearing(item=item, starts_at=now, begun_by=by)
    session.add(begun)
    session.flush()
    audit.record(session, by, "hearing.begun", item)
    return begun


def end(session: Session, meeting: Meeting, by: Practitioner, now: datetime) -> None:
    """No case is before the meeting any more."""
    current = running(of_meeting(session, meeting))
    if current is not None:
        current.ends_at, current.ended_by = max(now, current.starts_at), by
        session.flush()
        audit.record(session, by, "hearing.ended", current.item)


def end_of(session: Session, item: AgendaItem, by: Practitioner, now: datetime) -> None:
    """The meeting has done with a case; another that it hears by now goes on."""
    current = running(of_meeting(session, item.meeting))
    if current is not None and current.item_id == item.id:
        end(session, item.meeting, by, now)
