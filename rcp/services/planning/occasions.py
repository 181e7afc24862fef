"""Which meetings must be held: the usual ones of each board, or as many as its cases need."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rcp.db.models import Board, Case, Meeting, MeetingState, Organization
from rcp.domain.calendar import (
    Cadence,
    DayDecision,
    Occurrence,
    answered,
    occurrences,
    to_utc,
)
from rcp.services.cases import minutes_for
from rcp.services.days_off import days_off
from rcp.services.planning.clock import Clock

NOTICE = timedelta(days=2)
"""Nobody is convened at shorter notice by a plan."""
FREEZE = timedelta(days=1)
"""From then on a meeting takes no more cases from a plan (lists circulate a day before)."""
CATCH_UP_WEEKS = 4
"""A meeting to catch up is looked for within so many weeks."""
STEP = 30
"""Minutes between two starts that are tried."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting to place: permitted starts and the usual one, in minutes; or one already told.

    `recovers` is the usual day, off or owed, that the meeting would catch up.
    """

    key: str
    board: Board
    starts: tuple[int, ...] = ()
    usual_start: int | None = None
    meeting: Meeting | None = None
    recovers: date | None = None


def occasions(
    boards: Sequence[Board],
    told: Mapping[Board, Sequence[Meeting]],
    waiting: Mapping[Board, Sequence[Case]],
    clock: Clock,
    now: datetime,
) -> tuple[Occasion, ...]:
    """Meetings already told to people keep their place; others are to be placed."""
    found: list[Occasion] = []
    for board in boards:
        meetings = told.get(board, ())
        found += [
            Occasion(str(meeting.id), board, meeting=meeting)
            for meeting in meetings
            if meeting.state is MeetingState.CONVENED and meeting.starts_at >= now + FREEZE
        ]
        found += _to_place(board, meetings, waiting.get(board, ()), clock, now)
    return tuple(found)


def _to_place(
    board: Board, told: Sequence[Meeting], cases: Sequence[Case], clock: Clock, now: datetime
) -> Iterator[Occasion]:
    if board.cadence is Cadence.ON_DEMAND:
        yield from _on_demand(board, told, cases, clock, now)
        return
    off = days_off(board.organization, clock.monday, clock.last_day)
    found = occurrences(board.rhythm, clock.monday, clock.last_day, off, board.decided_days)
    here = [one for one in found if clock.monday <= (one.held_on or one.day) < clock.last_day]
    for one in _unmet(here, told, board):
        days, usual = _days_for(one), _usual(one, board, clock)
        starts = permitted_starts(board, days, {} if _is_moved(one) else off, clock, now)
        if starts:
            yield Occasion(
                f"{board.code}/{one.day.isoformat()}",
                board,
                _with(starts, usual, clock, now),
                _still(usual, clock, now),
                recovers=one.day if one.skipped and not one.decided else None,
            )
    yield from _owed(board, off, clock, now)


def _unmet(
    found: Sequence[Occurrence], told: Sequence[Meeting], board: Board
) -> Iterator[Occurrence]:
    """What is due and no meeting answers yet."""
    zone = board.organization.zone
    met = answered(found, [meeting.starts_at.astimezone(zone).date() for meeting in told])
    for one in found:
        if one.day not in met and not one.is_called_off and not one.is_owed:
            yield one


def _owed(board: Board, off: Mapping[date, str], clock: Clock, now: datetime) -> Iterator[Occasion]:
    """Meetings to catch up: on any permitted day of the weeks that follow, the sooner counted."""
    for one in board.days:
        if one.decision is not DayDecision.TO_CATCH_UP or one.usual_on >= clock.last_day:
            continue
        monday = max(_week(one.usual_on), clock.monday)
        days = [monday + timedelta(days=number) for number in range(CATCH_UP_WEEKS * 7)]
        starts = permitted_starts(
            board, [day for day in days if day.weekday() < 5], off, clock, now
        )
        if starts:
            key = f"{board.code}/{one.usual_on.isoformat()}"
            yield Occasion(key, board, starts, recovers=one.usual_on)


def _days_for(one: Occurrence) -> list[date]:
    """The day that somebody chose, else the working days of the usual week."""
    if one.decided is not None and one.decided.moved_to is not None:
        return [one.decided.moved_to]
    return [_week(one.day) + timedelta(days=number) for number in range(5)]


def _is_moved(one: Occurrence) -> bool:
    return one.decided is not None and one.decided.moved_to is not None


def _usual(one: Occurrence, board: Board, clock: Clock) -> int | None:
    if one.held_on is None:
        return None
    return clock.minute(to_utc(one.held_on, board.at, board.organization.zone))


def _on_demand(
    board: Board, told: Sequence[Meeting], cases: Sequence[Case], clock: Clock, now: datetime
) -> Iterator[Occasion]:
    """As many meetings as the waiting cases need, anywhere in the horizon."""
    minutes = sum(minutes_for(case, board) for case in cases)
    needed = math.ceil(minutes / max(1, board.minutes - board.reserve_minutes))
    off = days_off(board.organization, clock.monday, clock.last_day)
    days = [clock.monday + timedelta(days=number) for number in range(clock.weeks * 7)]
    starts = permitted_starts(board, [day for day in days if day.weekday() < 5], off, clock, now)
    for number in range(len(told), needed):
        if starts:
            yield Occasion(f"{board.code}/{clock.monday.isoformat()}/{number + 1}", board, starts)


def permitted_starts(
    board: Board, days: Iterable[date], off: Mapping[date, str], clock: Clock, now: datetime
) -> tuple[int, ...]:
    """Every half-hour within opening hours on days that are not off, after the notice."""
    earliest = now + NOTICE
    found = []
    for day in days:
        if day in off:
            continue
        for at in _hours(board.organization, board.minutes):
            instant = to_utc(day, at, board.organization.zone)
            if instant >= earliest and instant + timedelta(minutes=board.minutes) <= clock.end:
                found.append(clock.minute(instant))
    return tuple(found)


def _hours(organization: Organization, minutes: int) -> Iterator[time]:
    at = organization.opens.hour * 60 + organization.opens.minute
    close = organization.closes.hour * 60 + organization.closes.minute
    while at + minutes <= close:
        yield time(at // 60, at % 60)
        at += STEP


def _with(
    starts: tuple[int, ...], usual: int | None, clock: Clock, now: datetime
) -> tuple[int, ...]:
    """The usual hour is permitted even when it lies off the half-hours."""
    kept = _still(usual, clock, now)
    return starts if kept is None else tuple(sorted({*starts, kept}))


def _still(usual: int | None, clock: Clock, now: datetime) -> int | None:
    return usual if usual is not None and clock.instant(usual) >= now + NOTICE else None


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())
