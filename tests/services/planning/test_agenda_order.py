"""The order of a meeting's cases: who needs to be there, and from when to when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import (
    AgendaItem,
    AgendaItemState,
    Attendance,
    AuditEntry,
    Invitation,
    Meeting,
    MeetingState,
    OutboxMessage,
)
from rcp.domain.case import CaseClass, CaseState
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meetings
from rcp.services.planning import agenda_order, agenda_stretches
from tests import factories
from tests.factories import Cast

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")


@pytest.fixture
def cast(session: Session) -> Cast:
    return factories.a_cast(session)


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    return factories.a_meeting(session, cast.board)


def an_item(
    session: Session,
    meeting: Meeting,
    name: str,
    case_class: CaseClass = CaseClass.STANDARD,
    **given: object,
) -> AgendaItem:
    """A case of ten minutes, last on the agenda."""
    case = factories.a_case(
        session,
        meeting.board,
        reference=name,
        case_class=case_class,
        state=CaseState.PLANNED,
        **given,
    )
    return factories.an_agenda_item(session, meeting, case, minutes=10)


def order_now(session: Session, meeting: Meeting, cast: Cast) -> list[str]:
    agenda_order.order_cases(session, meeting, cast.sami)
    return [item.case.reference for item in meetings.agenda(session, meeting)]


def test_urgent_cases_come_first_then_complex_ones_and_registered_ones_last(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    an_item(session, meeting, "registered", CaseClass.REGISTERED)
    an_item(session, meeting, "standard")
    an_item(session, meeting, "complex", CaseClass.COMPLEX)
    an_item(session, meeting, "urgent", is_urgent=True)
    found = order_now(session, meeting, cast)
    assert found == ["urgent", "complex", "standard", "registered"]
    assert session.query(AuditEntry).filter_by(deed="agenda.arranged").count() == 1


def test_the_cases_of_one_presenter_are_heard_side_by_side(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    presenters = [factories.a_practitioner(session) for _ in range(2)]
    for rank in range(6):
        an_item(session, meeting, f"{rank % 2}-{rank}", presenter=presenters[rank % 2])
    for presenter in presenters:
        meetings.add_person(
            session, meeting, presenter, cast.sami, presence=Presence.EXPECTED, now=factories.NOW
        )
    found = order_now(session, meeting, cast)
    assert [name[0] for name in found] in (list("000111"), list("111000"))


def test_a_person_is_needed_from_their_first_case_to_their_last(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    guest = factories.a_practitioner(session)
    meetings.add_person(
        session, meeting, guest, cast.sami, presence=Presence.EXPECTED, now=factories.NOW
    )
    an_item(session, meeting, "first")
    an_item(session, meeting, "his", presenter=guest)
    an_item(session, meeting, "last", CaseClass.REGISTERED)
    items = meetings.agenda(session, meeting)
    found = agenda_order.stretches(meeting, items, meetings.planned_times(meeting, items))
    start, ten = meeting.starts_at, timedelta(minutes=10)
    assert found[guest.id] == agenda_order.Stretch(start + ten, start + 2 * ten)
    assert found[cast.odile.id] == agenda_order.Stretch(start, start + 2 * ten)


def test_who_is_needed_to_the_end_has_no_stretch_of_their_own(
    session: Session, meeting: Meeting
) -> None:
    an_item(session, meeting, "only")
    items = meetings.agenda(session, meeting)
    slots = meetings.planned_times(meeting, items)
    assert agenda_order.stretches(meeting, items, slots) == {}
    assert agenda_order.stretches(meeting, [], {}) == {}


def test_who_cannot_come_is_not_waited_for(session: Session, meeting: Meeting, cast: Cast) -> None:
    item = an_item(session, meeting, "one")
    odile = next(one for one in meeting.attendances if one.practitioner_id == cast.odile.id)
    assert cast.odile.id in agenda_order.people_needed(meeting, [item])[item.id]
    odile.presence = Presence.WRITTEN_OPINION
    assert cast.odile.id not in agenda_order.people_needed(meeting, [item])[item.id]


def test_a_guest_who_presents_nothing_is_needed_for_no_case(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    guest, referrer = (factories.a_practitioner(session) for _ in range(2))
    for one in (guest, referrer):
        meetings.add_person(
            session, meeting, one, cast.sami, presence=Presence.EXPECTED, now=factories.NOW
        )
    item = an_item(session, meeting, "his", referrer=referrer)
    needed = agenda_order.people_needed(meeting, [item])[item.id]
    assert set(needed) == {cast.claire.id, cast.odile.id, referrer.id}


def test_what_was_heard_stays_in_front_and_what_was_postponed_goes_last(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    an_item(session, meeting, "postponed").state = AgendaItemState.POSTPONED
    an_item(session, meeting, "standard")
    an_item(session, meeting, "complex", CaseClass.COMPLEX)
    an_item(session, meeting, "heard", CaseClass.REGISTERED).state = AgendaItemState.DISCUSSED
    meeting.state = MeetingState.RUNNING
    found = order_now(session, meeting, cast)
    assert found == ["heard", "complex", "standard", "postponed"]


def test_a_meeting_that_is_over_keeps_its_order(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    meeting.state = MeetingState.HELD
    with pytest.raises(RuleBroken, match="meeting_over"):
        agenda_order.order_cases(session, meeting, cast.sami)
    meeting.state = MeetingState.CANCELLED
    with pytest.raises(RuleBroken, match="meeting_cancelled"):
        agenda_order.order_cases(session, meeting, cast.sami)


class TestWhoIsAskedForAPart:
    def needed(self, session: Session, meeting: Meeting, cast: Cast, name: str) -> Attendance:
        """Somebody without a seat who presents the second of three cases."""
        one = factories.a_practitioner(session, name)
        meetings.add_person(
            session, meeting, one, cast.sami, presence=Presence.EXPECTED, now=factories.NOW
        )
        an_item(session, meeting, "first")
        an_item(session, meeting, "theirs", presenter=one)
        an_item(session, meeting, "last")
        an_item(session, meeting, "registered", CaseClass.REGISTERED)
        return next(found for found in meeting.attendances if found.practitioner is one)

    def ask(self, session: Session, meeting: Meeting, cast: Cast) -> int:
        return agenda_stretches.ask_for_them(
            session, meeting, LETTERHEAD, by=cast.sami, now=factories.NOW
        )

    def test_is_invited_for_it_alone_and_nobody_else_is_written_to(self, session, cast, meeting):
        one = self.needed(session, meeting, cast, "Rémi Aubin")
        invitations.tell(session, meeting, LETTERHEAD, cast.sami, factories.NOW)
        told = session.query(OutboxMessage).count()
        assert self.ask(session, meeting, cast) == 1
        minutes = [(at - meeting.starts_at).total_seconds() / 60 for at in one.stretch]
        assert minutes == [10, 20]
        mine = session.query(Invitation).filter_by(practitioner_id=one.practitioner_id).one()
        assert (mine.told_starts_at, mine.told_ends_at) == one.stretch
        assert session.query(OutboxMessage).count() == told + 1
        assert self.ask(session, meeting, cast) == 0

    def test_keeps_the_wider_part_that_somebody_gave_them(self, session, cast, meeting):
        one = self.needed(session, meeting, cast, "Rémi Aubin")
        until = meeting.starts_at + timedelta(minutes=40)
        meetings.ask_for_stretch(session, one, None, until, cast.sami)
        assert self.ask(session, meeting, cast) == 0
        early = meeting.starts_at + timedelta(minutes=15)
        meetings.ask_for_stretch(session, one, None, early, cast.sami)
        assert self.ask(session, meeting, cast) == 1

    def test_is_left_in_peace_when_it_would_spare_them_little_beside_the_others(
        self, session, cast, meeting
    ):
        one = factories.a_practitioner(session, "Rémi Aubin")
        meetings.add_person(
            session, meeting, one, cast.sami, presence=Presence.EXPECTED, now=factories.NOW
        )
        for name in ("first", "second"):
            an_item(session, meeting, name, presenter=one)
        an_item(session, meeting, "last")
        for name in ("registered", "also registered"):  # nobody is needed for them
            an_item(session, meeting, name, CaseClass.REGISTERED)
        assert self.ask(session, meeting, cast) == 0

    def test_is_not_told_once_it_is_over(self, session, cast, meeting):
        self.needed(session, meeting, cast, "Rémi Aubin")
        meeting.state = MeetingState.HELD
        with pytest.raises(RuleBroken, match="meeting_not_convened"):
            self.ask(session, meeting, cast)
