"""How long each case is really before its meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItem
from rcp.domain.case import PostponeCause
from rcp.domain.errors import RuleBroken
from rcp.services import calling, hearings, meetings, opinions
from tests import factories
from tests.factories import NOW, Cast
from tests.services.held import (
    Held,
    a_draft,
    a_held_meeting,
    a_planned_case,
    everybody_comes,
    signed,
)


@pytest.fixture
def held(session: Session, cast: Cast) -> Held:
    """A meeting under way."""
    return a_held_meeting(session, cast)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def one_more(session: Session, held: Held, cast: Cast, position: int = 2) -> AgendaItem:
    case = a_planned_case(session, cast)
    item = factories.an_agenda_item(session, held.meeting, case, position=position)
    meetings.cases.call(session, held.meeting, cast.sami)
    return item


def told(session: Session, held: Held) -> list[tuple[AgendaItem, float, float | None]]:
    """The stretches: the case, the minutes after NOW of its beginning and end."""
    return [
        (one.item, minutes(one.starts_at), minutes(one.ends_at) if one.ends_at else None)
        for one in hearings.of_meeting(session, held.meeting)
    ]


def minutes(moment: datetime) -> float:
    return (moment - NOW).total_seconds() / 60


def test_a_case_is_heard_until_the_next_one_is_taken_and_again_if_taken_again(
    session: Session, held: Held, cast: Cast
) -> None:
    second = one_more(session, held, cast)
    calling.call(session, held.item, cast.claire, NOW)
    calling.call(session, held.item, cast.sami, after(1))
    calling.call(session, second, cast.sami, after(7))
    calling.call(session, held.item, cast.claire, after(10))
    assert told(session, held) == [(held.item, 0, 7), (second, 7, 10), (held.item, 10, None)]
    found = hearings.of_meeting(session, held.meeting)
    assert (found[0].begun_by, found[0].ended_by) == (cast.claire, cast.sami)
    assert hearings.lasted(found, after(12)) == {
        held.item.id: timedelta(minutes=9),
        second.id: timedelta(minutes=3),
    }


def test_the_opinion_or_the_postponement_of_a_case_ends_its_time_and_no_other(
    session: Session, held: Held, cast: Cast
) -> None:
    second, third = one_more(session, held, cast), one_more(session, held, cast, position=3)
    everybody_comes(session, held, cast)
    calling.call(session, held.item, cast.sami, NOW)
    opinions.record_opinion(session, held.item, a_draft(), cast.sami, after(4))
    calling.call(session, second, cast.sami, after(5))
    meetings.carry_over(session, third, PostponeCause.IMAGING, cast.sami, after(6))
    meetings.carry_over(session, second, PostponeCause.TIME, cast.sami, after(8))
    assert told(session, held) == [(held.item, 0, 4), (second, 5, 8)]


def test_a_break_and_the_end_of_the_meeting_end_the_time_of_the_case(
    session: Session, held: Held, cast: Cast
) -> None:
    calling.call(session, held.item, cast.sami, NOW)
    calling.rest(session, held.meeting, cast.sami, after(61), taken=True)
    calling.call(session, held.item, cast.sami, after(70))
    calling.rest(session, held.meeting, cast.sami, after(135), taken=False)
    meetings.close_meeting(session, held.meeting, cast.sami, after(140))
    assert told(session, held) == [(held.item, 0, 61), (held.item, 70, 140)]
    assert held.meeting.rested_at == after(135)


def test_no_case_is_taken_that_the_meeting_does_not_hear(
    session: Session, held: Held, cast: Cast
) -> None:
    meeting = factories.a_meeting(session, cast.board)
    early = factories.an_agenda_item(session, meeting, a_planned_case(session, cast))
    with pytest.raises(RuleBroken, match="meeting_not_open"):
        calling.call(session, early, cast.sami, NOW)
    meetings.carry_over(session, held.item, PostponeCause.TIME, cast.sami, NOW)
    with pytest.raises(RuleBroken, match="hearing_not_on_agenda"):
        calling.call(session, held.item, cast.sami, NOW)
    meetings.close_meeting(session, held.meeting, cast.sami, NOW)
    with pytest.raises(RuleBroken, match="meeting_over"):
        calling.rest(session, held.meeting, cast.sami, NOW, taken=True)


def test_once_the_minutes_are_signed_no_time_changes(
    session: Session, held: Held, cast: Cast
) -> None:
    signed(session, held, cast)
    with pytest.raises(RuleBroken, match="minutes_frozen"):
        calling.call(session, held.item, cast.sami, after(60))
