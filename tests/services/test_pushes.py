"""Meetings written into a real CalDAV calendar: put, moved, taken out, each exactly as told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from rcp.db.engine import sessions as sessions_of
from rcp.db.models import (
    AgendaSource,
    Answer,
    CalendarPush,
    Invitation,
    Meeting,
    Practitioner,
    SourceKind,
)
from rcp.domain.errors import RuleBroken
from rcp.mail.letterhead import Letterhead
from rcp.services import invitations, meetings, pushes, remote_agendas
from rcp.services.remote_agendas import Draft
from tests import factories
from tests.factories import NOW
from tests.outside.radicale import NAME, PASSWORD, Radicale
from tests.services.test_remote_agendas import outside

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
Change = Callable[[Session, Meeting], object]


class House:
    """Odile's meeting, her account on the server, and the runs that write the one to the other."""

    def __init__(self, sessions: sessionmaker[Session], radicale: Radicale) -> None:
        self.sessions, self.radicale, self.now = sessions, radicale, NOW
        radicale.make("travail", "Travail")
        radicale.make("seances", "Séances")
        with sessions.begin() as session:
            cast = factories.a_cast(session)
            meeting = factories.a_meeting(session, cast.board, expected=[cast.odile, cast.claire])
            self.meeting_id, self.odile_id, self.sami_id = meeting.id, cast.odile.id, cast.sami.id
            invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
            draft = Draft(SourceKind.CALDAV, radicale.url(), "", NAME, PASSWORD)
            source = remote_agendas.add_account(
                session, cast.odile, draft, outside(radicale.allowed), by=cast.odile
            )
            self.source_id = source.id
            self.choose(session, "/seances/")

    def choose(self, session: Session, path: str) -> None:
        source = session.get_one(AgendaSource, self.source_id)
        found = [one["address"] for one in (source.access or {})["found"]]
        (address,) = [one for one in found if one.endswith(path)]
        pushes.choose(session, source, address, by=source.practitioner)

    def change(self, change: Change) -> None:
        """Something happens to the meeting, everybody is told, calendars are written."""
        self.now += timedelta(minutes=5)
        with self.sessions.begin() as session:
            meeting = session.get_one(Meeting, self.meeting_id)
            change(session, meeting)
            sami = session.get_one(Practitioner, self.sami_id)
            invitations.tell(session, meeting, LETTERHEAD, sami, self.now)

    def answer(self, session: Session, given: Answer) -> None:
        invitation = session.scalars(
            select(Invitation).where(Invitation.practitioner_id == self.odile_id)
        ).one()
        invitations.answer(session, invitation, given, by=None, channel="link", now=self.now)

    def push(self) -> int:
        client = outside(self.radicale.allowed).client
        return pushes.push_owed(self.sessions, client, LETTERHEAD, lambda: self.now)

    def events(self, calendar: str = "seances") -> list[icalendar.Event]:
        """What stands in a calendar on the server."""
        folder = self.radicale.folder / "calendars/collection-root" / NAME / calendar
        texts = [path.read_bytes() for path in sorted(folder.glob("*.ics"))]
        return [event for text in texts for event in icalendar.Calendar.from_ical(text).events]

    def pushed(self) -> CalendarPush:
        with self.sessions() as session:
            return session.scalars(select(CalendarPush)).one()


@pytest.fixture
def house(own_engine: Engine, radicale: Radicale) -> House:
    return House(sessions_of(own_engine), radicale)


def test_a_meeting_is_written_once_into_the_calendar_chosen(house: House) -> None:
    assert house.push() == 1
    assert house.push() == 0
    (event,) = house.events()
    with house.sessions() as session:
        invitation = session.scalars(
            select(Invitation).where(Invitation.practitioner_id == house.odile_id)
        ).one()
        assert event.uid == invitation.uid
        assert event.start == invitation.told_starts_at
        assert event.end == invitation.told_ends_at
    assert not house.events("travail")


def test_the_event_invites_nobody_and_says_nothing_of_patients(house: House) -> None:
    house.push()
    (event,) = house.events()
    assert not {"ATTENDEE", "ORGANIZER"} & set(event)
    assert event["CLASS"] == "PRIVATE"


def test_a_moved_meeting_moves_in_place(house: House) -> None:
    house.push()
    (before,) = house.events()
    house.change(lambda session, meeting: shift(meeting, timedelta(days=1)))
    assert house.push() == 1
    (after,) = house.events()
    assert after.uid == before.uid
    assert after.start == before.start + timedelta(days=1)
    assert after["SEQUENCE"] > before["SEQUENCE"]


def shift(meeting: Meeting, by: timedelta) -> None:
    meeting.starts_at, meeting.ends_at = meeting.starts_at + by, meeting.ends_at + by


def test_whoever_declines_or_is_taken_off_the_list_sees_it_vanish(house: House) -> None:
    house.push()
    house.change(lambda session, _meeting: house.answer(session, Answer.DECLINED))
    assert house.push() == 1
    assert house.events() == []
    house.change(lambda session, _meeting: house.answer(session, Answer.ACCEPTED))
    assert house.push() == 1
    assert len(house.events()) == 1
    house.change(without_odile(house))
    assert house.push() == 1
    assert house.events() == []


def without_odile(house: House) -> Change:
    def change(session: Session, meeting: Meeting) -> None:
        (hers,) = [one for one in meeting.attendances if one.practitioner_id == house.odile_id]
        meetings.take_off_list(session, hers, session.get_one(Practitioner, house.sami_id))

    return change


def test_a_calendar_that_takes_nothing_says_why_and_is_asked_again_later(house: House) -> None:
    with house.sessions.begin() as session:
        source = session.get_one(AgendaSource, house.source_id)
        source.access = {**(source.access or {}), "password": "périmé"}
    assert house.push() == 0
    assert house.pushed().fault == "login_refused"
    assert house.push() == 0, "asked again at once, an account would be locked"
    with house.sessions.begin() as session:
        source = session.get_one(AgendaSource, house.source_id)
        assert pushes.faults(session, source) == {"login_refused": 1}
        source.access = {**(source.access or {}), "password": PASSWORD}
    house.now += timedelta(days=1, hours=1)
    assert house.push() == 1
    assert house.pushed().fault is None


def test_a_run_killed_after_writing_writes_the_same_again(house: House) -> None:
    house.push()
    with house.sessions.begin() as session:
        push = session.scalars(select(CalendarPush)).one()
        push.told_at, push.answer, push.next_try_at = None, None, house.now + pushes.LEASE
    assert house.push() == 0, "somebody else may still be writing"
    house.now += pushes.LEASE
    assert house.push() == 1
    assert len(house.events()) == 1


def test_only_a_calendar_of_the_account_can_be_chosen(house: House) -> None:
    with house.sessions.begin() as session:
        source = session.get_one(AgendaSource, house.source_id)
        with pytest.raises(RuleBroken, match="push_unknown"):
            pushes.choose(session, source, "http://127.0.0.1/autre/", by=source.practitioner)
        pushes.choose(session, source, None, by=source.practitioner)
    assert house.push() == 0


def test_nothing_is_written_for_somebody_who_left(house: House) -> None:
    with house.sessions.begin() as session:
        session.get_one(Practitioner, house.odile_id).is_active = False
    assert house.push() == 0
    assert house.events() == []
