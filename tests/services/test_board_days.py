"""A board's usual days: off, moved, called off, owed; plans reckon with the same ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Board, Closure
from rcp.domain.calendar import DayDecision, Decided
from rcp.domain.errors import RuleBroken
from rcp.services import board_days
from rcp.services.days_off import days_off
from rcp.services.planning.clock import clock_from
from rcp.services.planning.occasions import Occasion, occasions
from tests.factories import NOW, TODAY, Cast, a_meeting

THURSDAY, NEXT = date(2026, 12, 3), date(2026, 12, 10)


def refused(code: str):
    return pytest.raises(RuleBroken, match=code)


@pytest.fixture
def closed(session: Session, cast: Cast) -> Board:
    """A weekly board on Thursdays, whose structure is closed on the 3rd of December."""
    cast.organization.closures.append(Closure(day=THURSDAY, reason="Travaux"))
    session.flush()
    return cast.board


def placed(board: Board, weeks: int = 4) -> dict[date | None, Occasion]:
    """What a plan made today would place, by the day of its usual start."""
    clock = clock_from(TODAY, weeks, board.organization.zone)
    found = occasions([board], {}, {}, clock, NOW)
    usual = [one.usual_start for one in found]
    days = [None if minute is None else clock.instant(minute).date() for minute in usual]
    return dict(zip(days, found, strict=True))


def starts_of(one: Occasion) -> set[date]:
    clock = clock_from(TODAY, 4, one.board.organization.zone)
    return {clock.instant(minute).date() for minute in one.starts}


def test_a_plan_looks_for_another_day_of_the_week_when_nobody_decided(closed: Board) -> None:
    (lost,) = [one for day, one in placed(closed).items() if day is None]
    assert lost.recovers == THURSDAY
    assert starts_of(lost) == {date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 4)} | {
        date(2026, 11, 30)
    }


def test_a_plan_holds_a_moved_meeting_on_its_new_day_alone_even_in_a_week_that_has_one(
    session: Session, cast: Cast, closed: Board
) -> None:
    tuesday = date(2026, 12, 8)
    moved = Decided(DayDecision.MOVED, tuesday)
    board_days.decide(session, closed, THURSDAY, moved, today=TODAY, by=cast.sami)
    found = placed(closed)
    assert starts_of(found[tuesday]) == {tuesday}
    assert NEXT in found
    assert board_days.next_day(closed, date(2026, 11, 27)) == tuesday
    meeting = a_meeting(session, closed, starts_at=datetime(2026, 12, 8, 11, 30, tzinfo=UTC))
    clock = clock_from(TODAY, 4, closed.organization.zone)
    left = occasions([closed], {closed: [meeting]}, {}, clock, NOW)
    keys = [one.key for one in left if one.meeting is None]
    assert f"{closed.code}/{THURSDAY}" not in keys
    assert f"{closed.code}/{NEXT}" in keys


def test_a_day_for_which_people_are_convened_is_not_decided_about(
    session: Session, cast: Cast
) -> None:
    meeting = a_meeting(session, cast.board)
    told = Decided(DayDecision.CALLED_OFF)
    thursday = meeting.starts_at.date()
    with refused("day_told"):
        board_days.decide(session, cast.board, thursday, told, today=TODAY, by=cast.sami)
    meeting.starts_at -= timedelta(days=1)
    (first, *_others) = board_days.usual_days(session, cast.board, TODAY)
    assert (first.occurrence.day, first.meeting) == (thursday, meeting)


@pytest.mark.parametrize("decision", [DayDecision.CALLED_OFF, DayDecision.TO_CATCH_UP])
def test_a_plan_places_what_is_owed_and_not_what_is_called_off(
    session: Session, cast: Cast, closed: Board, decision: DayDecision
) -> None:
    board_days.decide(session, closed, THURSDAY, Decided(decision), today=TODAY, by=cast.sami)
    found = placed(closed)
    if decision is DayDecision.CALLED_OFF:
        assert None not in found
        return
    assert found[None].recovers == THURSDAY
    assert max(starts_of(found[None])) > NEXT
    assert THURSDAY not in starts_of(found[None])


def test_a_meeting_found_for_an_owed_day_settles_it(
    session: Session, cast: Cast, closed: Board
) -> None:
    owed = Decided(DayDecision.TO_CATCH_UP, reason="Grève")
    board_days.decide(session, closed, THURSDAY, owed, today=TODAY, by=cast.sami)
    later = THURSDAY + timedelta(days=60)
    (first, *_others) = board_days.usual_days(session, closed, later)
    assert first.occurrence.day == THURSDAY
    board_days.note_recovered(session, closed, THURSDAY, date(2026, 12, 4), by=cast.sami)
    assert closed.decided_days[THURSDAY] == Decided(DayDecision.MOVED, date(2026, 12, 4), "Grève")
    assert board_days.usual_days(session, closed, later)[0].occurrence.day > THURSDAY
    board_days.take_back(session, closed, THURSDAY, by=cast.sami)
    assert closed.decided_days == {}


@pytest.mark.parametrize(
    ("usual_on", "moved_to", "code"),
    [
        (date(2026, 12, 2), date(2026, 12, 4), "day_not_usual"),
        (THURSDAY, None, "day_missing"),
        (THURSDAY, date(2026, 11, 20), "day_past"),
        (THURSDAY, date(2027, 1, 29), "day_too_far"),
        (THURSDAY, date(2026, 12, 25), "day_off"),
        (THURSDAY, THURSDAY, "day_off"),
        (THURSDAY, NEXT, "day_taken"),
    ],
)
def test_a_meeting_is_moved_only_to_a_near_day_that_is_free(
    session: Session, cast: Cast, closed: Board, usual_on: date, moved_to: date, code: str
) -> None:
    moved = Decided(DayDecision.MOVED, moved_to)
    with refused(code):
        board_days.decide(session, closed, usual_on, moved, today=TODAY, by=cast.sami)
    assert closed.days == []


def test_alsace_and_moselle_keep_two_days_more(cast: Cast) -> None:
    year = date(2026, 1, 1), date(2027, 1, 1)
    elsewhere = days_off(cast.organization, *year)
    cast.organization.holidays = "alsace_moselle"
    more = days_off(cast.organization, *year).keys() - elsewhere.keys()
    assert more == {date(2026, 4, 3), date(2026, 12, 26)}
