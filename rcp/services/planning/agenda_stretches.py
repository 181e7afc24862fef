"""Who is asked for the whole meeting and needed for a part of it, as its agenda now stands."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rcp.db.models import AgendaItem, Attendance, Meeting, Practitioner
from rcp.domain.agenda import Slot
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meetings
from rcp.services.planning.agenda_order import AWAY, Stretch, whole_stretches

STEP = timedelta(minutes=5)
WORTH_IT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Shortening:
    """Somebody, and the part of the meeting to ask them for instead of what they are asked for."""

    attendance: Attendance
    stretch: Stretch


def shortenings(
    meeting: Meeting, items: Sequence[AgendaItem], slots: Mapping[uuid.UUID, Slot]
) -> list[Shortening]:
    """Whom to ask for a part instead of all of it, or for another part that holds their cases.

    Parts are widened to five minutes. Only who would spare a quarter of an hour beside those who
    stay longest is asked again: answers given for other hours no longer count. Whoever was asked
    for a part that holds all their cases keeps it, and so does whoever has no case of their own.
    """
    needed = whole_stretches(meeting, items, slots)
    shared = _shared(needed.values())
    found = []
    for one in meeting.attendances:
        stretch = needed.get(one.practitioner_id)
        is_spared = stretch and one.presence not in AWAY and _spares(stretch, shared)
        wide = _widened(stretch, meeting) if stretch and is_spared else None
        if wide is not None and not _suits(one, wide):
            found.append(Shortening(one, wide))
    return found


def ask_for_them(
    session: Session,
    meeting: Meeting,
    letterhead: Letterhead,
    *,
    by: Practitioner,
    now: datetime,
) -> int:
    """Ask each for the part of the meeting that needs them and tell them; returns how many.

    Raises RuleBroken `meeting_not_convened`.
    """
    items = meetings.agenda(session, meeting)
    found = shortenings(meeting, items, meetings.planned_times(meeting, items))
    for one in found:
        meetings.ask_for_stretch(session, one.attendance, one.stretch.starts, one.stretch.ends, by)
    if found:
        invitations.tell(session, meeting, letterhead, by, now)
    return len(found)


def _shared(needed: Collection[Stretch]) -> Stretch | None:
    """From when the first is needed until the last is no more."""
    if not needed:
        return None
    return Stretch(min(one.starts for one in needed), max(one.ends for one in needed))


def _spares(one: Stretch, shared: Stretch | None) -> bool:
    return shared is not None and (
        (shared.ends - shared.starts) - (one.ends - one.starts) >= WORTH_IT
    )


def _suits(one: Attendance, needed: Stretch) -> bool:
    """Whether what somebody is asked for holds their cases without being all of the meeting."""
    starts, ends = one.stretch
    return one.is_partial and starts <= needed.starts and needed.ends <= ends


def _widened(stretch: Stretch, meeting: Meeting) -> Stretch | None:
    """The part in whole steps within the meeting; None when there is nothing to shorten."""
    before = (stretch.starts - meeting.starts_at) // STEP
    after = -((meeting.starts_at - stretch.ends) // STEP)
    starts = meeting.starts_at + before * STEP
    ends = min(meeting.starts_at + after * STEP, meeting.ends_at)
    is_part = starts < ends and (starts, ends) != (meeting.starts_at, meeting.ends_at)
    return Stretch(starts, ends) if is_part else None
