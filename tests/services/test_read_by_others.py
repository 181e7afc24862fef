"""What we send means to independent calendar programs what we mean by it.

libical says what each message is to its reader, ical.js what their calendar shows after it, and
Radicale keeps it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.calendars import ics
from rcp.calendars.vtimezone import FRENCH_ZONES
from rcp.db.models import Answer, Invitation, Meeting, OutboxMessage, Practitioner
from rcp.domain.quorum import Presence
from rcp.mail.letterhead import Letterhead
from rcp.services import (
    answers,
    catalogue,
    deputies,
    feeds,
    invitations,
    meeting_moves,
    meetings,
    proposals,
)
from tests.calendars.meetings import a_meeting as a_meeting_event
from tests.factories import NOW, Cast, a_meeting, a_practitioner, a_room
from tests.mail.icaljs import Shown, after_each
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
    meeting_moves.move_meeting(session, meeting, **told, letterhead=LETTERHEAD, by=cast.sami)


def test_an_invitation_a_move_another_room_and_the_cancellation(session, cast, meeting):
    move(session, meeting, cast, starts_at=meeting.starts_at + timedelta(days=1))
    move(session, meeting, cast, room=a_room(session, cast.organization), now=LATER + HOUR)
    meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER + 2 * HOUR)
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


def shown_to(session: Session, person: Practitioner) -> list[list[Shown]]:
    """What stands in this person's calendar after each message."""
    return after_each([calendar_of(one) for one in written_to(session, person)])


def test_a_calendar_shows_the_meeting_where_it_is_and_no_longer_once_it_is_given_up(
    session, cast, meeting
):
    first, ends = meeting.starts_at, meeting.ends_at
    summer = first + timedelta(days=150)
    move(session, meeting, cast, starts_at=summer)
    room = a_room(session, cast.organization, name="Salle Curie")
    move(session, meeting, cast, room=room, now=LATER + HOUR)
    of = {one.practitioner: one for one in meeting.attendances}
    half = summer + timedelta(minutes=30)
    meetings.ask_for_stretch(session, of[cast.odile], None, half, cast.sami)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, LATER + 2 * HOUR)
    meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER + 3 * HOUR)
    stood = shown_to(session, cast.odile)
    assert stood.pop() == []
    assert [len(one) for one in stood] == [1, 1, 1, 1]
    invited, moved, elsewhere, shortened = (one for (one,) in stood)
    assert [(one.starts, one.ends) for one in (invited, moved, elsewhere, shortened)] == [
        (first, ends),
        (summer, summer + HOUR),
        (summer, summer + HOUR),
        (summer, half),
    ]
    assert [one.sequence for (one,) in stood] == [0, 1, 1, 2]
    assert elsewhere.place.startswith("Salle Curie")
    assert len({one.uid for (one,) in stood}) == 1
    told = f"mailto:{cast.odile.email}", "NEEDS-ACTION"
    assert (invited.answers, invited.status, invited.rings) == ((told,), "CONFIRMED", 15)
    assert (invited.zone, invited.organizer) == ("Europe/Paris", "mailto:rcp@quorum.example")


def test_a_message_that_arrives_late_changes_nothing_in_a_calendar(session, cast, meeting):
    move(session, meeting, cast, starts_at=meeting.starts_at + timedelta(days=1))
    meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER + HOUR)
    invited, moved, cancelled = (calendar_of(one) for one in written_to(session, cast.odile))
    (shown,) = after_each([moved, invited])[-1]
    assert shown.starts == meeting.starts_at
    assert after_each([cancelled, moved, invited])[-1] == []


def test_taken_off_and_asked_again_a_person_sees_the_meeting_again(session, cast, meeting):
    (mine,) = (one for one in meeting.attendances if one.practitioner is cast.odile)
    meetings.take_off_list(session, mine, cast.sami)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, LATER)
    meetings.add_person(
        session, meeting, cast.odile, cast.sami, presence=Presence.EXPECTED, now=LATER
    )
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, LATER + HOUR)
    assert [len(one) for one in shown_to(session, cast.odile)] == [1, 0, 1]
    assert [len(one) for one in shown_to(session, cast.claire)] == [1]


def test_feeds_show_a_calendar_program_the_same_meetings(session, cast, meeting):
    content = feeds.content(session, cast.odile, LETTERHEAD, LATER)
    invited = shown_to(session, cast.odile)[-1]
    (followed,) = after_each([content])[-1]
    same = "uid", "sequence", "starts", "ends", "zone", "summary", "status"
    assert [getattr(followed, name) for name in same] == [
        getattr(invited[0], name) for name in same
    ]
    assert followed.answers == ()


def test_a_calendar_program_finds_the_hour_in_every_french_zone_all_year():
    noons = [
        datetime(2027, month, 15, 12, tzinfo=ZoneInfo(zone))
        for zone in sorted(FRENCH_ZONES)
        for month in range(1, 13)
    ]
    stamp = datetime(2026, 11, 1, tzinfo=UTC)
    written = [
        ics.request(
            a_meeting_event(
                uid=f"{number}@quorum.example",
                starts=noon,
                ends=noon + HOUR,
                zone=noon.tzinfo,
                stamp=stamp,
            )
        )
        for number, noon in enumerate(noons)
    ]
    assert [one.starts for one in after_each(written)[-1]] == noons


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
    meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, LATER + 3 * HOUR)
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
