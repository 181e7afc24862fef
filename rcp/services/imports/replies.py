"""Answers that people sent from their own calendars, taken from messages as they arrived.

An answer is matched on the invitation's UID, never on words or times, and counts only if it comes
from the person invited. What cannot be taken is named, with the reason, for a human being.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.calendars.people import PartStat
from rcp.calendars.replies import Answer, NotAnAnswer, answer_in
from rcp.db.models import Answer as Given
from rcp.db.models import Invitation
from rcp.domain.errors import RuleBroken
from rcp.services import invitations
from rcp.services.imports.report import Fault, ImportReport

CHANNEL = "reply"
HOME = ZoneInfo("Europe/Paris")
MEANINGS = {
    PartStat.ACCEPTED: Given.ACCEPTED,
    PartStat.TENTATIVE: Given.TENTATIVE,
    PartStat.DECLINED: Given.DECLINED,
}


class _Refused(Exception):
    """A message that is left to a human being; carries the code that says why."""


def import_replies(
    session: Session, messages: Iterable[tuple[str, bytes]], *, now: datetime
) -> ImportReport:
    """Take the answers of (file name, content) pairs; taking a message again changes nothing.

    `kept` counts the answers read, `changed` those that said something new.
    """
    kept = changed = 0
    faults = []
    for name, content in messages:
        try:
            taken = _take(session, content, now)
        except _Refused as refused:
            faults.append(Fault(None, None, str(refused), file=name))
            continue
        kept += 1
        changed += taken
    return ImportReport(kept, changed, tuple(faults), is_unreadable=not kept and bool(faults))


def _take(session: Session, content: bytes, now: datetime) -> bool:
    said = answer_in(content, home=HOME)
    if isinstance(said, NotAnAnswer):
        raise _Refused("reply_no_answer")
    invitation = _invitation(session, said)
    given = MEANINGS.get(said.partstat)
    if given is None:
        raise _Refused("reply_delegated" if said.delegated_to else "reply_not_understood")
    try:
        return invitations.answer(
            session,
            invitation,
            given,
            by=None,
            channel=CHANNEL,
            now=now,
            sequence=said.sequence,
            stamp=said.stamp,
        )
    except RuleBroken as broken:
        raise _Refused(broken.code) from broken


def _invitation(session: Session, said: Answer) -> Invitation:
    """The invitation that is answered, if the one invited wrote the message."""
    found = session.scalars(select(Invitation).where(Invitation.uid == said.uid)).first()
    if found is None:
        raise _Refused("reply_unknown")
    invited = found.practitioner.email.lower()
    if said.attendee != invited or said.sender not in (invited, ""):
        raise _Refused("reply_stranger")
    if said.is_counter:
        raise _Refused("reply_counter")
    return found
