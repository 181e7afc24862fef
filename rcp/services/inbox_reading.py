"""Reading the house's mailbox: each message in a transaction of its own, moved once it is noted.

Killed anywhere, the reading may begin again: a message noted is known by its UID and by its
fingerprint, and is only moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from rcp.calendars.replies import MAX_MESSAGE_BYTES
from rcp.db.models import InboxMessage, InboxState
from rcp.mail.imap import BoxFault, BoxUnreadable, ImapBox, OpenBox
from rcp.mail.letterhead import Letterhead
from rcp.services import inbox_standing
from rcp.services.inbox import Inbox, Place

FOLDERS = {
    InboxState.TAKEN: "Quorum-traites",
    InboxState.IGNORED: "Quorum-ignores",
    InboxState.TO_SEE: "Quorum-a-voir",
    InboxState.SEEN: "Quorum-a-voir",
}
"""Where messages go once they are noted; in ASCII, which every server takes."""
_BEGINNING = 64 * 1024
_log = structlog.get_logger()


def read_box(
    sessions: sessionmaker[Session],
    box: ImapBox,
    letterhead: Letterhead,
    now: Callable[[], datetime],
    *,
    trusted_server: str = "",
) -> Counter[InboxState]:
    """Take every message of the mailbox's folder; how many of each kind.

    What came of it is noted. Raises BoxUnreadable.
    """
    found: Counter[InboxState] = Counter()
    try:
        with box.opened() as opened:
            for uid in opened.uids():
                reader = _Reader(sessions, letterhead, now(), trusted_server)
                state = reader.noted(opened, uid)
                if state is not None:
                    found[state] += 1
                    opened.settle(uid, FOLDERS[state])
    except BoxUnreadable as failure:
        _note(sessions, now(), failure.code)
        raise
    _note(sessions, now())
    return found


def _note(sessions: sessionmaker[Session], now: datetime, fault: BoxFault | None = None) -> None:
    with suppress(IntegrityError), sessions.begin() as session:  # another reader noted it first
        inbox_standing.note(session, now, fault)


class _Reader:
    """Takes one message, whatever it holds."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        letterhead: Letterhead,
        now: datetime,
        trusted_server: str,
    ) -> None:
        self._sessions, self._letterhead = sessions, letterhead
        self._now, self._trusted_server = now, trusted_server

    def noted(self, opened: OpenBox, uid: int) -> InboxState | None:
        """What a message is, now or since an earlier reading; None if it is gone."""
        place = Place(opened.name, uid)
        known = self._known(place)
        if known is not None:
            return known
        size = opened.size_of(uid)
        is_whole = size <= MAX_MESSAGE_BYTES
        limit = MAX_MESSAGE_BYTES if is_whole else _BEGINNING
        content = opened.content_of(uid, limit=limit) if size else b""
        return self._taken(content, place, is_whole=is_whole) if content else None

    def _known(self, place: Place) -> InboxState | None:
        with self._sessions() as session:
            asked = select(InboxMessage.state).where(
                InboxMessage.box == place.box, InboxMessage.uid == place.uid
            )
            return session.scalars(asked).first()

    def _taken(self, content: bytes, place: Place, *, is_whole: bool) -> InboxState | None:
        try:
            with self._sessions.begin() as session:
                return self._inbox(session).take(content, place, is_whole=is_whole).state
        except IntegrityError:
            return None  # another reader takes it at this moment
        except DBAPIError:
            raise
        except Exception as fault:  # one odd message never stops the others: a human sees it
            _log.error("mail.unforeseen", kind=type(fault).__name__, uid=place.uid)
        with self._sessions.begin() as session:
            return self._inbox(session).set_aside(content, "mail_unforeseen", place).state

    def _inbox(self, session: Session) -> Inbox:
        return Inbox(session, self._letterhead, self._now, self._trusted_server)
