"""What a room screen sends while one types, and what it learns of the others."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from rcp.db.models import Practitioner
from rcp.domain.quorum import Presence
from rcp.services import meetings
from tests.factories import NOW, Cast
from tests.services.held import Held, a_held_meeting, attendance_of
from tests.web.conftest import Browse


@pytest.fixture
def held(session: Session, cast: Cast) -> Held:
    """A meeting under way."""
    return a_held_meeting(session, cast)


class Screen:
    """One person's screen on the first case of the meeting."""

    def __init__(self, browse: Browse, held: Held, person: Practitioner) -> None:
        self._browse, self._item = browse.as_(person), held.item

    def types(self, text: str, field: str = "proposal", **more: Any) -> dict[str, Any]:
        data = {"field": field, "text": text, "was": "", "over": "0", "basis": "0", **more}
        page = self._browse.post("meetings.keep_typing", data, expect=200, item_id=self._item.id)
        return dict(page.response.json)

    def looks(self, since: int = 0) -> dict[str, Any]:
        page = self._browse.get("meetings.typing", item_id=self._item.id, since=since)
        return dict(page.response.json)


def test_what_one_types_is_seen_by_the_others_and_there_again_after_a_reload(
    browse: Browse, held: Held, cast: Cast
) -> None:
    claire, sami = Screen(browse, held, cast.claire), Screen(browse, held, cast.sami)
    number = claire.types("Chirurgie première.")["number"]
    claire.types("Bilan de la douleur", "actions-3-what")
    told = sami.looks()["texts"]
    assert [(one["field"], one["by"], one["mine"]) for one in told] == [
        ("proposal", cast.claire.name, False),
        ("actions-3-what", cast.claire.name, False),
    ]
    assert [one["field"] for one in sami.looks(number)["texts"]] == ["actions-3-what"]
    room = browse.as_(cast.sami).get("meetings.room", meeting_id=held.meeting.id, item=held.item.id)
    assert "Chirurgie première." in room.text
    assert room.elements("input", name="actions-3-what")[0].get("value") == "Bilan de la douleur"


def test_a_clash_brings_the_others_text_and_who_wrote_what_is_kept(
    browse: Browse, held: Held, cast: Cast
) -> None:
    Screen(browse, held, cast.claire).types("Chirurgie d’emblée.")
    clash = Screen(browse, held, cast.sami).types("Pas de chirurgie.")["clash"]
    assert (clash["text"], clash["by"]) == ("Chirurgie d’emblée.", cast.claire.name)
    page = browse.as_(cast.sami).get("meetings.written", item_id=held.item.id)
    assert "Pas de chirurgie." in page.text
    assert "Chirurgie d’emblée." in page.text
    assert "En même temps qu’un autre" in page.text


def test_a_screen_learns_that_somebody_came_or_that_the_opinion_was_recorded(
    browse: Browse, session: Session, held: Held, cast: Cast
) -> None:
    screen = Screen(browse, held, cast.sami)
    before = screen.looks()["room"]
    attendance = attendance_of(held.meeting, cast.odile)
    meetings.mark_presence(session, attendance, Presence.BY_VIDEO, cast.claire, NOW)
    session.flush()
    assert screen.looks()["room"] != before
    around = browse.as_(cast.sami).get("meetings.look_around", meeting_id=held.meeting.id)
    assert {one.get("id") for one in around.elements("section")} >= {"presence", "agenda"}
    assert screen.types("mots", basis="3") == {"recorded": True}


def test_who_may_not_write_neither_sends_nor_reads_what_is_typed(
    browse: Browse, held: Held, cast: Cast
) -> None:
    passage = {"item_id": held.item.id}
    for person in (cast.odile, cast.stranger):
        seen = browse.as_(person)
        data = {"field": "proposal", "text": "mots"}
        assert seen.post("meetings.keep_typing", data, expect=403, **passage)
        assert seen.get("meetings.typing", expect=403, **passage)
        assert seen.get("meetings.written", expect=403, **passage)


def test_a_field_that_does_not_exist_is_refused_in_words(
    browse: Browse, held: Held, cast: Cast
) -> None:
    data = {"field": "<script>", "text": "mots"}
    refused = browse.as_(cast.sami).post(
        "meetings.keep_typing", data, expect=422, item_id=held.item.id
    )
    assert "n’existe pas dans cet avis" in refused.response.json["said"]
