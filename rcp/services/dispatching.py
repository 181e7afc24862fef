"""Carrying documents to MSSanté's relay and to the hospital's folder: at least once, never half."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.models import Dispatch
from rcp.domain.dispatch import Channel, DispatchState
from rcp.mail.delivery import Delivery, DeliveryDelayed, Undeliverable
from rcp.mail.laying import lay
from rcp.mail.letters import EnclosedLetter, subject, text
from rcp.mail.message import Envelope, Mailbox, UnsafeHeader, enclosing_message
from rcp.services import documents, queue
from rcp.services.outbox import LEASE, MOST_TRIES, WAITS
from rcp.services.sending_out import TASK
from rcp.wording import FRENCH


@dataclass(frozen=True, slots=True)
class Ways:
    """By what documents leave: MSSanté's relay with our mailbox there, the watched folder."""

    relay: Delivery | None = None
    sender: str = ""
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A document that leaves, read from its rows."""

    dispatch_id: uuid.UUID
    channel: Channel
    recipient: str
    address: str
    board: str
    reference: str
    file_name: str
    content: bytes
    tries: int
    at: datetime


def deliver_waiting(
    sessions: sessionmaker[Session], ways: Ways, now: Callable[[], datetime]
) -> int:
    """Carry everything that is due; returns how many documents left.

    Each is claimed, carried and marked in its own transactions; carried again after an
    interruption, it is the same message or the same file.
    """
    left = 0
    while (claimed := _claim_next(sessions, now())) is not None:
        left += _carry(sessions, claimed, ways, now())
    with sessions.begin() as session:
        later = session.scalar(
            select(Dispatch.next_try_at)
            .where(Dispatch.state == DispatchState.WAITING)
            .order_by(Dispatch.next_try_at)
            .limit(1)
        )
        if later is not None:
            queue.add(session, TASK, unique_key=TASK, run_at=later)
    return left


def _claim_next(sessions: sessionmaker[Session], now: datetime) -> uuid.UUID | None:
    """Put off by a lease the oldest sending that is due; the conditional update lets one win."""
    while True:
        with sessions.begin() as session:
            due = (Dispatch.state == DispatchState.WAITING) & (Dispatch.next_try_at <= now)
            found = session.scalar(
                select(Dispatch.id).where(due).order_by(Dispatch.created_at, Dispatch.id).limit(1)
            )
            if found is None:
                return None
            taken = session.execute(
                update(Dispatch)
                .where(Dispatch.id == found, due)
                .values(next_try_at=now + LEASE, tries=Dispatch.tries + 1)
            )
            if isinstance(taken, CursorResult) and taken.rowcount == 1:
                return found


def _carry(
    sessions: sessionmaker[Session], dispatch_id: uuid.UUID, ways: Ways, now: datetime
) -> int:
    with sessions() as session:
        row = session.get_one(Dispatch, dispatch_id)
        objected = row.document.case is not None and row.document.case.is_objected
        parcel = _parcel(row)
    if objected:
        return _mark(sessions, parcel, state=DispatchState.REFUSED, fault="objected")
    try:
        _hand_over(parcel, ways)
    except Undeliverable as refused:
        fault = f"smtp_{refused.status}"
        return _mark(sessions, parcel, state=DispatchState.REFUSED, fault=fault)
    except UnsafeHeader:
        return _mark(sessions, parcel, state=DispatchState.REFUSED, fault="address_unsafe")
    except DeliveryDelayed as delayed:
        return _mark(sessions, parcel, **_later(parcel, delayed.code.value, now))
    except OSError:
        return _mark(sessions, parcel, **_later(parcel, "folder", now))
    return _mark(sessions, parcel, state=DispatchState.SENT, sent_at=now, fault=None)


def _hand_over(parcel: Parcel, ways: Ways) -> None:
    """Carry a document by its way; raises as the way does, OSError for a folder that fails."""
    if parcel.channel is Channel.FOLDER:
        if ways.folder is None:
            raise FileNotFoundError
        lay(ways.folder / parcel.file_name, parcel.content)
        return
    if ways.relay is None:
        raise Undeliverable(0)
    ways.relay.deliver(_message(parcel, ways.sender), ways.sender, parcel.address)


def _message(parcel: Parcel, sender: str) -> bytes:
    letter = EnclosedLetter(parcel.recipient, parcel.board, parcel.reference)
    envelope = Envelope(
        sender=Mailbox(parcel.board, sender),
        recipient=Mailbox(parcel.recipient, parcel.address),
        subject=subject(letter, FRENCH),
        message_id=f"<document.{parcel.dispatch_id}@{sender.rpartition('@')[2]}>",
        date=parcel.at,
    )
    enclosed = enclosing_message(
        envelope, text=text(letter, FRENCH), name=parcel.file_name, pdf=parcel.content
    )
    return enclosed.as_bytes()


def _parcel(row: Dispatch) -> Parcel:
    meeting, case = row.document.meeting, row.document.case
    return Parcel(
        dispatch_id=row.id,
        channel=row.channel,
        recipient=row.recipient,
        address=row.address,
        board=meeting.board.name,
        reference=(case or meeting).reference,
        file_name=documents.file_name(row.document),
        content=row.document.content,
        tries=row.tries,
        at=row.created_at,
    )


def _later(parcel: Parcel, fault: str, now: datetime) -> dict[str, object]:
    if parcel.tries >= MOST_TRIES:
        return {"state": DispatchState.REFUSED, "fault": "gave_up"}
    wait = WAITS[min(parcel.tries, len(WAITS)) - 1]
    return {"fault": fault, "next_try_at": now + wait}


def _mark(sessions: sessionmaker[Session], parcel: Parcel, **values: object) -> int:
    """Say what came of this try, unless another took it up meanwhile; 1 if it left."""
    mine = (Dispatch.id == parcel.dispatch_id) & (Dispatch.tries == parcel.tries)
    with sessions.begin() as session:
        session.execute(update(Dispatch).where(mine).values(**values))
    return int(values.get("state") is DispatchState.SENT)
