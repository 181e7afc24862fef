"""A board's meetings for its members, its members' busy times for who runs it, and reminders."""

from __future__ import annotations

import re
from datetime import timedelta

import icalendar
import pytest

from rcp.db.base import utc_now
from rcp.domain.reminders import ReminderChoice
from tests.factories import a_busy_interval, a_meeting


def subscribed(browse, person, board, kind: str) -> str:
    page = browse.as_(person).post(
        "feeds.renew_board", {"kind": kind}, board_id=board.id, expect=200
    )
    (path,) = set(re.findall(r"/calendar/[\w-]+/[\w-]+\.i[cf][sb]", page.body))
    return path


def test_a_member_sees_all_the_meetings_of_the_board(session, browse, cast):
    meeting = a_meeting(
        session, cast.board, starts_at=utc_now() + timedelta(days=9), expected=[cast.claire]
    )
    path = subscribed(browse, cast.odile, cast.board, "meetings")
    page = browse.get_path(path)
    (event,) = icalendar.Calendar.from_ical(page.response.get_data()).walk("VEVENT")
    assert event.decoded("DTSTART") == meeting.starts_at.replace(microsecond=0)
    assert "ATTENDEE" not in event
    cast.odile.is_active = False
    session.flush()
    browse.get_path(path, expect=404)


def test_the_coordinator_sees_when_members_are_taken_and_nothing_more(session, browse, cast, app):
    day = (utc_now() + timedelta(days=2)).replace(microsecond=0)
    a_busy_interval(session, cast.odile, day, day + timedelta(hours=1))
    path = subscribed(browse, cast.sami, cast.board, "free_busy")
    page = browse.get_path(path)
    found = icalendar.Calendar.from_ical(page.response.get_data()).walk("VFREEBUSY")
    assert len(found) == 2
    assert page.body.count("FREEBUSY;") == 1
    assert f"{day:%Y%m%dT%H%M%SZ}" in page.body
    assert "SUMMARY" not in page.body
    again = app.test_client().get(path, headers={"If-None-Match": page.response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("kind", ["meetings", "free_busy"])
def test_nobody_else_subscribes(browse, cast, kind):
    browse.as_(cast.stranger).post(
        "feeds.renew_board", {"kind": kind}, board_id=cast.board.id, expect=403
    )
    if kind == "free_busy":
        browse.as_(cast.odile).post(
            "feeds.renew_board", {"kind": kind}, board_id=cast.board.id, expect=403
        )


def test_a_new_address_or_the_end_silences_the_former_one(browse, cast):
    former = subscribed(browse, cast.odile, cast.board, "meetings")
    path = subscribed(browse, cast.odile, cast.board, "meetings")
    browse.get_path(former, expect=404)
    browse.as_(cast.odile).post("feeds.revoke_board", {"kind": "meetings"}, board_id=cast.board.id)
    browse.get_path(path, expect=404)


def test_a_person_chooses_one_message_a_week(browse, cast):
    browse.as_(cast.odile).post("feeds.remind", {"reminders": "weekly"})
    assert cast.odile.reminders is ReminderChoice.WEEKLY


def test_a_structure_chooses_its_reminders(browse, cast):
    sami, of = browse.as_(cast.sami), {"organization_id": cast.organization.id}
    hours = {"quiet_from": "19:00", "quiet_until": "08:00"}
    sami.post("settings.reminders.change", {"days": "7, 1", **hours}, **of)
    assert cast.organization.reminder_days == [7, 1]
    assert not cast.organization.rests_on_sundays
    for wrong in ("x", "1,2,3,4,5,6", "99"):
        page = sami.post("settings.reminders.change", {"days": wrong, **hours}, expect=422, **of)
        assert page.form_errors
