"""« Je suis là », signed in or from one's own link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import Invitation, Meeting
from rcp.domain.quorum import Presence
from rcp.services import arrival_codes, invitations
from rcp.services.answer_links import answer_token
from tests.factories import Cast, a_meeting
from tests.services.held import LETTERHEAD, attendance_of, seed_groups
from tests.web.conftest import Browse


@pytest.fixture
def meeting(session: Session, cast: Cast) -> Meeting:
    """Claire and Odile are invited to a meeting that begins in a quarter of an hour."""
    seed_groups(session)
    meeting = a_meeting(session, cast.board, starts_at=utc_now() + timedelta(minutes=15))
    invitations.tell(session, meeting, LETTERHEAD, cast.sami, utc_now())
    return meeting


def typed(meeting: Meeting, presence: str = "in_room") -> dict[str, str]:
    return {"code": arrival_codes.code_of(meeting, utc_now()), "presence": presence}


def test_one_says_that_one_is_there_and_leaves(
    browse: Browse, meeting: Meeting, cast: Cast
) -> None:
    odile = browse.as_(cast.odile)
    page = odile.post("here.arrive", typed(meeting), follow=True, expect=200)
    assert "vous êtes noté présent depuis" in page.text
    place = attendance_of(meeting, cast.odile)
    assert place.presence is Presence.IN_ROOM
    left = odile.post("here.leave", attendance_id=place.id, follow=True, expect=200)
    assert "Le quorum ne vous compte plus" in left.text
    assert attendance_of(meeting, cast.odile).left_at is not None


def test_nobody_says_that_another_leaves_and_refusals_say_what_to_do(
    browse: Browse, meeting: Meeting, cast: Cast
) -> None:
    place = attendance_of(meeting, cast.odile)
    browse.as_(cast.claire).post("here.leave", attendance_id=place.id, expect=403)
    stranger = browse.as_(cast.stranger)
    refused = stranger.post("here.arrive", typed(meeting), expect=422)
    assert "Demandez au secrétaire de vous y ajouter" in " ".join(refused.form_errors)
    odd = stranger.post("here.arrive", {"code": "AAAAAA", "presence": "in_room"}, expect=422)
    assert "aucune séance en cours" in " ".join(odd.form_errors)
    assert stranger.post("here.arrive", {"code": "", "presence": "lit"}, expect=422).form_errors


def test_one_s_own_link_does_it_without_signing_in_for_its_meeting_alone(
    browse: Browse, session: Session, meeting: Meeting, cast: Cast
) -> None:
    own = select(Invitation).where(Invitation.practitioner_id == cast.odile.id)
    invitation = session.scalars(own).one()
    link = {"invitation_id": invitation.id, "token": answer_token(invitation)}
    other = a_meeting(session, cast.board, starts_at=utc_now())
    refused = browse.post("answer.here", typed(other), expect=422, **link)
    assert "une autre séance" in " ".join(refused.form_errors)
    page = browse.post("answer.here", typed(meeting, "by_video"), expect=200, follow=True, **link)
    assert "Vous êtes noté présent depuis" in page.text
    assert attendance_of(meeting, cast.odile).presence is Presence.BY_VIDEO
    browse.post("answer.here", {"leave": "1"}, **link)
    assert attendance_of(meeting, cast.odile).left_at is not None
    browse.post("answer.here", typed(meeting), expect=404, **{**link, "token": "ffffff-guess"})


def test_the_screens_of_the_meeting_show_the_code(
    browse: Browse, meeting: Meeting, cast: Cast
) -> None:
    shown = arrival_codes.code_of(meeting, utc_now())
    told = f"{shown[:3]} {shown[3:]}"
    assert told in browse.as_(cast.sami).get("meetings.room", meeting_id=meeting.id).text
    assert told in browse.as_(cast.odile).get("meetings.projected", meeting_id=meeting.id).text
