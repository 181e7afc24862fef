"""Coming in: by password, in one's language, and out again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Welcome
from tests.e2e.installation import Installation
from tests.e2e.territory import command
from tests.e2e.visitor import Visitor

CLAIRE, SECRET = "claire.montbrun@ch-valombre.example", "quatre corbeaux verts"


def test_a_password_given_at_the_command_line_opens_the_site(
    site: Installation, welcome: Welcome
) -> None:
    command(site.folder, "set-password", CLAIRE, "--password", SECRET)
    claire = welcome()
    claire.goes_to("/sign-in")
    claire.page.get_by_label("Adresse").fill(CLAIRE)
    claire.page.get_by_label("Mot de passe").fill(SECRET + "!")
    claire.presses("Se connecter")
    expect(claire.page.locator(".error-summary")).to_be_focused()
    claire.page.get_by_label("Mot de passe").fill(SECRET)
    claire.presses("Se connecter")
    expect(claire.page.get_by_role("heading", level=1)).to_have_text("Bonjour Claire")


def test_a_page_asked_for_before_signing_in_is_shown_after(welcome: Welcome) -> None:
    visitor = welcome()
    visitor.page.goto("/actions")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Se connecter")


def test_whoever_reads_english_is_answered_in_english(welcome: Welcome) -> None:
    estelle = welcome("administrator")
    page = estelle.page
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    _chooses(estelle, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Estelle")
    estelle.goes_to("/meetings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings")
    _chooses(estelle, "Français")
    expect(page.get_by_role("heading", level=1)).to_have_text("Séances")


def _chooses(visitor: Visitor, language: str) -> None:
    visitor.page.locator("details.account summary").click()
    visitor.page.get_by_role("button", name=language).click()


def test_signing_out_closes_the_door(laurent: Visitor) -> None:
    laurent.page.locator("details.account summary").click()
    laurent.presses("Se déconnecter")
    laurent.page.goto("/home")
    expect(laurent.page.get_by_role("heading", level=1)).to_have_text("Se connecter")
