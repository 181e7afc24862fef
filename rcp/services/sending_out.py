"""Sending documents out: on the site, by MSSanté, in the hospital's folder, on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from rcp.db.models import Dispatch, Document, DocumentKind, MinutesVersion, Practitioner
from rcp.domain.dispatch import Channel, DispatchState, is_secure_address
from rcp.domain.errors import RuleBroken
from rcp.services import audit, queue

TASK = "deliver_documents"


def on_the_site(session: Session, version: MinutesVersion, now: datetime) -> int:
    """Lay each fiche out for its referrer and presenter, once; returns how many were laid.

    The ordinary mail that says so, and nothing more, left with the validation.
    """
    laid = 0
    for document in _unsent(session, version, Channel.SITE):
        if document.kind is not DocumentKind.CASE_REPORT or document.case is None:
            continue
        readers = {document.case.referrer, document.case.presenter} - {None}
        rows = [_row(document, Channel.SITE, now, practitioner=reader) for reader in readers]
        for row in rows:
            row.state, row.sent_at = DispatchState.SENT, now
        session.add_all(rows)
        laid += len(rows)
    session.flush()
    return laid


def into_the_folder(session: Session, version: MinutesVersion, now: datetime) -> int:
    """Send what was printed of each case to the hospital's folder, once; returns how many."""
    found = [one for one in _unsent(session, version, Channel.FOLDER) if one.case is not None]
    session.add_all(_row(document, Channel.FOLDER, now) for document in found)
    _wake(session)
    return len(found)


def by_secure_mail(
    session: Session,
    document: Document,
    recipient: str,
    address: str,
    *,
    has_relay: bool,
    by: Practitioner,
    now: datetime,
) -> Dispatch:
    """Send a document to a mailbox of MSSanté.

    Raises RuleBroken `secure_mail_missing` without a relay, `secure_mail_address` for any other
    mailbox, `dispatch_case` for a document about no case, `dispatch_recipient` for nobody.
    """
    if not has_relay:
        raise RuleBroken("secure_mail_missing")
    if not is_secure_address(address.strip()):
        raise RuleBroken("secure_mail_address")
    row = _named(document, Channel.SECURE_MAIL, recipient, by, now)
    row.address = address.strip()
    session.add(row)
    session.flush()
    audit.record(session, by, "document.sent", document, channel=Channel.SECURE_MAIL.value)
    _wake(session)
    return row


def note_printed(
    session: Session, document: Document, recipient: str, by: Practitioner, now: datetime
) -> Dispatch:
    """Note that somebody was given the document on paper; refused as `by_secure_mail` says."""
    row = _named(document, Channel.PRINTED, recipient, by, now)
    row.state, row.sent_at = DispatchState.SENT, now
    session.add(row)
    session.flush()
    audit.record(session, by, "document.sent", document, channel=Channel.PRINTED.value)
    return row


def note_opened(session: Session, document: Document, by: Practitioner, now: datetime) -> None:
    """Keep when a reader first opened what was laid out for them."""
    session.execute(
        update(Dispatch)
        .where(
            Dispatch.document_id == document.id,
            Dispatch.practitioner_id == by.id,
            Dispatch.opened_at.is_(None),
        )
        .values(opened_at=now)
    )


def of_version(session: Session, version: MinutesVersion) -> list[Dispatch]:
    """All sendings of a version's documents, case by case, oldest first."""
    found = session.scalars(
        select(Dispatch)
        .join(Dispatch.document)
        .where(Document.minutes_version_id == version.id)
        .options(
            selectinload(Dispatch.document).selectinload(Document.case),
            selectinload(Dispatch.practitioner),
        )
        .order_by(Dispatch.created_at)
    )
    return sorted(found, key=lambda one: one.document.case.reference if one.document.case else "")


def _unsent(session: Session, version: MinutesVersion, channel: Channel) -> Iterable[Document]:
    """The version's documents that were never sent by this way."""
    sent = select(Dispatch.document_id).where(Dispatch.channel == channel)
    return session.scalars(
        select(Document)
        .where(Document.minutes_version_id == version.id, Document.id.not_in(sent))
        .options(selectinload(Document.case))
    ).all()


def _named(
    document: Document, channel: Channel, recipient: str, by: Practitioner, now: datetime
) -> Dispatch:
    if document.case is None:
        raise RuleBroken("dispatch_case")
    if not recipient.strip():
        raise RuleBroken("dispatch_recipient")
    row = _row(document, channel, now)
    row.recipient, row.by_id = recipient.strip(), by.id
    return row


def _row(
    document: Document,
    channel: Channel,
    now: datetime,
    *,
    practitioner: Practitioner | None = None,
) -> Dispatch:
    return Dispatch(
        document=document,
        channel=channel,
        practitioner=practitioner,
        created_at=now,
        next_try_at=now,
    )


def _wake(session: Session) -> None:
    session.flush()
    queue.add(session, TASK, unique_key=TASK)
