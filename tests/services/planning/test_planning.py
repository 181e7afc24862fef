"""From boards, agendas and waiting cases to convened meetings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import (
    AgendaItem,
    Attendance,
    Case,
    Closure,
    Invitation,
    Meeting,
    Member,
    OutboxMessage,
    PatientNotice,
    Plan,
)
from rcp.domain.calendar import Cadence, to_utc
from rcp.domain.case import CaseState
from rcp.domain.errors import NotAllowed, RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services.meetings import agenda
from rcp.services.planning import acceptance, run
from rcp.services.planning.hours import merged
from rcp.services.planning.picture import picture
from rcp.services.planning.situation import situation
from tests.factories import (
    NOW,
    TODAY,
    Cast,
    a_busy_interval,
    a_case,
    a_cast,
    a_practitioner,
    a_room,
    an_organization,
)
from tests.services.planning.whole import solve_here

PARIS = ZoneInfo("Europe/Paris")
LETTERHEAD = Letterhead("rcp@quorum.example", "https://quorum.example")


@pytest.fixture
def cast(session: Session) -> Cast:
    return a_cast(session)


def planned(session: Session, cast: Cast, weeks: int = 2, first_day: date = TODAY) -> Plan:
    plan = run.note_plan(
        session, first_day=first_day, weeks=weeks, time_limit=2, by=cast.sami, now=NOW
    )
    solve_here(session, plan)
    return plan


def accepted(session: Session, cast: Cast, plan: Plan) -> list[Meeting]:
    return acceptance.accept(session, plan, LETTERHEAD, cast.sami, NOW)


def test_a_weekly_board_gets_one_meeting_a_week_at_its_usual_hour(
    session: Session, cast: Cast
) -> None:
    plan = planned(session, cast, weeks=3, first_day=TODAY + timedelta(days=7))
    meetings = accepted(session, cast, plan)
    usual = [meeting.starts_at.astimezone(PARIS) for meeting in meetings]
    assert [one.weekday() for one in usual] == [cast.board.weekday] * 3
    assert {one.time() for one in usual} == {cast.board.at}


def test_a_busy_oncologist_moves_the_meeting_rather_than_missing_it(
    session: Session, cast: Cast
) -> None:
    first = TODAY + timedelta(days=7)
    day = first + timedelta(days=(cast.board.weekday - first.weekday()) % 7)
    starts = to_utc(day, time(8), PARIS)
    a_busy_interval(session, cast.odile, starts, starts + timedelta(hours=11))
    (meeting,) = accepted(session, cast, planned(session, cast, weeks=1, first_day=first))
    assert meeting.starts_at.astimezone(PARIS).date() != day


def test_a_closure_on_the_usual_day_moves_the_meeting_within_its_week(
    session: Session, cast: Cast
) -> None:
    first = TODAY + timedelta(days=7)
    day = first + timedelta(days=(cast.board.weekday - first.weekday()) % 7)
    session.add(Closure(organization=cast.organization, day=day, reason="Pont"))
    session.flush()
    (meeting,) = accepted(session, cast, planned(session, cast, weeks=1, first_day=first))
    held = meeting.starts_at.astimezone(PARIS).date()
    assert held != day
    assert held.isocalendar().week == day.isocalendar().week


def test_when_no_oncologist_is_free_all_week_the_plan_says_who_is_missing(
    session: Session, cast: Cast
) -> None:
    first = TODAY + timedelta(days=7)
    a_busy_interval(session, cast.odile, to_utc(first, time(0), PARIS), NOW + timedelta(days=21))
    shown = picture(session, planned(session, cast, weeks=1, first_day=first))
    (left,) = shown.unplaced
    seats = {shown.names.seats.get(fact.seat or "") for fact in left.facts}
    assert left.board is cast.board
    assert any("ncolog" in (label or "") for label in seats)


def test_waiting_cases_take_their_place_and_leave_the_waiting_list(
    session: Session, cast: Cast
) -> None:
    waiting = [a_case(session, board=cast.board, state=CaseState.TO_DISCUSS) for _ in range(3)]
    accepted(session, cast, planned(session, cast))
    assert {case.state for case in waiting} == {CaseState.CONVENED}
    assert len(session.scalars(select(AgendaItem)).all()) == 3


def test_accepted_agendas_hear_urgent_cases_first_and_one_presenters_cases_together(
    session: Session, cast: Cast
) -> None:
    presenters = [cast.sami, cast.stranger]  # neither has a seat
    for rank in range(4):
        a_case(session, cast.board, presenter=presenters[rank % 2], ready_on=TODAY)
    urgent = a_case(session, cast.board, is_urgent=True, due_on=TODAY + timedelta(days=20))
    cast.board.secretary_id = cast.sami.id
    cast.board.chair_id = cast.stranger.id
    (meeting,) = accepted(session, cast, planned(session, cast, weeks=1))
    heard = [item.case for item in agenda(session, meeting)]
    assert heard[0] is urgent
    found = [case.presenter for case in heard[1:]]
    assert found[0] is found[1]
    assert found[2] is found[3]


def test_a_case_added_to_an_agenda_already_told_comes_last(session: Session, cast: Cast) -> None:
    first = a_case(session, cast.board)
    (meeting,) = accepted(session, cast, planned(session, cast, weeks=1))
    urgent = a_case(session, cast.board, is_urgent=True)
    accepted(session, cast, planned(session, cast, weeks=1))
    assert [item.case for item in agenda(session, meeting)] == [first, urgent]


def test_a_case_whose_patient_objected_is_never_planned(session: Session, cast: Cast) -> None:
    a_case(session, board=cast.board, notice=PatientNotice.OBJECTION)
    told = situation(session, TODAY, 2, NOW)
    assert told.problem.cases == ()


def test_a_case_is_heard_only_once_it_is_ready(session: Session, cast: Cast) -> None:
    late = TODAY + timedelta(days=10)
    case = a_case(session, board=cast.board, ready_on=late, due_on=late + timedelta(days=20))
    meetings = accepted(session, cast, planned(session, cast, weeks=4))
    assert meetings
    item = session.scalars(select(AgendaItem).where(AgendaItem.case_id == case.id)).one()
    assert item.meeting.starts_at.astimezone(PARIS).date() >= late


def test_accepting_invites_each_person_once_with_a_message_in_the_outbox(
    session: Session, cast: Cast
) -> None:
    meetings = accepted(session, cast, planned(session, cast))
    expected = session.scalars(select(Attendance)).all()
    assert len(session.scalars(select(Invitation)).all()) == len(expected)
    assert len(session.scalars(select(OutboxMessage)).all()) == len(expected)
    assert {one.meeting_id for one in expected} == {meeting.id for meeting in meetings}


def test_a_plan_that_agendas_have_overtaken_is_refused_and_nobody_is_convened(
    session: Session, cast: Cast
) -> None:
    plan = planned(session, cast)
    a_busy_interval(session, cast.odile, NOW, NOW + timedelta(days=30))
    with pytest.raises(RuleBroken) as refused:
        accepted(session, cast, plan)
    assert refused.value.code == "plan_outdated"
    assert session.scalars(select(Meeting)).all() == []


def test_planning_again_keeps_the_meetings_already_told(session: Session, cast: Cast) -> None:
    first = TODAY + timedelta(days=7)
    told = accepted(session, cast, planned(session, cast, weeks=2, first_day=first))
    case = a_case(session, board=cast.board)
    again = accepted(session, cast, planned(session, cast, weeks=2, first_day=first))
    assert {meeting.id for meeting in again} == {meeting.id for meeting in told}
    assert case.state is CaseState.CONVENED
    assert len(session.scalars(select(Invitation)).all()) == len(
        session.scalars(select(Attendance)).all()
    )


def test_a_board_on_demand_meets_only_if_cases_wait(session: Session, cast: Cast) -> None:
    cast.board.cadence = Cadence.ON_DEMAND
    session.flush()
    assert situation(session, TODAY, 4, NOW).problem.meetings == ()
    a_case(session, board=cast.board)
    assert len(situation(session, TODAY, 4, NOW).problem.meetings) == 1


def test_nights_week_ends_and_other_meetings_count_as_busy(session: Session, cast: Cast) -> None:
    told = situation(session, TODAY, 1, NOW)
    (busy,) = (one.busy for one in told.problem.people if one.id == str(cast.odile.id))
    sunday = 6 * 1440 + 12 * 60
    assert any(start <= sunday < end for start, end in busy)
    assert any(start <= 3 * 60 < end for start, end in busy)
    assert not any(start <= 12 * 60 < end for start, end in busy)


def test_a_secretary_without_a_seat_is_a_guest_who_comes_when_free(
    session: Session, cast: Cast
) -> None:
    cast.board.secretary_id = cast.sami.id
    first = TODAY + timedelta(days=7)
    (free,) = accepted(session, cast, planned(session, cast, weeks=1, first_day=first))
    assert [one.practitioner_id for one in free.attendances if one.is_guest] == [cast.sami.id]
    later = first + timedelta(days=7)
    starts = to_utc(later, time(8), PARIS)
    a_busy_interval(session, cast.sami, starts, starts + timedelta(days=5))
    (away,) = accepted(session, cast, planned(session, cast, weeks=1, first_day=later))
    assert not any(one.is_guest for one in away.attendances)


def test_a_deputy_is_convened_only_when_the_member_cannot_come(
    session: Session, cast: Cast
) -> None:
    dora = a_practitioner(session, name="Dora Pinel", organization=cast.organization)
    (seat,) = (one for one in cast.board.seats if one.group_code == "oncologue")
    seat.members.append(Member(practitioner=dora, is_deputy=True))
    session.flush()
    first = TODAY + timedelta(days=7)
    for odile_is_away, comes in ((False, cast.odile), (True, dora)):
        monday = to_utc(first, time(0), PARIS)
        if odile_is_away:
            a_busy_interval(session, cast.odile, monday, monday + timedelta(days=7))
        (meeting,) = accepted(session, cast, planned(session, cast, weeks=1, first_day=first))
        convened = [one.practitioner_id for one in meeting.attendances if one.seat_id == seat.id]
        assert convened == [comes.id]
        first += timedelta(days=7)


def test_people_of_another_structure_come_from_there(session: Session, cast: Cast) -> None:
    away = a_practitioner(session, name="Nadia Roche")
    cast.board.secretary_id = away.id
    hall = a_room(session, cast.organization, capacity=12)
    told = situation(session, TODAY, 2, NOW).problem
    homes = {one.id: one.site for one in told.people}
    assert homes[str(cast.odile.id)] == str(cast.organization.id)
    assert homes[str(away.id)] not in (None, str(cast.organization.id))
    assert {one.id: one.site for one in told.rooms} == {str(hall.id): str(cast.organization.id)}
    assert {one.site for one in told.meetings} == {str(cast.organization.id)}


def test_a_structure_overseas_has_its_own_days(session: Session, cast: Cast) -> None:
    noumea = an_organization(session, time_zone="Pacific/Noumea")
    a_practitioner(session, name="Nadia Roche", organization=noumea)
    sites = situation(session, TODAY, 2, NOW).problem.sites
    ahead = {one.id: one.offset for one in sites}
    assert ahead[str(cast.organization.id)] == 0
    assert ahead[str(noumea.id)] in (9 * 60, 10 * 60)


def test_a_room_is_never_given_twice_at_once(session: Session, cast: Cast) -> None:
    a_room(session, cast.organization, capacity=12)
    meetings = accepted(session, cast, planned(session, cast, weeks=3))
    taken = [(one.room_id, one.starts_at) for one in meetings if one.room_id]
    assert len(taken) == len(set(taken))


def test_there_is_nothing_to_plan_without_a_board(session: Session) -> None:
    with pytest.raises(RuleBroken, match="plan_no_board"):
        situation(session, TODAY, 2, NOW, [])


def test_the_clock_counts_real_minutes_across_the_change_of_hour(
    session: Session, cast: Cast
) -> None:
    before = datetime(2026, 10, 19, 12, 30, tzinfo=PARIS)
    told = situation(session, before.date(), 2, before)
    usual = {meeting.usual_start for meeting in told.problem.meetings} - {None}
    hours = {told.clock.instant(start or 0).astimezone(PARIS).time() for start in usual}
    assert hours <= {cast.board.at}
    assert told.clock.horizon == 14 * 1440 + 60


def test_touching_and_overlapping_intervals_become_one() -> None:
    assert merged([(60, 90), (0, 30), (30, 61), (200, 400)], 300) == ((0, 90), (200, 300))


def test_a_waiting_case_is_listed_for_its_own_board_only(session: Session, cast: Cast) -> None:
    case = a_case(session, board=cast.board)
    told = situation(session, TODAY, 2, NOW, [cast.board.id])
    assert [one.id for one in told.problem.cases] == [str(case.id)]
    assert session.get(Case, case.id) is case


def test_a_plan_is_not_accepted_by_somebody_who_no_longer_runs_its_boards(
    session: Session, cast: Cast
) -> None:
    plan = planned(session, cast)
    plan.boards_asked = [str(cast.board.id)]
    session.flush()
    with pytest.raises(NotAllowed):
        acceptance.accept(session, plan, LETTERHEAD, cast.stranger, NOW)
    assert session.scalars(select(Meeting)).all() == []
