"""Where a meeting under way stands in time: the case before it, those still to come."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rcp.db.models import Hearing, Meeting, MeetingState
from rcp.domain.agenda import expected_starts, is_break_due
from rcp.services import hearings
from rcp.web.meetings.pages import Line, current_line, next_line


@dataclass(frozen=True, slots=True)
class Clock:
    """The case that is heard, for how long, and when each other one may come.

    `shown` is the case heard last, which stays in sight until another is taken. `since` counts
    earlier stretches of the same case in; `expected` and `lasted` are by the item's id.
    """

    heard: Line | None
    shown: Line | None
    upcoming: Line | None
    since: datetime | None
    until: datetime | None
    minutes: int
    expected: Mapping[uuid.UUID, datetime]
    lasted: Mapping[uuid.UUID, int]
    needs_break: bool


def clock_of(
    session: Session, meeting: Meeting, lines: Sequence[Line], asked: str, now: datetime
) -> Clock:
    """The clock of a meeting; `asked` is the id of the case that the screen shows."""
    found = hearings.of_meeting(session, meeting)
    heard, shown = _line(lines, hearings.running(found)), _line(lines, found[-1] if found else None)
    told = hearings.lasted(found, now)
    spent = told.get(heard.id, timedelta()) if heard else timedelta()
    is_running = meeting.state is MeetingState.RUNNING
    return Clock(
        heard=heard,
        shown=heard or shown,
        upcoming=_upcoming(lines, heard, asked) if is_running else None,
        since=now - spent if heard else None,
        until=now - spent + timedelta(minutes=heard.item.minutes) if heard else None,
        minutes=int(spent.total_seconds() // 60),
        expected=_expected(lines, hearings.running(found), now) if is_running else {},
        lasted={item: math.ceil(one.total_seconds() / 60) for item, one in told.items()},
        needs_break=_needs_break(meeting, lines, now),
    )


def _line(lines: Sequence[Line], hearing: Hearing | None) -> Line | None:
    if hearing is None:
        return None
    return next((line for line in lines if line.id == hearing.item_id), None)


def _upcoming(lines: Sequence[Line], heard: Line | None, asked: str) -> Line | None:
    """The case to take next: the one in sight as long as none is heard."""
    if heard is not None:
        return next_line(lines, heard)
    current = current_line(lines, asked)
    return current if current and current.is_to_hear else next_line(lines, current)


def _expected(
    lines: Sequence[Line], running: Hearing | None, now: datetime
) -> dict[uuid.UUID, datetime]:
    to_hear = [(str(line.id), line.item.minutes) for line in lines if line.is_to_hear]
    begun = (str(running.item_id), running.starts_at) if running else None
    return {uuid.UUID(item): at for item, at in expected_starts(now, to_hear, begun).items()}


def _needs_break(meeting: Meeting, lines: Sequence[Line], now: datetime) -> bool:
    if meeting.state is not MeetingState.RUNNING or meeting.opened_at is None:
        return False
    has_more = any(line.is_to_hear for line in lines)
    return has_more and is_break_due(meeting.opened_at, meeting.rested_at, now)
