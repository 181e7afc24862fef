"""An answer and what follows from it: a deputy who accepts releases the person they stand for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import Answer, Invitation, Practitioner
from rcp.mail.letterhead import Letterhead
from rcp.services import deputies, invitations


def give(
    session: Session,
    invitation: Invitation,
    given: Answer,
    letterhead: Letterhead,
    *,
    by: Practitioner | None,
    channel: str,
    now: datetime,
    sequence: int | None = None,
    stamp: datetime | None = None,
) -> bool:
    """Note an answer as `invitations.answer` does, then let a replacement follow from it."""
    taken = invitations.answer(
        session,
        invitation,
        given,
        by=by,
        channel=channel,
        now=now,
        sequence=sequence,
        stamp=stamp,
    )
    if taken:
        deputies.follow(session, invitation, letterhead, now)
    return taken
