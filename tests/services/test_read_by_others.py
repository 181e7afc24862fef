"""What we send means to an independent calendar program, libical, what we mean by it."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Answer, Invitation, Meeting, OutboxMessage, Practitioner
from rcp.mail.letterhead import Letterhead
from rcp.services import answers, catalogue, deputies, invitations, meetings, proposals
from tests.factories import NOW, Cast, a_meeting, a_practitioner, a_room
from tests.mail.libical import classified
from tests.outside.radicale import NAME, Radicale
from tests.services.test_invitations import parts, written_to

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
HOUR = timedelta(hours=1)
LATER = NOW + HOUR


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    catalogue.seed_catalogue(session)
    meeting = a_meeting(session, cast.board)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    return meeting


def calendar_of(message: OutboxMessage) -> bytes:
    content = parts(message, "text/calendar")[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def read_by(session: Session, person: Practitioner) -> list[str]:
    """What each message is to this person, whose calendar holds the one before."""
    sent = [calendar_of(one) for one in written_to(session, person)]
    known = [None, *sent]
    return [classified(one, former, person.email) for one, former in zip(sent, known, strict=False)]


def move(session: Session, meeting: Meeting, cast: Cast, **other: object) -> None:
    told = {"starts_at": meeting.starts_at, "room": meeting.room, "now": LATER, **other}
    meetings.move_meeting(session, meeting, **told, letterhead=LETTERHEAD, by=cast.sami)


def test_an_invitation_a_move_another_room_and_the_cancellation(session, cast, meeting):
    move(session, meeting, cast, starts_at=meeting.starts_at + timedelta(days=1))
    move(session, meeting, cast, room=a_room(session, cast.organization), now=LATER + HOUR)
    meetings.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER + 2 * HOUR)
    expected = ["REQUEST-NEW", "REQUEST-RESCHEDULE", "REQUEST-UPDATE", "CANCEL-EVENT"]
    for person in (cast.claire, cast.odile):
        assert read_by(session, person) == expected


def test_one_person_asked_for_a_part_and_another_taken_off(session, cast, meeting):
    of = {one.practitioner: one for one in meeting.attendances}
    half = meeting.starts_at + timedelta(minutes=30)
    meetings.ask_for_stretch(session, of[cast.odile], None, half, cast.sami)
    meetings.take_off_list(session, of[cast.claire], cast.sami)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, LATER)
    assert read_by(session, cast.odile) == ["REQUEST-NEW", "REQUEST-RESCHEDULE"]
    assert read_by(session, cast.claire) == ["REQUEST-NEW", "CANCEL-EVENT"]


def test_a_substitution(session, cast, meeting):
    deputy = a_practitioner(session, "Rémi Aubin", organization=cast.organization)
    mine = select(Invitation).where(Invitation.practitioner_id == cast.odile.id)
    told = {"by": None, "channel": "link", "now": LATER}
    deputies.ask(session, session.scalars(mine).one(), deputy, LETTERHEAD, **told)
    theirs = select(Invitation).where(Invitation.practitioner_id == deputy.id)
    answers.give(session, session.scalars(theirs).one(), Answer.ACCEPTED, LETTERHEAD, **told)
    assert read_by(session, deputy) == ["REQUEST-NEW"]
    assert read_by(session, cast.odile) == ["REQUEST-NEW", "CANCEL-EVENT"]
    assert read_by(session, cast.claire) == ["REQUEST-NEW"]


def test_another_time_declined_and_a_message_that_arrives_too_late(session, cast, meeting):
    mine = session.scalars(
        select(Invitation).where(Invitation.practitioner_id == cast.odile.id)
    ).one()
    when = meeting.starts_at + timedelta(hours=3)
    proposal = proposals.propose_time(session, mine, when, channel="reply", now=LATER)
    proposals.decline(session, proposal, LETTERHEAD, by=cast.sami, now=LATER)
    assert read_by(session, cast.odile)[-1] == "DECLINECOUNTER"
    move(session, meeting, cast, starts_at=when, now=LATER + timedelta(hours=1))
    first, _declined, last = (calendar_of(one) for one in written_to(session, cast.odile))
    assert classified(first, last, cast.odile.email) == "OBSOLETE"


def test_a_calendar_server_takes_each_message_and_shows_the_meeting_where_it_now_is(
    session, cast, meeting, radicale
):
    radicale.make("inbox", "Arrivées")
    move(session, meeting, cast, starts_at=meeting.starts_at + timedelta(days=1))
    move(session, meeting, cast, room=a_room(session, cast.organization), now=LATER + HOUR)
    of = {one.practitioner: one for one in meeting.attendances}
    meetings.ask_for_stretch(
        session, of[cast.odile], None, meeting.starts_at + timedelta(minutes=30), cast.sami
    )
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, LATER + 2 * HOUR)
    meetings.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER + 3 * HOUR)
    sent = written_to(session, cast.odile)
    assert len(sent) == 5
    for message in sent:
        content = calendar_of(message)
        assert radicale.ask("PUT", f"/{NAME}/inbox/seance.ics", content) in {201, 204}
        kept, told = kept_on(radicale), icalendar.Calendar.from_ical(content).events[0]
        assert (kept.uid, kept.start, kept.end) == (told.uid, told.start, told.end)
        assert (kept["SEQUENCE"], kept["STATUS"]) == (told["SEQUENCE"], told["STATUS"])


def kept_on(radicale: Radicale) -> icalendar.Event:
    """The one event of the account's inbox, as the server wrote it down."""
    (path,) = (radicale.folder / "calendars/collection-root" / NAME / "inbox").glob("*.ics")
    (event,) = icalendar.Calendar.from_ical(path.read_bytes()).events
    return event
