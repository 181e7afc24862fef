"""The calendar that a person subscribes to."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import icalendar
import pytest

from rcp.db.base import utc_now
from rcp.db.models import Answer, CalendarFeed, Invitation, Meeting
from rcp.mail.letterhead import Letterhead
from rcp.services import feeds, invitations, meeting_moves
from tests.factories import a_meeting
from tests.services.test_actions import an_action

LETTERHEAD = Letterhead("rcp@quorum.example", "http://127.0.0.1:8000")


@pytest.fixture
def meeting(session, cast) -> Meeting:
    """A meeting in two days, to which Claire and Odile are invited."""
    meeting = a_meeting(session, cast.board, starts_at=utc_now() + timedelta(days=2))
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, utc_now())
    return meeting


@pytest.fixture
def secret(session, cast) -> str:
    return feeds.renew(session, cast.odile, by=cast.odile, now=utc_now())


def invitation_of(session, person) -> Invitation:
    return session.query(Invitation).filter_by(practitioner_id=person.id).one()


def events(page) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(page.response.get_data()).walk("VEVENT"))


class TestItsAddress:
    def test_is_shown_once_and_only_its_digest_is_kept(self, session, browse, cast):
        odile = browse.as_(cast.odile)
        page = odile.post("feeds.renew", expect=200)
        (secret,) = set(re.findall(r"/calendar/([\w-]+)\.ics", page.body))
        assert len(secret) >= 32
        kept = session.query(CalendarFeed).one()
        assert kept.token_digest == hashlib.sha256(secret.encode()).hexdigest()
        assert secret not in odile.get("feeds.index").body
        browse.get("feeds.calendar", token=secret)

    def test_renewed_replaces_the_former_one(self, session, browse, cast, secret):
        new = feeds.renew(session, cast.odile, by=cast.odile, now=utc_now())
        browse.get("feeds.calendar", token=secret, expect=404)
        browse.get("feeds.calendar", token=new)

    def test_revoked_answers_no_more(self, browse, cast, secret):
        browse.as_(cast.odile).post("feeds.revoke")
        browse.get("feeds.calendar", token=secret, expect=404)
        browse.as_(cast.odile).post("feeds.revoke", expect=422)

    def test_of_somebody_who_left_answers_no_more(self, session, browse, cast, secret):
        cast.odile.is_active = False
        session.flush()
        browse.get("feeds.calendar", token=secret, expect=404)

    def test_unknown_is_not_found_and_leaves_no_cookie(self, browse):
        page = browse.get("feeds.calendar", token="unknown", expect=404)
        assert "Set-Cookie" not in page.response.headers

    def test_is_for_those_who_have_signed_in(self, browse):
        assert "/sign-in" in browse.get("feeds.index", expect=303).location
        browse.post("feeds.renew", expect=303)


class TestItsContents:
    def test_are_the_meetings_under_the_uid_of_their_invitations(
        self, session, browse, cast, meeting, secret
    ):
        page = browse.get("feeds.calendar", token=secret)
        calendar = icalendar.Calendar.from_ical(page.response.get_data())
        assert calendar["METHOD"] == "PUBLISH"
        (event,) = calendar.walk("VEVENT")
        assert event["UID"] == invitation_of(session, cast.odile).uid
        assert event.decoded("DTSTART") == meeting.starts_at.replace(microsecond=0)
        assert "ATTENDEE" not in event

    def test_follow_a_meeting_that_moves_and_one_that_is_cancelled(
        self, session, browse, cast, meeting, secret
    ):
        later = meeting.starts_at + timedelta(days=1)
        meeting_moves.move_meeting(
            session, meeting, later, meeting.room, LETTERHEAD, cast.sami, utc_now()
        )
        (event,) = events(browse.get("feeds.calendar", token=secret))
        assert (event["SEQUENCE"], event.decoded("DTSTART")) == (1, later.replace(microsecond=0))
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, utc_now())
        (event,) = events(browse.get("feeds.calendar", token=secret))
        assert (event["SEQUENCE"], str(event["STATUS"])) == (2, "CANCELLED")

    def test_keep_a_cancelled_meeting_sixty_days(self, session, browse, cast, meeting, secret):
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, utc_now())
        letterhead, now = LETTERHEAD, utc_now()
        kept = feeds.content(session, cast.odile, letterhead, now + timedelta(days=59))
        gone = feeds.content(session, cast.odile, letterhead, now + timedelta(days=63))
        assert kept.count(b"BEGIN:VEVENT") == 1
        assert gone.count(b"BEGIN:VEVENT") == 0

    def test_leave_out_what_the_person_declined(self, session, browse, cast, meeting, secret):
        invitations.answer(
            session,
            invitation_of(session, cast.odile),
            Answer.DECLINED,
            by=None,
            channel="link",
            now=utc_now(),
        )
        session.flush()
        assert events(browse.get("feeds.calendar", token=secret)) == []

    def test_hold_open_actions_on_their_day_in_words_that_tell_nothing(
        self, session, browse, cast, secret
    ):
        action = an_action(session, cast)
        page = browse.get("feeds.calendar", token=secret)
        (event,) = events(page)
        assert event["UID"] == f"{action.uid}@quorum.example"
        assert event.decoded("DTSTART") == action.due_on
        assert "scintigraphie" not in page.body

    def test_are_not_those_of_others(self, browse, session, cast, meeting):
        stranger = feeds.renew(session, cast.stranger, by=cast.stranger, now=utc_now())
        assert events(browse.get("feeds.calendar", token=stranger)) == []


class TestItsManners:
    def test_an_unchanged_feed_is_answered_with_304(self, app, browse, meeting, secret):
        first = browse.get("feeds.calendar", token=secret).response
        client = app.test_client()
        again = client.get(
            f"/calendar/{secret}.ics", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert (again.status_code, again.get_data()) == (304, b"")

    def test_a_changed_feed_is_sent_whole(self, session, app, browse, cast, meeting, secret):
        first = browse.get("feeds.calendar", token=secret).response
        meeting_moves.cancel_meeting(session, meeting, LETTERHEAD, cast.sami, utc_now())
        again = app.test_client().get(
            f"/calendar/{secret}.ics", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 200

    def test_is_private_and_leaves_no_cookie(self, browse, meeting, secret):
        headers = browse.get("feeds.calendar", token=secret).response.headers
        assert headers["Cache-Control"].startswith("private")
        assert headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "Set-Cookie" not in headers
