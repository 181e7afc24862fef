"""Holding a meeting: attendance, quorum at each moment, order of the agenda, its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AgendaItemState, CaseEvent, Invitation, MeetingState, OutboxMessage
from rcp.domain.case import CaseState, PostponeCause
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.services import (
    invitations,
    meeting_lists,
    meeting_moves,
    meetings,
    quorum_picture,
    specialties,
)
from tests import factories
from tests.factories import NOW, Cast
from tests.services.held import (
    LETTERHEAD,
    a_held_meeting,
    a_planned_case,
    attendance_of,
    everybody_comes,
    tick,
)


def reached(session: Session, meeting: factories.Meeting) -> bool:
    return meetings.quorum_now(meeting, specialties.groups(session)).reached


def test_nobody_counts_before_being_ticked(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    assert not reached(session, held.meeting)
    everybody_comes(session, held, cast)
    assert reached(session, held.meeting)


@pytest.mark.parametrize("presence", [Presence.BY_VIDEO, Presence.WRITTEN_OPINION])
def test_video_and_a_written_opinion_count_as_presence(
    session: Session, cast: Cast, presence: Presence
) -> None:
    held = a_held_meeting(session, cast)
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    tick(session, held, cast.odile, presence, cast)
    assert reached(session, held.meeting)


def test_a_written_opinion_counts_without_anybody_arriving(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    tick(session, held, cast.odile, Presence.WRITTEN_OPINION, cast)
    assert attendance_of(held.meeting, cast.odile).arrived_at is None
    tick(session, held, cast.odile, Presence.IN_ROOM, cast)
    assert attendance_of(held.meeting, cast.odile).arrived_at is not None


def test_whoever_leaves_no_longer_counts_until_they_come_back(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    everybody_comes(session, held, cast)
    odile = attendance_of(held.meeting, cast.odile)
    meetings.leave(session, odile, cast.sami, NOW + timedelta(minutes=20))
    assert not reached(session, held.meeting)
    meetings.come_back(session, odile, cast.sami)
    assert reached(session, held.meeting)


def test_somebody_who_is_not_there_cannot_leave(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    with pytest.raises(RuleBroken, match="attendance_not_there"):
        meetings.leave(session, attendance_of(held.meeting, cast.odile), cast.sami, NOW)


def test_the_picture_names_what_is_missing_and_who_could_fill_it(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    known = specialties.groups(session)
    table = quorum_picture.picture(held.meeting, known, "fr")
    (lack,) = table.lacks
    assert lack.people == (attendance_of(held.meeting, cast.odile),)
    assert lack.label == next(one.label for one in known if one.code == "oncologue")
    assert (table.filled, table.needed, table.reached) == (1, 2, False)
    assert [place.state.value for place in table.places] == ["filled", "expected"]


def test_a_member_who_declined_leaves_an_absent_place_in_the_table_hoped_for(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    tick(session, held, cast.odile, Presence.EXCUSED, cast)
    table = quorum_picture.picture(held.meeting, specialties.groups(session), "fr", answers={})
    assert [place.state.value for place in table.places] == ["expected", "absent"]


def test_a_deputy_added_to_the_list_takes_their_seat(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    deputy = factories.a_practitioner(session, "Basile Roche", organization=cast.organization)
    seat = next(one for one in cast.board.seats if one.group_code == "oncologue")
    seat.members.extend(factories._members("oncologue", {"oncologue": [deputy]}, is_deputy=True))
    session.flush()
    added = meetings.add_person(session, held.meeting, deputy, cast.sami, now=NOW)
    assert (added.seat, added.is_deputy, added.is_guest) == (seat, True, False)
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    assert reached(session, held.meeting)


def test_the_same_person_is_listed_once(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    with pytest.raises(RuleBroken, match="attendance_twice"):
        meetings.add_person(session, held.meeting, cast.odile, cast.sami, now=NOW)


def test_somebody_taken_off_the_list_is_told(session: Session, cast: Cast) -> None:
    meeting = factories.a_meeting(session, cast.board)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    meetings.take_off_list(session, attendance_of(meeting, cast.odile), cast.sami)
    assert invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW) == 1
    assert [one.practitioner_id for one in meeting.attendances] == [cast.claire.id]


def test_undiscussed_cases_go_back_to_the_waiting_list_with_their_cause(
    session: Session, cast: Cast
) -> None:
    held = a_held_meeting(session, cast)
    assert meetings.close_meeting(session, held.meeting, cast.sami, NOW) == 1
    assert held.item.state is AgendaItemState.POSTPONED
    assert held.item.postponed_for is PostponeCause.TIME
    assert held.case.state is CaseState.POSTPONED
    assert held.case in meeting_lists.waiting_cases(session, cast.board)
    causes = session.scalars(select(CaseEvent.cause).where(CaseEvent.case_id == held.case.id))
    assert "time" in list(causes)


def test_only_a_running_meeting_can_be_closed(session: Session, cast: Cast) -> None:
    meeting = factories.a_meeting(session, cast.board)
    with pytest.raises(RuleBroken, match="meeting_not_running"):
        meetings.close_meeting(session, meeting, cast.sami, NOW)


def test_a_case_that_has_been_settled_is_not_carried_over(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    meetings.carry_over(session, held.item, PostponeCause.IMAGING, cast.sami, NOW)
    assert held.case.postponed_times == 1
    with pytest.raises(RuleBroken, match="agenda_item_settled"):
        meetings.carry_over(session, held.item, PostponeCause.IMAGING, cast.sami, NOW)


def test_a_carried_over_case_can_be_heard_after_all(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    meetings.carry_over(session, held.item, PostponeCause.IMAGING, cast.sami, NOW)
    meetings.add_case(session, held.meeting, held.case, cast.sami, now=NOW)
    assert held.item.state is AgendaItemState.EXPECTED
    assert held.item.postponed_for is None
    assert held.case.state is CaseState.IN_MEETING


def test_a_case_of_another_board_is_not_put_on_the_agenda(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    with pytest.raises(RuleBroken, match="case_of_other_board"):
        meetings.add_case(session, held.meeting, factories.a_case(session), cast.sami, now=NOW)


def test_the_agenda_is_put_in_the_order_given(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    others = [
        factories.an_agenda_item(session, held.meeting, a_planned_case(session, cast), position=n)
        for n in (2, 3)
    ]
    meetings.arrange(session, held.meeting, [others[1].id, held.item.id], cast.sami)
    session.flush()
    assert meetings.agenda(session, held.meeting) == [others[1], held.item, others[0]]
    meetings.move_item(session, others[0], -1, cast.sami)
    session.flush()
    assert meetings.agenda(session, held.meeting) == [others[1], others[0], held.item]


def test_a_postponed_case_takes_no_time_on_the_agenda(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    second = factories.an_agenda_item(
        session, held.meeting, a_planned_case(session, cast), position=2
    )
    meetings.carry_over(session, held.item, PostponeCause.IMAGING, cast.sami, NOW)
    slots = meetings.planned_times(held.meeting, meetings.agenda(session, held.meeting))
    assert held.item.id not in slots
    assert slots[second.id].starts == held.meeting.starts_at


def test_a_moved_meeting_tells_its_people_and_keeps_its_length(
    session: Session, cast: Cast
) -> None:
    meeting = factories.a_meeting(session, cast.board)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    later = meeting.starts_at + timedelta(days=1)
    meeting_moves.move_meeting(session, meeting, later, None, LETTERHEAD, cast.sami, NOW)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=1)
    sequences = session.scalars(
        select(Invitation.sequence).where(Invitation.meeting_id == meeting.id)
    )
    assert set(sequences) == {1}


def test_a_room_is_not_given_twice_at_the_same_hour(session: Session, cast: Cast) -> None:
    room = factories.a_room(session, cast.organization)
    factories.a_meeting(session, cast.board, room=room)
    other = factories.a_meeting(session, cast.board, room=room, starts_at=NOW + timedelta(days=5))
    taken = NOW + timedelta(days=3, hours=3)
    with pytest.raises(RuleBroken, match="room_taken"):
        meeting_moves.move_meeting(session, other, taken, room, LETTERHEAD, cast.sami, NOW)


def test_a_meeting_is_not_moved_into_the_past(session: Session, cast: Cast) -> None:
    meeting = factories.a_meeting(session, cast.board)
    before = NOW - timedelta(hours=1)
    with pytest.raises(RuleBroken, match="meeting_in_the_past"):
        meeting_moves.move_meeting(session, meeting, before, None, LETTERHEAD, cast.sami, NOW)


def test_a_cancelled_meeting_gives_its_cases_back_and_tells_everybody(
    session: Session, cast: Cast
) -> None:
    meeting = factories.a_meeting(session, cast.board)
    case = a_planned_case(session, cast)
    factories.an_agenda_item(session, meeting, case)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, NOW)
    assert meeting.state is MeetingState.CANCELLED
    assert case.state is CaseState.POSTPONED
    told = session.scalars(select(OutboxMessage.recipient_id)).all()
    assert [told.count(one.id) for one in (cast.claire, cast.odile)] == [2, 2]


def test_a_meeting_under_way_is_neither_moved_nor_cancelled(session: Session, cast: Cast) -> None:
    held = a_held_meeting(session, cast)
    with pytest.raises(RuleBroken, match="meeting_not_convened"):
        meeting_moves.cancel_meeting(session, held.meeting, LETTERHEAD, cast.sami, NOW)
    with pytest.raises(RuleBroken, match="meeting_not_convened"):
        meeting_moves.move_meeting(
            session, held.meeting, NOW + timedelta(days=9), None, LETTERHEAD, cast.sami, NOW
        )


def test_one_sees_the_meetings_one_is_expected_at_or_runs(session: Session, cast: Cast) -> None:
    meeting = factories.a_meeting(session, cast.board)
    factories.a_meeting(session)
    for person in (cast.claire, cast.sami, cast.odile):
        assert meeting_lists.coming(session, person, NOW) == [meeting]
    assert meeting_lists.coming(session, cast.stranger, NOW) == []
    over = meeting.ends_at + timedelta(hours=1)
    assert meeting_lists.coming(session, cast.odile, over) == []
    assert meeting_lists.past(session, cast.odile, over) == ([meeting], 1)
