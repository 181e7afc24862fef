"""Taking a case before the meeting, and resting between two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rcp.db.models import AgendaItem, AgendaItemState, Hearing, Meeting, MeetingState, Practitioner
from rcp.domain.errors import RuleBroken
from rcp.services import audit, hearings, meetings

ASIDE = frozenset({AgendaItemState.POSTPONED, AgendaItemState.WITHDRAWN})


def call(session: Session, item: AgendaItem, by: Practitioner, now: datetime) -> Hearing:
    """Take a case before the meeting: its time runs, that of the one before ends.

    Calling it twice changes nothing. Raises RuleBroken `meeting_not_open`, `meeting_over`,
    `minutes_frozen` or `hearing_not_on_agenda`.
    """
    _require_running(session, item.meeting)
    if item.state in ASIDE:
        raise RuleBroken("hearing_not_on_agenda")
    return hearings.begin(session, item, by, now)


def rest(
    session: Session, meeting: Meeting, by: Practitioner, now: datetime, *, taken: bool
) -> None:
    """Take the break that is proposed, or go on; either way none is proposed for an hour.

    During a break no case is before the meeting. Raises RuleBroken as `call` does.
    """
    _require_running(session, meeting)
    if taken:
        hearings.end(session, meeting, by, now)
    meeting.rested_at = now
    audit.record(session, by, "meeting.rested" if taken else "meeting.went_on", meeting)


def _require_running(session: Session, meeting: Meeting) -> None:
    meetings.require_begun(session, meeting)
    if meeting.state is not MeetingState.RUNNING:
        raise RuleBroken("meeting_over")
