"""Which meetings must be held: the usual ones of each board, or as many as its cases need."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rcp.db.models import Board, Case, Meeting, MeetingState, Organization
from rcp.domain.calendar import Cadence, occurrences, to_utc
from rcp.services.cases import minutes_for
from rcp.services.days_off import days_off
from rcp.services.planning.clock import Clock

NOTICE = timedelta(days=2)
"""Nobody is convened at shorter notice by a plan."""
FREEZE = timedelta(days=1)
"""From then on a meeting takes no more cases from a plan (lists circulate a day before)."""
STEP = 30
"""Minutes between two starts that are tried."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting to place: permitted starts and the usual one, in minutes; or one already told."""

    key: str
    board: Board
    starts: tuple[int, ...] = ()
    usual_start: int | None = None
    meeting: Meeting | None = None


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
    zone = board.organization.zone
    taken = {_week(meeting.starts_at.astimezone(zone).date()) for meeting in told}
    off = days_off(board.organization, clock.monday, clock.last_day)
    for one in occurrences(board.rhythm, clock.monday, clock.last_day, off):
        if _week(one.day) in taken:
            continue
        days = [_week(one.day) + timedelta(days=number) for number in range(5)]
        usual = None if one.skipped else clock.minute(to_utc(one.day, board.at, zone))
        starts = permitted_starts(board, days, off, clock, now)
        if starts:
            key = f"{board.code}/{one.day.isoformat()}"
            yield Occasion(key, board, _with(starts, usual, clock, now), _still(usual, clock, now))


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
