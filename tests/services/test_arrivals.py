"""« Je suis là »: people on the list say themselves that they came, with the code of the screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Meeting
from rcp.domain.errors import RuleBroken
from rcp.domain.quorum import Presence
from rcp.services import arrival_codes, arrivals, audit, meetings
from tests.factories import NOW, Cast, a_meeting
from tests.services.held import attendance_of, seed_groups

MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Claire and Odile are expected in half an hour."""
    seed_groups(session)
    return a_meeting(session, cast.board, starts_at=NOW + 30 * MINUTE)


def code(meeting: Meeting, minutes_ago: int = 0) -> str:
    return arrival_codes.code_of(meeting, NOW - minutes_ago * MINUTE)


def test_who_types_the_code_is_there_from_then_on_and_until_they_leave(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    typed = code(meeting)
    shown = f" {typed[:3].lower()}-{typed[3:]} "
    came = arrivals.arrive(session, cast.odile, shown, Presence.BY_VIDEO, NOW)
    assert (came.practitioner, came.presence) == (cast.odile, Presence.BY_VIDEO)
    assert came.arrived_at == NOW
    arrivals.depart(session, came, NOW + 20 * MINUTE)
    assert came.left_at == NOW + 20 * MINUTE
    assert attendance_of(meeting, cast.claire).presence is Presence.EXPECTED
    deeds = [(one.deed, one.by_id) for one in audit.entries_about(session, came)]
    assert ("attendance.marked", cast.odile.id) in deeds


def test_who_comes_back_counts_again_and_keeps_the_hour_of_their_first_arrival(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    came = arrivals.arrive(session, cast.odile, code(meeting), Presence.IN_ROOM, NOW)
    arrivals.depart(session, came, NOW + MINUTE)
    later = NOW + 3 * MINUTE
    shown = arrival_codes.code_of(meeting, later)
    arrivals.arrive(session, cast.odile, shown, Presence.BY_VIDEO, later)
    assert (came.presence, came.arrived_at, came.left_at) == (Presence.BY_VIDEO, NOW, None)


def test_a_code_holds_while_it_is_shown_and_once_after_and_then_is_known_as_old(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    assert arrivals.arrive(session, cast.odile, code(meeting, 5), Presence.IN_ROOM, NOW)
    for old in (code(meeting, 10), code(meeting, 110)):
        with pytest.raises(RuleBroken, match="arrival_code_expired"):
            arrivals.arrive(session, cast.claire, old, Presence.IN_ROOM, NOW)
    for odd in ("", "BCDFGH", code(meeting)[:5], code(meeting) + "B", "é" * 6, "0" * 20):
        with pytest.raises(RuleBroken, match="arrival_code_unknown"):
            arrivals.arrive(session, cast.claire, odd, Presence.IN_ROOM, NOW)


def test_each_meeting_has_its_own_code(session: Session, meeting: Meeting, cast: Cast) -> None:
    other = a_meeting(session, cast.board, starts_at=NOW, expected=[cast.claire])
    assert code(other) != code(meeting)
    with pytest.raises(RuleBroken, match="arrival_other_meeting"):
        arrivals.arrive(session, cast.claire, code(other), Presence.IN_ROOM, NOW, at=meeting)
    with pytest.raises(RuleBroken, match="arrival_not_listed"):
        arrivals.arrive(session, cast.odile, code(other), Presence.IN_ROOM, NOW)
    assert arrivals.of_person(session, cast.odile, NOW)[0].meeting is meeting


def test_who_is_not_on_the_list_does_not_come_onto_it_with_a_code(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    with pytest.raises(RuleBroken, match="arrival_not_listed"):
        arrivals.arrive(session, cast.stranger, code(meeting), Presence.IN_ROOM, NOW)
    assert cast.stranger.id not in {one.practitioner_id for one in meeting.attendances}
    with pytest.raises(RuleBroken, match="arrival_way"):
        arrivals.arrive(session, cast.odile, code(meeting), Presence.WRITTEN_OPINION, NOW)


def test_nobody_arrives_long_before_or_after_the_meeting(
    session: Session, meeting: Meeting, cast: Cast
) -> None:
    early = NOW - 31 * MINUTE
    shown = arrival_codes.code_of(meeting, early)
    with pytest.raises(RuleBroken, match="arrival_code_unknown"):
        arrivals.arrive(session, cast.odile, shown, Presence.IN_ROOM, early)
    with pytest.raises(RuleBroken, match="arrival_closed"):
        arrivals.arrive(session, cast.odile, shown, Presence.IN_ROOM, early, at=meeting)
    came = arrivals.arrive(session, cast.odile, code(meeting), Presence.IN_ROOM, NOW)
    meetings.open_meeting(session, meeting, cast.sami, NOW)
    meetings.close_meeting(session, meeting, cast.sami, NOW)
    with pytest.raises(RuleBroken, match="arrival_code_unknown"):
        arrivals.arrive(session, cast.claire, code(meeting), Presence.IN_ROOM, NOW)
    with pytest.raises(RuleBroken, match="arrival_closed"):
        arrivals.depart(session, came, NOW)
