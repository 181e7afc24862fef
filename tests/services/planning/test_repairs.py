"""After a refusal, a meeting already told gets what it lacks, and few people are told again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItem, Attendance, Invitation, Meeting, Member, OutboxMessage, Plan
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services.cases import minutes_for
from rcp.services.planning import acceptance, run
from rcp.services.planning.picture import picture
from scheduler.facts import Code
from scheduler.plan import Plan as Answer
from scheduler.problem import Problem
from tests.factories import NOW, TODAY, Cast, a_busy_interval, a_case, a_cast, a_practitioner
from tests.services.planning.whole import solve_here

LETTERHEAD = Letterhead("rcp@quorum.example", "https://quorum.example")


@pytest.fixture
def cast(session: Session) -> Cast:
    return a_cast(session)


@pytest.fixture
def convened(session: Session, cast: Cast) -> Meeting:
    """Next week's meeting, with Claire, Odile and one case."""
    a_case(session, board=cast.board)
    first = TODAY + timedelta(days=7)
    plan = run.note_plan(session, first_day=first, weeks=1, time_limit=2, by=cast.sami, now=NOW)
    solve_here(session, plan)
    (meeting,) = acceptance.accept(session, plan, LETTERHEAD, cast.sami, NOW)
    return meeting


def a_stand_in(session: Session, cast: Cast) -> None:
    """Omar may take Odile's seat when she cannot come."""
    omar = a_practitioner(session, "Omar Benali", specialty="SM36", organization=cast.organization)
    (seat,) = (one for one in cast.board.seats if one.group_code == "oncologue")
    seat.members.append(Member(practitioner_id=omar.id, is_deputy=True))
    session.flush()


def repaired(session: Session, cast: Cast, meeting: Meeting) -> Plan:
    """The plan that the job would propose."""
    plan = run.note_repair(session, meeting, cast.sami, NOW)
    problem, answer = run.answer_to(Problem.model_validate(plan.problem), seconds=2)
    plan.problem = problem.model_dump(mode="json", exclude_defaults=True)
    plan.answer = answer.model_dump(mode="json", exclude_none=True)
    plan.state = plan.state.PROPOSED
    session.flush()
    return plan


def refuse(session: Session, meeting: Meeting, who: object) -> None:
    (one,) = (one for one in meeting.attendances if one.practitioner is who)
    one.presence = Presence.EXCUSED
    session.flush()


def letters(session: Session) -> int:
    return len(session.scalars(select(OutboxMessage)).all())


def names(meeting: Meeting) -> set[str]:
    return {
        one.practitioner.name for one in meeting.attendances if one.presence is Presence.EXPECTED
    }


def test_who_refuses_is_replaced_and_only_the_stand_in_is_told(
    session: Session, cast: Cast, convened: Meeting
) -> None:
    a_stand_in(session, cast)
    refuse(session, convened, cast.odile)
    before, told = convened.starts_at, letters(session)
    plan = repaired(session, cast, convened)
    (change,) = Answer.model_validate(plan.answer).changes
    assert change.code is Code.INVITATION_ADDED
    assert picture(session, plan).changes == (change,)
    acceptance.accept(session, plan, LETTERHEAD, cast.sami, NOW)
    assert convened.starts_at == before
    assert names(convened) == {"Claire Vasseur", "Omar Benali"}
    assert letters(session) == told + 1


def test_who_is_suddenly_away_makes_the_meeting_move_when_nobody_stands_in(
    session: Session, cast: Cast, convened: Meeting
) -> None:
    before, told = convened.starts_at, letters(session)
    a_busy_interval(session, cast.odile, before, before + timedelta(hours=1))
    plan = repaired(session, cast, convened)
    codes = [change.code for change in Answer.model_validate(plan.answer).changes]
    assert codes == [Code.MEETING_MOVED, Code.INVITATION_CHANGED, Code.INVITATION_CHANGED]
    acceptance.accept(session, plan, LETTERHEAD, cast.sami, NOW)
    assert convened.starts_at != before
    assert names(convened) == {"Claire Vasseur", "Odile Marchal"}
    assert letters(session) == told + 2
    assert session.scalars(select(AgendaItem.meeting_id)).all() == [convened.id]
    assert len(session.scalars(select(Meeting)).all()) == 1


def test_who_is_away_is_released_when_somebody_stands_in(
    session: Session, cast: Cast, convened: Meeting
) -> None:
    a_stand_in(session, cast)
    before, told = convened.starts_at, letters(session)
    a_busy_interval(session, cast.odile, before, before + timedelta(hours=1))
    acceptance.accept(session, repaired(session, cast, convened), LETTERHEAD, cast.sami, NOW)
    assert convened.starts_at == before
    assert names(convened) == {"Claire Vasseur", "Omar Benali"}
    assert letters(session) == told + 2
    invited = session.scalars(select(Invitation.practitioner_id)).all()
    assert len(invited) == len(set(invited)) == 3


def test_a_meeting_that_nothing_can_save_keeps_its_hour_and_says_what_lacks(
    session: Session, cast: Cast, convened: Meeting
) -> None:
    before, told = convened.starts_at, letters(session)
    a_busy_interval(session, cast.odile, NOW, NOW + timedelta(days=30))
    plan = repaired(session, cast, convened)
    answer = Answer.model_validate(plan.answer)
    assert answer.unplaced == ()
    facts = {fact.code for gap in answer.gaps if gap.mandatory for fact in gap.reasons}
    assert Code.CANDIDATE_BUSY in facts
    acceptance.accept(session, plan, LETTERHEAD, cast.sami, NOW)
    assert convened.starts_at == before
    assert names(convened) == {"Claire Vasseur"}
    assert letters(session) == told + 1


def test_a_case_that_came_since_joins_the_repaired_meeting_and_an_urgent_one_goes_first(
    session: Session, cast: Cast, convened: Meeting
) -> None:
    late = a_case(session, board=cast.board)
    convened.board.reserve_minutes = 0
    (item,) = session.scalars(select(AgendaItem)).all()
    item.minutes = cast.board.minutes - minutes_for(late, cast.board)
    urgent = a_case(session, board=cast.board, is_urgent=True)
    plan = repaired(session, cast, convened)
    shown = picture(session, plan)
    assert [case for case, _meeting in shown.newly_heard] == [urgent]
    assert [left.case for left in shown.undiscussed] == [late]
    acceptance.accept(session, plan, LETTERHEAD, cast.sami, NOW)
    heard = session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
    assert [one.case for one in heard] == [item.case, urgent]


def test_a_meeting_of_tomorrow_morning_is_not_repaired_by_a_plan(
    session: Session, cast: Cast, convened: Meeting
) -> None:
    with pytest.raises(RuleBroken) as refused:
        run.note_repair(session, convened, cast.sami, convened.starts_at - timedelta(hours=20))
    assert refused.value.code == "meeting_too_soon"
    assert session.scalars(select(Attendance)).all()
