"""The clock of a meeting on its screens: the case before it, the next one, the break."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.domain.case import PostponeCause
from rcp.domain.quorum import Presence
from rcp.services import meetings
from tests import factories
from tests.factories import NOW, Cast
from tests.services.held import (
    Held,
    a_held_meeting,
    a_planned_case,
    attendance_of,
    tick,
)
from tests.web.conftest import Browse, Page
from tests.web.test_meetings import an_opinion


@pytest.fixture
def held(session: Session, cast: Cast) -> Held:
    """A meeting under way."""
    return a_held_meeting(session, cast)


def test_the_next_case_is_taken_with_one_key_and_its_time_runs(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    factories.an_agenda_item(session, held.meeting, a_planned_case(session, cast), position=2)
    sami = browse.as_(cast.sami)
    room = sami.get("meetings.room", meeting_id=held.meeting.id)
    assert "Aucun dossier en cours" in room.text
    assert f"/meetings/items/{held.item.id}/call" in _of_key(room, "n")
    taken = sami.post("meetings.call", item_id=held.item.id, follow=True, expect=200)
    assert "Passer au dossier suivant" in taken.text
    assert "En cours" in taken.text
    assert f"/meetings/items/{held.item.id}/call" not in _of_key(taken, "n")
    heard = sami.post(
        "meetings.write", an_opinion(then="next"), item_id=held.item.id, follow=True, expect=200
    )
    assert "Dossier en cours 2." in heard.text


def _of_key(page: Page, key: str) -> list[str]:
    """Where the buttons post that a key presses."""
    boxes = page.elements("div", **{"data-shortcut": key})
    return [str(one.get("action")) for box in boxes for one in box.iter() if one.get("action")]


def test_a_break_is_proposed_after_an_hour_and_leaves_one_in_peace_once_declined(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    sami, said = browse.as_(cast.sami), "Une heure sans pause"
    held.meeting.opened_at = utc_now() - timedelta(minutes=59)
    session.flush()
    assert said not in sami.get("meetings.room", meeting_id=held.meeting.id).text
    held.meeting.opened_at = utc_now() - timedelta(minutes=61)
    session.flush()
    assert said in sami.get("meetings.room", meeting_id=held.meeting.id).text
    page = sami.post(
        "meetings.rest", {"rest": "declined"}, meeting_id=held.meeting.id, follow=True, expect=200
    )
    assert said not in page.text


def test_a_postponed_case_is_not_taken_without_saying_why(
    browse: Browse, held: Held, session: Session, cast: Cast
) -> None:
    meetings.carry_over(session, held.item, PostponeCause.TIME, cast.sami, NOW)
    page = browse.as_(cast.sami).post("meetings.call", item_id=held.item.id, expect=422)
    assert "Remettez-le à l’ordre du jour" in page.text


def test_without_quorum_the_room_names_who_lacks_and_offers_what_to_do(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    second = factories.an_agenda_item(
        session, held.meeting, a_planned_case(session, cast), position=2
    )
    tick(session, held, cast.claire, Presence.IN_ROOM, cast)
    session.flush()
    sami, odile = browse.as_(cast.sami), attendance_of(held.meeting, cast.odile)
    room = sami.get("meetings.room", meeting_id=held.meeting.id, item=held.item.id)
    assert "Il manque :" in room.text
    offered = {str(one.get("action")) for one in room.elements("form")}
    asking = f"/meetings/attendances/{odile.id}/ask-in-writing"
    assert offered >= {
        asking,
        f"/meetings/items/{second.id}/call",
        f"/meetings/items/{held.item.id}/carry-over",
    }
    asked = sami.post("meetings.ask_in_writing", attendance_id=odile.id, follow=True, expect=200)
    assert f"avis écrit demandé à {cast.odile.name}" in asked.text
    assert not asked.elements("form", action=asking)
    own = browse.as_(cast.odile).get("meetings.show", meeting_id=held.meeting.id)
    assert "Votre avis écrit est demandé" in own.text
    browse.as_(cast.odile).post("meetings.ask_in_writing", attendance_id=odile.id, expect=403)
    put_off = sami.post("meetings.carry_over", {"cause": "quorum"}, item_id=held.item.id)
    assert put_off.location.endswith(f"item={second.id}")
    assert held.item.postponed_for is PostponeCause.QUORUM
