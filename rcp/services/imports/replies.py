"""Answers brought as files: a folder of messages is taken exactly as the house's mailbox is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import InboxMessage, InboxState
from rcp.mail.letterhead import Letterhead
from rcp.services.imports.report import Fault, ImportReport
from rcp.services.inbox import Inbox

_CHANGES_NOTHING = frozenset({"reply", "reply_outdated"})


def import_replies(
    session: Session,
    messages: Iterable[tuple[str, bytes]],
    letterhead: Letterhead,
    *,
    now: datetime,
) -> ImportReport:
    """Take the answers of (file name, content) pairs; taking a message again changes nothing.

    `kept` counts the messages that were understood, `changed` those that said something new.
    """
    inbox = Inbox(session, letterhead, now)
    kept = changed = 0
    faults = []
    for name, content in messages:
        row = inbox.take(content)
        is_new = row.created_at == now
        if row.state is InboxState.TAKEN or row.reason in _CHANGES_NOTHING:
            kept += 1
            changed += is_new and row.state is InboxState.TAKEN
        else:
            faults.append(Fault(None, None, _code(row), file=name))
    return ImportReport(kept, changed, tuple(faults), is_unreadable=not kept and bool(faults))


def _code(row: InboxMessage) -> str:
    """The code of the sentence that says why."""
    return row.reason if row.reason.startswith(("reply_", "invitation_")) else "reply_no_answer"
