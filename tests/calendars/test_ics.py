"""Invitations, cancellations and feeds as calendars read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcp.calendars.ics import (
    ActionEntry,
    Attendee,
    EventStatus,
    Organizer,
    action_entries,
    cancel,
    publish,
    request,
)
from rcp.calendars.people import PartStat, Role
from tests.calendars.agendas import reading, times
from tests.calendars.meetings import ODILE, a_meeting

PARIS = ZoneInfo("Europe/Paris")
PROPERTIES_OF_AN_INVITATION = [
    *("ATTENDEE", "CLASS", "CONFERENCE", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART"),
    *("LAST-MODIFIED", "LOCATION", "ORGANIZER", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP"),
    *("UID", "URL", "X-MICROSOFT-CDO-BUSYSTATUS"),
]


def event_of(content: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def lines_of(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


class TestAnInvitation:
    def test_says_what_where_when_and_for_whom(self):
        event = event_of(request(a_meeting()))
        assert str(event["SUMMARY"]) == "RCP Thorax"
        assert str(event["LOCATION"]) == "Salle Laennec, bâtiment B"
        assert event["ATTENDEE"].params["CN"] == "Dr Odile Martin"
        assert event["ORGANIZER"] == "mailto:rcp-thorax@quorum.hopital.test"
        assert event["CLASS"] == "PRIVATE"

    def test_asks_for_an_answer(self):
        (line,) = [one for one in lines_of(request(a_meeting())) if one.startswith("ATTENDEE")]
        for part in ("RSVP=TRUE", "PARTSTAT=NEEDS-ACTION", "ROLE=REQ-PARTICIPANT"):
            assert part in line
        assert line.endswith(":mailto:odile.martin@hopital.test")

    def test_keeps_the_answer_and_the_role_that_are_known(self):
        known = Attendee("Claire", "Claire@Hopital.test", Role.CHAIR, PartStat.ACCEPTED)
        (line,) = [
            one for one in lines_of(request(a_meeting(attendee=known))) if one.startswith("ATT")
        ]
        assert "PARTSTAT=ACCEPTED;ROLE=CHAIR" in line
        assert line.endswith(":mailto:claire@hopital.test")

    def test_shows_the_hour_of_the_place(self):
        lines = lines_of(request(a_meeting()))
        assert "DTSTART;TZID=Europe/Paris:20261027T140000" in lines
        assert "DTEND;TZID=Europe/Paris:20261027T153000" in lines

    @pytest.mark.parametrize(
        ("zone", "hour"),
        [
            ("Indian/Reunion", "20261027T170000"),
            ("Pacific/Noumea", "20261028T000000"),
            ("America/Martinique", "20261027T090000"),
            ("America/Miquelon", "20261027T110000"),
            ("Pacific/Marquesas", "20261027T033000"),
        ],
    )
    def test_overseas_shows_the_hour_there(self, zone, hour):
        content = request(a_meeting(zone=ZoneInfo(zone)))
        assert f"DTSTART;TZID={zone}:{hour}" in lines_of(content)
        assert times(reading(content)) == ["2026-10-27 13:00–14:30"]

    @pytest.mark.parametrize(
        "starts", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)]
    )
    def test_on_the_night_of_the_change_is_at_the_right_instant(self, starts):
        ends = starts.replace(hour=3)
        event = event_of(request(a_meeting(starts=starts, ends=ends)))
        assert event["DTSTART"].dt.astimezone(UTC) == starts
        assert event["DTEND"].dt.astimezone(UTC) == ends

    def test_in_a_zone_without_a_short_definition_is_written_in_utc(self):
        lines = lines_of(request(a_meeting(zone=ZoneInfo("Europe/Brussels"))))
        assert "DTSTART:20261027T130000Z" in lines
        assert "BEGIN:VTIMEZONE" not in lines

    def test_puts_the_video_link_where_outlook_looks(self):
        link = "https://visio.hopital.test/thorax?salle=3"
        event = event_of(request(a_meeting()))
        assert str(event["DESCRIPTION"]).endswith(link)
        assert str(event_of(request(a_meeting(location="")))["LOCATION"]) == link

    def test_has_lines_of_at_most_75_bytes_that_end_as_they_should(self):
        content = request(a_meeting(summary="Réunion à préparer " * 20))
        assert content.endswith(b"END:VCALENDAR\r\n")
        assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
        for line in content.split(b"\r\n"):
            assert len(line) <= 75
            line.decode()

    def test_is_for_someone_and_to_a_meeting_that_stands(self):
        with pytest.raises(ValueError, match="for someone"):
            request(a_meeting(attendee=None))
        with pytest.raises(ValueError, match="stands"):
            request(a_meeting(status=EventStatus.CANCELLED))

    def test_needs_times_that_say_their_zone_and_follow_each_other(self):
        with pytest.raises(ValueError, match="zone"):
            a_meeting(starts=datetime(2026, 10, 27, 13))  # noqa: DTZ001 - the fault under test
        with pytest.raises(ValueError, match="ends after"):
            a_meeting(ends=datetime(2026, 10, 27, 13, tzinfo=UTC))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"url": "javascript:alert(1)"},
            {"video_url": "https://visio.test/\r\nATTENDEE:mailto:x@y.test"},
            {"uid": "a\r\nb"},
            {"organizer": Organizer("RCP", "x@y.test\r\nBCC:z@y.test")},
            {"attendee": Attendee("x", "x y@z.test")},
        ],
    )
    def test_refuses_a_link_or_an_address_that_is_none(self, wrong):
        with pytest.raises(ValueError, match=r"not an?|no blank"):
            request(a_meeting(**wrong))


class TestACancellation:
    def test_speaks_of_the_same_meeting_and_has_no_alarm(self):
        content = cancel(a_meeting(sequence=3))
        lines = lines_of(content)
        for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3", f"UID:{a_meeting().uid}"):
            assert line in lines
        assert "BEGIN:VALARM" not in lines
        assert any(line.startswith("ATTENDEE") for line in lines)

    def test_leaves_its_time_free(self):
        assert reading(cancel(a_meeting())).intervals == ()


class TestAFeed:
    def test_names_nobody_who_is_invited(self):
        content = publish("RCP Thorax", [a_meeting()], PARIS)
        assert b"ATTENDEE" not in content
        assert ODILE.email.encode() not in content
        assert b"METHOD:PUBLISH" in content

    def test_keeps_the_identifiers_of_the_invitations(self):
        published = event_of(publish("RCP Thorax", [a_meeting(sequence=2)], PARIS))
        invited = event_of(request(a_meeting(sequence=2)))
        assert published["UID"] == invited["UID"]
        assert published["SEQUENCE"] == 2

    def test_shows_what_was_cancelled_as_cancelled(self):
        content = publish("RCP", [a_meeting(status=EventStatus.CANCELLED)], PARIS)
        assert event_of(content)["STATUS"] == "CANCELLED"

    def test_may_be_empty(self):
        assert reading(publish("RCP", [], PARIS)).events_read == 0


def test_an_action_stands_on_its_day_and_leaves_it_free():
    entry = ActionEntry(
        uid="a1@quorum.hopital.test",
        sequence=0,
        summary="Action à faire, référence R-2026-0413",
        due=date(2026, 11, 3),
        stamp=datetime(2026, 10, 27, 15, tzinfo=UTC),
        url="https://quorum.hopital.test/actions/12",
    )
    content = action_entries("Mes actions", [entry], PARIS)
    event = event_of(content)
    assert event["DTSTART"].dt == date(2026, 11, 3)
    assert event["DTEND"].dt == date(2026, 11, 4)
    assert reading(content).intervals == ()


TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                *(
                    "\r\n",
                    "\n",
                    "\r",
                    "\u2028",
                    "\x85",
                    ";",
                    ":",
                    ",",
                    '"',
                    "\\",
                    "\\n",
                    "^'",
                    "é",
                    " ",
                ),
                *("ATTENDEE:mailto:x@y.test", "END:VEVENT", "BEGIN:VALARM", "X-ALT-DESC:"),
            ]
        ),
        max_size=12,
    ).map("".join),
)


@settings(max_examples=60, deadline=None)
@given(summary=TEXTS, location=TEXTS, description=TEXTS, name=TEXTS)
def test_no_text_ever_makes_a_property_of_its_own(summary, location, description, name):
    meeting = a_meeting(
        summary=summary,
        location="Salle " + location,
        description="Séance " + description,
        organizer=Organizer(name, "rcp@quorum.hopital.test"),
        attendee=Attendee(name, "odile@hopital.test"),
    )
    lines = lines_of(request(meeting))
    begin, alarm = lines.index("BEGIN:VEVENT"), lines.index("BEGIN:VALARM")
    names = sorted(line.replace(":", ";").split(";")[0] for line in lines[begin + 1 : alarm])
    assert names == PROPERTIES_OF_AN_INVITATION
    assert lines[alarm:] == [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        lines[alarm + 2],
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    assert lines[alarm + 2].startswith("DESCRIPTION:")


@settings(max_examples=60, deadline=None)
@given(summary=TEXTS)
def test_a_title_comes_back_as_it_was_sent_on_one_line(summary):
    sent = a_meeting(summary=summary, description=summary)
    once = str(event_of(request(sent))["SUMMARY"])
    again = str(event_of(request(a_meeting(summary=once)))["SUMMARY"])
    assert once == again
    assert "\n" not in once
