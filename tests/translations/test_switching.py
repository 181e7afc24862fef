"""The language is a button away, on every page, and belongs to the person."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.factories import Cast, a_meeting
from tests.web.conftest import Browse, Page


def language_of(page: Page) -> str:
    return str(page.elements("html")[0].get("lang"))


def pressed(page: Page) -> list[str]:
    """The languages whose button is down."""
    buttons = page.elements("button", name="language", **{"aria-pressed": "true"})
    return [str(button.get("value")) for button in buttons]


def test_the_button_changes_the_page_and_says_so(browse: Browse, cast: Cast) -> None:
    sami = browse.as_(cast.sami)
    before = sami.get("home.show")
    sami.post("language.switch", {"language": "en"})
    after = sami.get("home.show")
    assert (language_of(before), language_of(after)) == ("fr", "en")
    assert (pressed(before), pressed(after)) == (["fr"], ["en"])
    assert "Bonjour Sami" in before.heading
    assert "Hello Sami" in after.heading


def test_the_choice_is_the_person_s_on_any_machine_and_nobody_else_s(
    browse: Browse,
    cast: Cast,
) -> None:
    browse.as_(cast.sami).post("language.switch", {"language": "en"})
    assert language_of(browse.as_(cast.sami).get("home.show")) == "en"
    assert language_of(browse.as_(cast.claire).get("home.show")) == "fr"


def test_before_signing_in_the_browser_decides_then_the_button(browse: Browse) -> None:
    assert language_of(browse.get("sign_in.form")) == "fr"
    browse.post("language.switch", {"language": "en"})
    page = browse.get("sign_in.form")
    assert (language_of(page), page.heading) == ("en", "Sign in")


def test_a_language_that_is_not_spoken_changes_nothing(browse: Browse, cast: Cast) -> None:
    sami = browse.as_(cast.sami)
    sami.post("language.switch", {"language": "de"})
    assert language_of(sami.get("home.show")) == "fr"


def test_dates_and_clinical_questions_follow(
    browse: Browse,
    cast: Cast,
    session: Session,
) -> None:
    meeting = a_meeting(session, cast.board)
    cast.claire.language = "en"
    session.flush()
    english = browse.as_(cast.claire).get("meetings.show", meeting_id=meeting.id)
    french = browse.as_(cast.odile).get("meetings.show", meeting_id=meeting.id)
    assert "Thursday 26 November 2026" in english.text
    assert "jeudi 26 novembre 2026" in french.text
    assert "Medical oncolog" in english.text
    assert "Oncolog" in french.text
