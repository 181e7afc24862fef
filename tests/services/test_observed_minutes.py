"""The minutes that the room's clock measured, beside those a board foresees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItemState, Board, Hearing, Meeting
from rcp.domain.case import CaseClass
from rcp.domain.errors import RuleBroken
from rcp.services import observed_minutes
from rcp.services.observed_minutes import Observed
from tests.factories import NOW, Cast, a_case, a_meeting, an_agenda_item

LATER = NOW + timedelta(days=30)
DISCUSSED = AgendaItemState.DISCUSSED


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    return a_meeting(session, cast.board)


def a_heard_case(
    session: Session,
    cast: Cast,
    meeting: Meeting,
    *minutes: int,
    state: AgendaItemState = DISCUSSED,
    **case: object,
) -> None:
    """A case heard in stretches of these minutes."""
    item = an_agenda_item(session, meeting, a_case(session, meeting.board, **case), state=state)
    for one in minutes:
        ends = meeting.starts_at + timedelta(minutes=one)
        session.add(
            Hearing(item=item, starts_at=meeting.starts_at, ends_at=ends, begun_by=cast.sami)
        )
    session.flush()


def seen(session: Session, board: Board) -> dict[CaseClass, Observed]:
    return observed_minutes.observed(session, board, LATER)


def test_each_class_that_is_heard_often_has_its_own_median(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    for minutes in ((8,), (9,), (4, 6), (11,), (200,)):
        a_heard_case(session, cast, meeting, *minutes, case_class=CaseClass.STANDARD)
    for _ in range(4):
        a_heard_case(session, cast, meeting, 20, case_class=CaseClass.COMPLEX)
    assert seen(session, cast.board) == {CaseClass.STANDARD: Observed(minutes=10, cases=5)}


def test_postponed_cases_other_boards_and_last_year_do_not_count(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    for _ in range(4):
        a_heard_case(session, cast, meeting, 8)
    a_heard_case(session, cast, meeting, 8, state=AgendaItemState.POSTPONED)
    a_heard_case(session, cast, a_meeting(session), 8)
    old = a_meeting(session, cast.board, starts_at=NOW - timedelta(days=400))
    a_heard_case(session, cast, old, 8)
    assert not seen(session, cast.board)


def test_a_board_takes_them_over_when_it_is_told_to_and_not_before(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    before = dict(cast.board.minutes_per_case)
    for _ in range(5):
        a_heard_case(session, cast, meeting, 9, case_class=CaseClass.STANDARD)
    found = seen(session, cast.board)
    assert cast.board.minutes_per_case == before
    assert observed_minutes.differing(cast.board, found) == {CaseClass.STANDARD: 9}
    assert observed_minutes.take_over(session, cast.board, cast.sami, LATER)
    assert cast.board.minutes_per_case == {**before, "standard": 9}
    assert not observed_minutes.differing(cast.board, found)
    assert not observed_minutes.take_over(session, cast.board, cast.sami, LATER)


def test_a_case_is_never_foreseen_for_longer_than_a_meeting(
    session: Session, cast: Cast, meeting: Meeting
) -> None:
    for _ in range(5):
        a_heard_case(session, cast, meeting, cast.board.minutes + 1)
    with pytest.raises(RuleBroken, match="minutes_range"):
        observed_minutes.take_over(session, cast.board, cast.sami, LATER)
