"""Working hours bind the planning; what is wished for or avoided leads it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaSource, BusyKind, Practitioner, WeeklyTime
from rcp.domain.errors import RuleBroken
from rcp.domain.weekly import MOST, Stretch, WeeklyKind, without
from rcp.services import weekly_times
from rcp.services.planning.situation import situation
from scheduler.problem import Person
from tests import factories
from tests.factories import NOW, TODAY, Cast

DAY = 24 * 60
MONDAY, TUESDAY = 0, 1


def as_planned(session: Session, person: Practitioner, first: date = TODAY) -> Person:
    """What the engine is told about somebody in the week of a day."""
    people = situation(session, first, 1, NOW).problem.people
    return next(one for one in people if one.id == str(person.id))


def is_busy(person: Person, weekday: int, hour: float) -> bool:
    minute = weekday * DAY + int(hour * 60)
    return any(start <= minute < end for start, end in person.busy)


def test_without_hours_typed_in_those_of_the_structure_are_meant(
    session: Session, cast: Cast
) -> None:
    odile = as_planned(session, cast.odile)
    assert [is_busy(odile, MONDAY, hour) for hour in (7.5, 8, 18.5, 19)] == [
        True,
        False,
        False,
        True,
    ]


def test_hours_typed_in_bind_the_planning(session: Session, cast: Cast) -> None:
    mornings = [Stretch(MONDAY, time(7, 30), time(12))]
    weekly_times.set_hours(session, cast.odile, mornings, by=cast.odile)
    odile = as_planned(session, cast.odile)
    assert [is_busy(odile, MONDAY, hour) for hour in (7, 7.5, 11.5, 12)] == [
        *(True, False),
        *(False, True),
    ]
    assert all(is_busy(odile, TUESDAY, hour) for hour in range(24))
    claire = as_planned(session, cast.claire)
    assert not is_busy(claire, TUESDAY, 9)
    weekly_times.set_hours(session, cast.odile, [], by=cast.odile)
    assert not is_busy(as_planned(session, cast.odile), TUESDAY, 9)


def test_hours_are_those_of_the_clock_on_the_wall_where_the_person_works(
    session: Session, cast: Cast
) -> None:
    cast.odile.roles[0].organization = factories.an_organization(
        session, time_zone="Indian/Reunion"
    )
    session.flush()
    hours = [Stretch(MONDAY, time(13), time(17))]
    weekly_times.set_hours(session, cast.odile, hours, by=cast.odile)
    odile = as_planned(session, cast.odile)  # ten o'clock in winter Paris
    assert [is_busy(odile, MONDAY, hour) for hour in (9.5, 10, 13.5, 14)] == [
        *(True, False),
        *(False, True),
    ]


def test_what_is_wished_for_and_avoided_is_told_to_the_engine(session: Session, cast: Cast) -> None:
    add = weekly_times.add_preference
    me = {"by": cast.odile}
    add(session, cast.odile, WeeklyKind.WISHED, [MONDAY], time(12), time(14), **me)
    add(session, cast.odile, WeeklyKind.AVOIDED, [MONDAY, TUESDAY], time(8), time(18), **me)
    add(session, cast.odile, WeeklyKind.POSSIBLE, [TUESDAY], time(8), time(9), **me)
    odile = as_planned(session, cast.odile)
    assert odile.prefers == ((12 * 60, 14 * 60),)
    assert odile.avoids == (
        (8 * 60, 12 * 60),
        (14 * 60, 18 * 60),
        (DAY + 9 * 60, DAY + 18 * 60),
    )
    assert not is_busy(odile, MONDAY, 9)


def test_a_tentative_time_counts_unless_its_calendar_says_otherwise(
    session: Session, cast: Cast
) -> None:
    at = datetime.combine(TODAY + timedelta(days=1), time(9), tzinfo=NOW.tzinfo)
    factories.a_busy_interval(session, cast.odile, at, at + timedelta(hours=1), BusyKind.TENTATIVE)
    assert is_busy(as_planned(session, cast.odile), TUESDAY, 10)
    session.scalars(select(AgendaSource)).one().tentative_is_busy = False
    session.flush()
    assert not is_busy(as_planned(session, cast.odile), TUESDAY, 10)


def test_a_stretch_ends_after_it_begins_on_a_working_day(session: Session, cast: Cast) -> None:
    def add(days: list[int], starts: time, ends: time) -> None:
        weekly_times.add_preference(
            session, cast.odile, WeeklyKind.WISHED, days, starts, ends, by=cast.odile
        )

    for days in ([], [5], [-1]):
        with pytest.raises(RuleBroken, match="weekly_day"):
            add(days, time(8), time(9))
    with pytest.raises(RuleBroken, match="weekly_order"):
        add([MONDAY], time(9), time(9))
    for minute in range(MOST):
        add([MONDAY], time(8, minute), time(9))
    with pytest.raises(RuleBroken, match="weekly_many"):
        add([MONDAY], time(9), time(10))


def test_a_preference_is_forgotten_alone(session: Session, cast: Cast) -> None:
    weekly_times.set_hours(session, cast.odile, [Stretch(0, time(8), time(12))], by=cast.odile)
    weekly_times.add_preference(
        session, cast.odile, WeeklyKind.WISHED, [1], time(8), time(9), by=cast.odile
    )
    (wish,) = weekly_times.preferences(session, cast.odile)
    weekly_times.remove(session, wish, by=cast.odile)
    assert [one.kind for one in session.scalars(select(WeeklyTime))] == [WeeklyKind.WORKS]


def test_taking_hours_out_of_hours_leaves_what_is_around_them() -> None:
    day = Stretch(MONDAY, time(8), time(18))
    holes = [
        Stretch(MONDAY, time(7), time(9)),
        Stretch(MONDAY, time(12), time(13)),
        Stretch(MONDAY, time(17), time(20)),
        Stretch(TUESDAY, time(9), time(10)),
    ]
    left = without([day], holes)
    assert left == (
        Stretch(MONDAY, time(9), time(12)),
        Stretch(MONDAY, time(13), time(17)),
    )
    assert without([day], [day]) == ()
