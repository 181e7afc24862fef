"""What leaves the house speaks its recipient's language: mail, calendar entries, feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import Meeting, OutboxMessage, Practitioner
from rcp.domain.case import CaseState
from rcp.domain.opinion import OpinionCategory
from rcp.mail.letterhead import Letterhead
from rcp.services import catalogue, feeds, invitations, meeting_moves, meetings, minutes, opinions
from tests.factories import NOW, TODAY, Cast, a_case, a_meeting, a_room, an_agenda_item
from tests.translations.french import french_in

LETTERHEAD = Letterhead("rcp@quorum.example", "https://rcp.quorum.example")
ROOM = "Salle des Écluses"


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Claire reads French and Odile English; both are invited, for one case."""
    catalogue.seed_catalogue(session)
    cast.odile.language = "en"
    room = a_room(session, cast.organization, name=ROOM)
    meeting = a_meeting(session, cast.board, room=room, video_url="https://video.example/sein")
    an_agenda_item(session, meeting, a_case(session, cast.board, state=CaseState.PLANNED))
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW)
    return meeting


def letters_to(session: Session, person: Practitioner) -> list[EmailMessage]:
    """The messages written to a person, oldest first."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.recipient_id == person.id)
        .order_by(OutboxMessage.created_at)
    )
    return [message_from_bytes(row.content, _class=EmailMessage, policy=SMTP) for row in rows]


def subject_of(letter: EmailMessage) -> str:
    return " ".join(str(letter["Subject"]).split())


def said(letter: EmailMessage) -> Iterator[str]:
    """All that a person may read of a letter: subject, texts, words of the calendar entry."""
    yield subject_of(letter)
    for part in letter.walk():
        if part.get_content_type() == "text/calendar":
            yield from said_in(part.get_payload(decode=True))
        elif part.get_content_maintype() == "text":
            yield re.sub(r"<[^>]+>", " ", str(part.get_content()))


def said_in(calendar: bytes) -> Iterator[str]:
    for component in icalendar.Calendar.from_ical(calendar).walk():
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME"):
            yield str(component.get(name, ""))


def french_left(letter: EmailMessage, cast: Cast) -> list[str]:
    names = (cast.organization.name, cast.board.name, ROOM)
    return [word for text in said(letter) for word in french_in(text, names)]


def test_each_person_is_invited_in_their_own_language(session, cast, meeting) -> None:
    (to_odile,), (to_claire,) = (letters_to(session, one) for one in (cast.odile, cast.claire))
    assert french_left(to_odile, cast) == []
    assert french_left(to_claire, cast)
    assert subject_of(to_odile).startswith("Invitation: ")
    assert "Thursday, 26 November 2026, 12:30 – 13:30" in subject_of(to_odile)
    body = to_odile.get_body(("plain",)).get_content()
    assert "You are expected at" in body
    assert "On the agenda: 1 case" in body.splitlines()
    assert "Medical oncolog" in body


def test_changes_are_told_in_english_too(session, cast, meeting) -> None:
    later = NOW + timedelta(hours=1)
    starts = meeting.starts_at + timedelta(days=1)
    meeting_moves.move_meeting(session, meeting, starts, meeting.room, LETTERHEAD, cast.sami, later)
    later += timedelta(hours=1)
    meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, later)
    _invited, moved, cancelled = letters_to(session, cast.odile)
    assert [french_left(one, cast) for one in (moved, cancelled)] == [[], []]
    assert subject_of(moved).startswith("Update: ")
    assert subject_of(cancelled).startswith("Cancelled: ")


def test_who_is_no_longer_needed_is_told_in_english(session, cast, meeting) -> None:
    attendance = next(one for one in meeting.attendances if one.practitioner_id == cast.odile.id)
    meetings.take_off_list(session, attendance, cast.sami)
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, NOW + timedelta(hours=1))
    _invited, released = letters_to(session, cast.odile)
    assert french_left(released, cast) == []
    assert subject_of(released).startswith("You are no longer expected: ")


def test_actions_and_notices_are_english_down_to_the_calendar_entry(session, cast, meeting) -> None:
    (item,) = meetings.agenda(session, meeting)
    item.case.referrer = cast.odile
    hold(session, cast, meeting)
    _invited, *after = letters_to(session, cast.odile)
    assert len(after) == 2
    assert [french_left(one, cast) for one in after] == [[], []]
    words = [word for letter in after for word in said(letter)]
    assert any(word.startswith("Action to close") for word in words)
    assert any("An opinion" in word for word in words)


def test_the_subscribed_calendar_is_english(session, cast, meeting) -> None:
    hold(session, cast, meeting)
    calendar = feeds.content(session, cast.odile, LETTERHEAD, NOW)
    names = (cast.organization.name, cast.board.name, ROOM)
    words = list(said_in(calendar))
    assert [word for text in words for word in french_in(text, names)] == []
    assert any(word.startswith("Action to close") for word in words)


def hold(session: Session, cast: Cast, meeting: Meeting) -> None:
    """Hold the meeting, give Odile an action, validate the minutes."""
    (item,) = meetings.agenda(session, meeting)
    begins, ends = meeting.starts_at, meeting.ends_at
    written = meetings.open_meeting(session, meeting, cast.sami, begins)
    meetings.mark_everybody(session, meeting, cast.sami, begins)
    action = opinions.ActionDraft(
        what="Relire les lames", owner=cast.odile, due_on=TODAY + timedelta(days=9)
    )
    draft = opinions.OpinionDraft(
        category=OpinionCategory.FOLLOW_UP, follow_up="Tous les six mois", actions=(action,)
    )
    opinions.record_opinion(session, item, draft, cast.sami, begins)
    meetings.close_meeting(session, meeting, cast.sami, ends)
    minutes.submit(session, written, cast.sami)
    minutes.sign_off(session, written, LETTERHEAD, cast.claire, ends)
