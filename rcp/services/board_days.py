"""What becomes of a board's usual days: called off, moved to another day, to be caught up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Board, BoardDay, Meeting, MeetingState, Practitioner
from rcp.domain.calendar import (
    DayDecision,
    Decided,
    Occurrence,
    answered,
    is_usual,
    local_day_bounds,
    near_days,
    occurrences,
)
from rcp.domain.errors import RuleBroken
from rcp.services import audit, board_history
from rcp.services.days_off import days_off

WEEKS = 13
"""How far ahead usual days are shown and decided about."""
FARTHEST = timedelta(days=45)
"""A meeting is moved so far at most: beyond, it is another meeting."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class UsualDay:
    """A usual day, the meeting that stands for it if people were told, and days as near."""

    occurrence: Occurrence
    meeting: Meeting | None
    near: tuple[date, ...]


def coming(board: Board, today: date, weeks: int = WEEKS) -> tuple[Occurrence, ...]:
    """The usual days of the coming weeks, with those off and what was decided about each."""
    end = today + timedelta(weeks=weeks)
    off = days_off(board.organization, today, end)
    return occurrences(board.rhythm, today, end, off, board.decided_days)


def next_day(board: Board, today: date) -> date | None:
    """The next day on which the board is to meet."""
    held = (one.held_on for one in coming(board, today))
    return min((day for day in held if day is not None and day >= today), default=None)


def usual_days(session: Session, board: Board, today: date) -> list[UsualDay]:
    """Meetings still owed, then the usual days of the coming weeks, with their meetings."""
    ahead = coming(board, today)
    listed = [*_owed_before(board, today), *ahead]
    told = _told(session, board, [one.held_on or one.day for one in listed])
    met = answered(listed, told)
    off = days_off(board.organization, today, today + timedelta(weeks=WEEKS))
    taken = {*off, *told, *(one.held_on for one in ahead if one.held_on), today}
    return [
        UsualDay(one, told.get(met.get(one.day, date.min)), _near(one, taken, today))
        for one in listed
    ]


def decide(
    session: Session,
    board: Board,
    usual_on: date,
    decided: Decided,
    *,
    today: date,
    by: Practitioner | None,
) -> None:
    """Call a usual day off, move its meeting, or leave it to be caught up.

    Raises RuleBroken `day_not_usual`, `day_reason_long`, `day_told` (fact: the meeting's reference)
    while a meeting is convened for it, and for the new day `day_missing`,
    `day_past`, `day_too_far` (fact: days), `day_off` (fact: reason) or `day_taken`.
    """
    _require_sound(board, usual_on, decided)
    _require_untold(session, board, usual_on)
    if decided.decision is DayDecision.MOVED:
        _require_free(board, usual_on, decided.moved_to, today)
    elif decided.moved_to is not None:
        raise ValueError("only a meeting that is moved has a new day")
    _write(session, board, usual_on, decided, by)


def take_back(session: Session, board: Board, usual_on: date, *, by: Practitioner | None) -> None:
    """Forget what was decided about a day."""
    for row in [one for one in board.days if one.usual_on == usual_on]:
        board.days.remove(row)
        audit.record(session, by, "board.day_restored", board, day=usual_on.isoformat())
    board_history.keep(session, board, by)


def replace_all(
    session: Session, board: Board, wanted: Mapping[date, BoardDay], *, by: Practitioner | None
) -> bool:
    """Have exactly these decisions, by usual day, as a file tells them; whether any changed.

    Raises RuleBroken `day_not_usual`, `day_reason_long` or `day_too_far`.
    """
    for day, row in wanted.items():
        _require_sound(board, day, row.decided)
    known = board.decided_days
    changed = [day for day, row in wanted.items() if known.get(day) != row.decided]
    for day in known.keys() - wanted.keys():
        take_back(session, board, day, by=by)
    for day in changed:
        _write(session, board, day, wanted[day].decided, by)
    return bool(changed or known.keys() - wanted.keys())


def note_recovered(
    session: Session, board: Board, usual_on: date, day: date, *, by: Practitioner | None
) -> None:
    """A meeting was convened for a usual day that was off or owed."""
    known = board.decided_days.get(usual_on)
    reason = known.reason if known else ""
    _write(session, board, usual_on, Decided(DayDecision.MOVED, day, reason), by)


def _write(
    session: Session, board: Board, usual_on: date, decided: Decided, by: Practitioner | None
) -> None:
    row = next((one for one in board.days if one.usual_on == usual_on), None)
    if row is None:
        row = BoardDay(usual_on=usual_on)
        board.days.append(row)
    row.decision, row.moved_to = decided.decision, decided.moved_to
    row.reason, row.by = decided.reason.strip(), by
    session.flush()
    facts = {"day": usual_on.isoformat(), "decision": decided.decision.value}
    audit.record(session, by, "board.day_decided", board, **facts)
    board_history.keep(session, board, by)


def _require_sound(board: Board, usual_on: date, decided: Decided) -> None:
    if not is_usual(board.rhythm, usual_on):
        raise RuleBroken("day_not_usual", day=usual_on.isoformat())
    if len(decided.reason) > LONGEST_REASON:
        raise RuleBroken("day_reason_long", maximum=LONGEST_REASON)
    if decided.moved_to is not None and abs(decided.moved_to - usual_on) > FARTHEST:
        raise RuleBroken("day_too_far", days=FARTHEST.days)


def _require_free(board: Board, usual_on: date, day: date | None, today: date) -> None:
    if day is None:
        raise RuleBroken("day_missing")
    if day < today:
        raise RuleBroken("day_past")
    off = days_off(board.organization, day, day + timedelta(days=1))
    if day in off:
        raise RuleBroken("day_off", reason=off[day])
    others = {key: one for key, one in board.decided_days.items() if key != usual_on}
    after = day + timedelta(days=1)
    held = (one for one in occurrences(board.rhythm, day, after, {}, others) if one.day != usual_on)
    if any(one.held_on == day for one in held):
        raise RuleBroken("day_taken")


def _require_untold(session: Session, board: Board, usual_on: date) -> None:
    """People who were convened are told by moving or cancelling the meeting, not its usual day."""
    meeting = _told(session, board, [usual_on]).get(usual_on)
    if meeting is not None:
        raise RuleBroken("day_told", reference=meeting.reference)


def _owed_before(board: Board, today: date) -> list[Occurrence]:
    return [
        Occurrence(one.usual_on, None, one.decided)
        for one in board.days
        if one.decision is DayDecision.TO_CATCH_UP and one.usual_on < today
    ]


def _told(session: Session, board: Board, days: Sequence[date]) -> dict[date, Meeting]:
    """The board's meetings of these days' weeks, by local day, that were not cancelled."""
    if not days:
        return {}
    zone, week = board.organization.zone, timedelta(days=6)
    rows = session.scalars(
        select(Meeting).where(
            Meeting.board_id == board.id,
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at >= local_day_bounds(min(days) - week, zone)[0],
            Meeting.starts_at < local_day_bounds(max(days) + week, zone)[1],
        )
    )
    return {row.starts_at.astimezone(zone).date(): row for row in rows}


def _near(one: Occurrence, taken: Collection[date], today: date) -> tuple[date, ...]:
    """Days to propose for a meeting that is not held on its own."""
    found = near_days(max(one.day, today), taken, most=12)
    return tuple(day for day in found if day > today)[:6]
